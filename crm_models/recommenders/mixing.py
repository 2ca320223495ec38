"""Weights of a blend's parts, found on customers whose next purchases are known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from crm_models.arrays import Floats
from crm_models.recommenders.recommender import best

STEPS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5)
_ROUNDS = 3
_RIDGE = 1e-3


@dataclass(frozen=True)
class Candidates:
    """What the parts say of some items for customers, and which were then bought.

    Parameters
    ----------
    parts:
        Scores, shape ``(customers, candidates, parts)``.
    hits:
        Whether the customer then bought the item, shape ``(customers, candidates)``.
    relevant:
        How many items the customer then bought, candidates or not, shape ``(customers,)``.
    """

    parts: NDArray[np.float32]
    hits: NDArray[np.bool_]
    relevant: Floats

    def quality(self, weights: Floats) -> float:
        """Return the mean of recall@10, recall@20 and NDCG@10 over customers."""
        scores = self.parts @ weights.astype(np.float32)
        order = best(scores, 20)
        hits = np.take_along_axis(self.hits, order, axis=1)
        discount = 1.0 / np.log2(np.arange(2, 12))
        ideal = np.cumsum(discount)[np.minimum(self.relevant, 10).astype(int) - 1]
        gain = hits[:, :10] @ discount[: hits[:, :10].shape[1]] / ideal
        recalls = (hits[:, :10].sum(axis=1) + hits.sum(axis=1)) / self.relevant
        return float((recalls + gain).mean() / 3)


def search(candidates: Candidates, start: Floats) -> Floats:
    """Return weights by coordinate ascent over a few steps, the first weight held at 1.

    Ranking measures have no slope, and a coarse grid cannot follow the noise of one period far.
    """
    weights, best = start.copy(), candidates.quality(start)
    for _ in range(_ROUNDS):
        before = best
        for part in range(1, len(weights)):
            for step in STEPS:
                tried = weights.copy()
                tried[part] = step
                quality = candidates.quality(tried)
                if quality > best + 1e-6:
                    weights, best = tried, quality
        if best == before:
            break
    return weights


def listwise(candidates: Candidates) -> Floats:
    """Return weights of a softmax over each customer's candidates (a conditional logit).

    The loss of ListNet (Cao et al., "Learning to rank: from pairwise approach to listwise
    approach", ICML 2007) with a small ridge: each customer counts the same, however much bought.
    """
    some = candidates.hits.any(axis=1)
    parts = candidates.parts[some].astype(np.float64)
    target = candidates.hits[some] / candidates.hits[some].sum(axis=1, keepdims=True)
    spread = np.maximum(parts.std(axis=(0, 1)), 1e-6)
    parts = (parts - parts.mean(axis=(0, 1))) / spread

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = parts @ weights
        scores -= scores.max(axis=1, keepdims=True)
        total = np.log(np.exp(scores).sum(axis=1, keepdims=True))
        logs = scores - total
        value = -(target * logs).sum() / len(parts) + _RIDGE * float(weights @ weights)
        over = np.exp(logs) - target
        slope = np.tensordot(over, parts, axes=([0, 1], [0, 1])) / len(parts)
        return value, slope + 2 * _RIDGE * weights

    found = minimize(
        loss, np.zeros(parts.shape[2]), jac=True, method="L-BFGS-B", options={"maxiter": 200}
    )
    return np.asarray(found.x / spread)
