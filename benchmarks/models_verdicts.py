"""Ours beside the best of the peers: who is better, and whether by more than chance."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from benchmarks.models_exchange import Answers

OURS = "attune"
BEST = "ours is the best"
LEVEL = "level, within one standard error"
NOT = "not the best"

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Row:
    """One measure of one task.

    ``difference`` is ours less the best peer's, turned so that above 0 ours is better;
    ``standard_error`` is of that difference.
    """

    measure: str
    higher_is_better: bool
    figures: Figures
    best_peer: str
    difference: float
    standard_error: float
    verdict: str


@dataclass
class Found:
    """What a task of the bench found: its rows, the seconds, and what must be said beside them."""

    title: str
    size: str
    rows: list[Row]
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    ours: str = ""
    notes: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """Return all of it, as JSON takes it."""
        return asdict(self)


def compare(
    measure: str, figures: Figures, error: Callable[[str], float], higher: bool = True
) -> Row:
    """Return a row with its verdict.

    Parameters
    ----------
    figures:
        By model, ours among them.
    error:
        Returns the standard error of the difference between ours and a peer.
    """
    turn = 1.0 if higher else -1.0
    peers = {name: value for name, value in figures.items() if name != OURS}
    best = max(peers, key=lambda name: turn * peers[name])
    difference, spread = turn * (figures[OURS] - peers[best]), error(best)
    verdict = LEVEL if abs(difference) <= spread else BEST if difference > 0 else NOT
    return Row(measure, higher, dict(figures), best, difference, spread, verdict)


def over_folds(
    measure: str,
    folds: Mapping[str, Sequence[float]],
    test_over_train: float,
    higher: bool = True,
) -> Row:
    """Compare means over the folds of a cross-validation.

    The standard error is corrected for training rows that folds have in common (Nadeau and Bengio,
    2003): without, it would be far too small.
    """
    values = {name: np.asarray(found, float) for name, found in folds.items()}

    def error(peer: str) -> float:
        apart = values[OURS] - values[peer]
        return float(np.sqrt((1 / len(apart) + test_over_train) * apart.var(ddof=1)))

    return compare(measure, {n: float(v.mean()) for n, v in values.items()}, error, higher)


def over_customers(measure: str, each: Mapping[str, np.ndarray], higher: bool = True) -> Row:
    """Compare means over customers who were all predicted by every model."""

    def error(peer: str) -> float:
        apart = each[OURS] - each[peer]
        return float(apart.std(ddof=1) / np.sqrt(len(apart)))

    return compare(measure, {n: float(v.mean()) for n, v in each.items()}, error, higher)


def over_draws(
    measure: str,
    predicted: Mapping[str, np.ndarray],
    figure: Callable[[np.ndarray, np.ndarray], float],
    higher: bool = True,
    draws: int = 200,
) -> Row:
    """Compare a figure of one test set; the error is from customers drawn anew with return.

    Parameters
    ----------
    figure:
        Gets a model's predictions and the rows that count.
    """
    random = np.random.default_rng(0)
    count = len(predicted[OURS])
    everyone = np.arange(count)
    rows = [random.integers(0, count, count) for _ in range(draws)]

    def error(peer: str) -> float:
        apart = [figure(predicted[OURS], r) - figure(predicted[peer], r) for r in rows]
        return float(np.std(apart, ddof=1))

    whole = {name: figure(values, everyone) for name, values in predicted.items()}
    return compare(measure, whole, error, higher)


def joined(ours: Answers, peers: Answers) -> dict[str, dict[str, np.ndarray]]:
    """Return what all models predicted, ours first."""
    return {**ours.predicted, **peers.predicted}
