"""The best products of customers by what was learnt, each with the purchase that speaks for it."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from scipy.sparse import csr_matrix

from crm_models.arrays import Floats, Keys
from crm_models.recommenders.blend import Blend
from crm_models.recommenders.learning import Learnt
from crm_models.recommenders.purchases import Scores
from crm_models.recommenders.reasons import NONE, Reasons
from crm_models.recommenders.recommender import best


@dataclass(frozen=True)
class Recommended:
    """Products for customers, arrays of shape ``(n,)`` sorted by customer and rank.

    Parameters
    ----------
    customer, product:
        Keys.
    rank:
        From 1.
    score:
        Comparable only within a customer.
    because:
        Key of the bought product that speaks most for it.
    """

    customer: Keys
    product: Keys
    rank: Keys
    score: Floats
    because: Keys

    def __len__(self) -> int:
        return len(self.customer)

    def kept(self, rows: Keys) -> Recommended:
        """Return only these rows."""
        return Recommended(*(getattr(self, field.name)[rows] for field in fields(self)))


def best_of(
    learnt: Learnt, blend: Blend, reasons: Reasons, bought: csr_matrix, rows: Keys, top: int
) -> tuple[Keys, Floats, Keys]:
    """Return columns, scores and reasons of the best products of some customers."""
    scores = scores_of(learnt, blend, bought, rows)
    found = best(scores, top)
    because = reasons.strongest(bought, found)
    if len(learnt.new):
        _with_a_new_one(learnt, reasons, bought, scores, found, because)
    value = np.take_along_axis(scores, np.maximum(found, 0), axis=1).astype(np.float64)
    return found, value, because


def scores_of(learnt: Learnt, blend: Blend, bought: csr_matrix, rows: Keys) -> Scores:
    """Return the scores of what may be recommended; minus infinity for the rest."""
    scores = blend.scores(rows)
    if len(learnt.new):
        by_text = np.asarray(scores @ learnt.alike)
        scores[:, learnt.new] = np.maximum(scores[:, learnt.new], by_text)
    return leave_out(learnt, scores, bought)


def leave_out(learnt: Learnt, scores: Scores, bought: csr_matrix) -> Scores:
    scores[:, ~learnt.offered] = -np.inf
    scores[bought.nonzero()] = -np.inf
    return scores


def _with_a_new_one(
    learnt: Learnt,
    reasons: Reasons,
    bought: csr_matrix,
    scores: Scores,
    found: Keys,
    because: Keys,
) -> None:
    """Give the last place to the best new product, where there is none and a purchase is like it.

    A new product that is never shown stays new: the mean of what it is like is seldom above all.
    """
    best_new = learnt.new[scores[:, learnt.new].argmax(axis=1)][:, None]
    reason = reasons.strongest(bought, best_new)[:, 0]
    free = np.isfinite(np.take_along_axis(scores, best_new, axis=1)[:, 0])
    without = ~np.isin(found, learnt.new).any(axis=1)
    chosen = np.flatnonzero(without & free & (reason != NONE))
    found[chosen, -1], because[chosen, -1] = best_new[chosen, 0], reason[chosen]


def named(products: Keys, customers: Keys, chunks: list[tuple[Keys, Floats, Keys]]) -> Recommended:
    """Return chunks of columns as one list of keys, ranked without gaps."""
    none: Keys = np.zeros((0, 1), dtype=np.int64)
    nothing = (none, none.astype(np.float64), none)
    found, value, because = (
        np.concatenate(column) for column in zip(*(chunks or [nothing]), strict=True)
    )
    kept = (found != NONE) & (because != NONE)
    rank = np.cumsum(kept, axis=1)
    row, place = np.nonzero(kept)
    return Recommended(
        customers[row],
        products[found[row, place]],
        rank[row, place],
        value[row, place],
        products[because[row, place]],
    )
