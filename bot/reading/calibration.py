"""From scores to probabilities, and to one confidence that falls with novelty."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy.optimize import minimize, minimize_scalar

from bot.reading.logistic import softmax

NEIGHBOUR_WEIGHTS = (0.0, 1.0, 2.0, 3.0, 4.5, 6.0)
# How much the log-odds fall for each spread that a message is less like the training sentences.
NOVELTY_WEIGHT = 2.0
_SMALLEST = 1e-4


@dataclass(frozen=True)
class Calibration:
    """What held-out sentences taught about scores.

    The defaults are for training data too small to hold any out.

    Args:
        neighbour_weight: weight of the nearest sentence's cosine beside the logits.
        temperature: what the sum is divided by (Guo et al., "On Calibration of Modern Neural
            Networks", 2017).
        cosine_mean: of held-out sentences to the nearest sentence of the training data.
        cosine_spread: standard deviation of the same.
        score_mean: of held-out sentences' highest scaled score.
        score_spread: standard deviation of the same; infinite when it says nothing.
        evidence_mean: where the line from evidence to log-odds bends.
        slope_below: of that line below the bend.
        slope_above: of that line above the bend.
        offset: of that line.
    """

    neighbour_weight: float = 0.0
    temperature: float = 1.0
    cosine_mean: float = 0.65
    cosine_spread: float = 0.15
    score_mean: float = 0.0
    score_spread: float = float("inf")
    evidence_mean: float = 0.0
    slope_below: float = 1.0
    slope_above: float = 1.0
    offset: float = NOVELTY_WEIGHT * float(np.log(2))

    def scores(self, logits: Any, nearest: Any) -> Any:
        """Return scaled scores (n, intents) of logits and cosines of the same shape."""
        return (logits + self.neighbour_weight * nearest) / self.temperature

    def evidence(self, scores: Any, nearest: Any, outside: int | None) -> Any:
        """Return the log-odds (n,) of the best intent before they are calibrated.

        A message that resembles no training sentence, and that no intent claims, loses; but not
        where the best intent is `outside`, the number of the one for what is out of scope.
        """
        best = scores.argmax(axis=1)
        highest = np.clip(softmax(scores).max(axis=1), _SMALLEST, 1 - _SMALLEST)
        inside = nearest if outside is None else np.delete(nearest, outside, axis=1)
        cosine = inside.max(axis=1, initial=-1.0)
        likeness = (cosine - self.cosine_mean) / self.cosine_spread
        likeness = likeness + (scores.max(axis=1) - self.score_mean) / self.score_spread
        likeness = np.where(best == outside, 0.0, likeness)
        odds = np.log(highest / (1 - highest))
        return odds - NOVELTY_WEIGHT * np.logaddexp(0.0, -likeness)

    def confidence(self, scores: Any, nearest: Any, outside: int | None) -> Any:
        """Return the probability (n,) that the best intent is right."""
        distance = self.evidence(scores, nearest, outside) - self.evidence_mean
        odds = _bent(distance, self.slope_below, self.slope_above) + self.offset
        return 1.0 / (1.0 + np.exp(-odds))


def fit_calibration(logits: Any, nearest: Any, truth: Any, outside: int | None) -> Calibration:
    """Fit a calibration.

    Args:
        logits: of n held-out sentences, shape (n, intents).
        nearest: their cosines to the nearest sentence of each intent, shape (n, intents).
        truth: the numbers of their intents, shape (n,).
        outside: number of the intent for what is out of scope, if there is one.
    """
    fits = [(*_temperature(logits + w * nearest, truth), w) for w in NEIGHBOUR_WEIGHTS]
    _, temperature, weight = min(fits)
    scores = (logits + weight * nearest) / temperature
    known = truth != outside
    cosines = nearest[known].max(axis=1)
    highest = scores[known].max(axis=1)
    scaled = Calibration(
        weight,
        temperature,
        float(cosines.mean()),
        max(float(cosines.std()), 0.02),
        float(highest.mean()),
        max(float(highest.std()), 0.1),
    )
    right = scores.argmax(axis=1) == truth
    evidence = scaled.evidence(scores, nearest, outside)
    below, above, offset = _platt(evidence - evidence.mean(), right)
    return replace(
        scaled,
        evidence_mean=float(evidence.mean()),
        slope_below=below,
        slope_above=above,
        offset=offset,
    )


def _temperature(scores: Any, truth: Any) -> tuple[float, float]:
    """Return the mean negative log-likelihood at the best temperature, and that temperature."""

    def loss(log_temperature: float) -> float:
        likely = softmax(scores / np.exp(log_temperature))[np.arange(len(truth)), truth]
        return float(-np.log(np.maximum(likely, 1e-12)).mean())

    best = minimize_scalar(loss, bounds=(-2.5, 2.5), method="bounded")
    return float(best.fun), float(np.exp(best.x))


def _platt(distance: Any, right: Any) -> tuple[float, float, float]:
    """Fit both slopes and the offset (Platt, "Probabilistic outputs for support vector machines",
    1999) to his smoothed targets.

    A line with a bend, because a sum with a penalty in it is not as straight as log-odds are. A
    weak pull towards slopes of one half steadies small sets.
    """
    distance = distance.astype(np.float64)  # or the steps of the search are lost to rounding
    target = np.where(right, (right.sum() + 1) / (right.sum() + 2), 1 / ((~right).sum() + 2))

    def loss(parameters: Any) -> float:
        odds = _bent(distance, *parameters[:2]) + parameters[2]
        pull = float(((parameters[:2] - 0.5) ** 2).sum())
        return float((np.logaddexp(0, odds) - target * odds).sum()) + pull

    bounds = [(0.05, 5.0), (0.05, 5.0), (-8.0, 8.0)]
    found = minimize(loss, [0.5, 0.5, 0.0], method="L-BFGS-B", bounds=bounds)
    return float(found.x[0]), float(found.x[1]), float(found.x[2])


def _bent(distance: Any, below: float, above: float) -> Any:
    """Return a smooth line through the bend at 0 that rises by `below` and then by `above`."""
    return above * np.logaddexp(0.0, distance) - below * np.logaddexp(0.0, -distance)
