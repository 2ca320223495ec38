"""Verdicts of `make bench-models`: ours beside the best peer, with regard to chance."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.models_verdicts import (
    BEST,
    LEVEL,
    NOT,
    OURS,
    compare,
    over_customers,
    over_draws,
    over_folds,
)


@pytest.mark.parametrize(
    ("ours", "higher", "verdict"),
    [
        (0.9, True, BEST),
        (0.9, False, NOT),
        (0.55, True, LEVEL),
        (0.45, True, LEVEL),
        (0.1, True, NOT),
        (0.1, False, BEST),
    ],
)
def test_difference_beyond_one_standard_error_decides(
    ours: float, higher: bool, verdict: str
) -> None:
    """Within one standard error of the best peer nobody is better."""
    row = compare("m", {OURS: ours, "a": 0.5, "b": 0.5}, lambda _: 0.1, higher)

    assert verdict == row.verdict


@pytest.mark.parametrize(("higher", "best"), [(True, "b"), (False, "a")])
def test_best_peer_is_the_one_that_does_the_measure_best(higher: bool, best: str) -> None:
    """Low is good for errors, high for the others; ours is no peer of itself."""
    row = compare("m", {OURS: 0.5, "a": 0.1, "b": 0.9}, lambda _: 0.0, higher)

    assert best == row.best_peer
    assert (0.5 - 0.9 if higher else 0.1 - 0.5) == pytest.approx(row.difference)


def test_folds_that_share_training_rows_count_as_fewer() -> None:
    """The error over folds is that of Nadeau and Bengio, above the plain one."""
    folds = {OURS: [0.8, 0.9, 0.7, 0.8], "a": [0.7, 0.9, 0.8, 0.7]}

    row = over_folds("m", folds, test_over_train=0.25)

    apart = np.array([0.1, 0.0, -0.1, 0.1])
    assert np.sqrt((0.25 + 0.25) * apart.var(ddof=1)) == pytest.approx(row.standard_error)


def test_customers_are_compared_in_pairs() -> None:
    """A difference that all customers have is sure, however much they differ among themselves."""
    each = {OURS: np.array([1.0, 5.0, 9.0]), "a": np.array([0.0, 4.0, 8.0])}

    row = over_customers("m", each)

    assert (1.0, 0.0, BEST) == (row.difference, row.standard_error, row.verdict)


def test_models_that_say_the_same_are_level() -> None:
    """Drawn customers are the same for both, so that equal predictions differ in no draw."""
    same = np.arange(50.0)

    row = over_draws("m", {OURS: same, "a": same}, lambda values, rows: float(values[rows].mean()))

    assert (LEVEL, 0.0) == (row.verdict, row.standard_error)
