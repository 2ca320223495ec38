"""How good rankings are, over all customers with something to be found."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from crm_models.arrays import Floats, Keys


def ranking_figures(
    ranked: Keys, relevant: csr_matrix, cuts: Sequence[int] = (10, 20)
) -> dict[str, float]:
    """Return recall, NDCG@10, mean reciprocal rank and coverage@10.

    Recall@k is the hits among the first k by the number of relevant items. A reciprocal rank is 0
    where nothing relevant is in the ranking. Coverage is the share of all items that are among the
    first ten of any customer.

    Parameters
    ----------
    ranked:
        Items, best first, shape ``(customers, k)``; -1 where there are no more.
    relevant:
        Customers by items, at least one in each row, entries above 0.
    """
    each = figures_by_customer(ranked, relevant, cuts)
    figures = {name: float(values.mean()) for name, values in each.items()}
    shown = ranked[:, :10]
    figures["coverage"] = len(np.unique(shown[shown >= 0])) / relevant.shape[1]
    return figures


def figures_by_customer(
    ranked: Keys, relevant: csr_matrix, cuts: Sequence[int] = (10, 20)
) -> dict[str, Floats]:
    """Return what `ranking_figures` takes the means of: arrays of shape ``(customers,)``."""
    dense = relevant.toarray() > 0
    count = dense.sum(axis=1)
    hits = np.take_along_axis(dense, np.maximum(ranked, 0), axis=1) & (ranked >= 0)
    figures = {f"recall@{cut}": hits[:, :cut].sum(axis=1) / count for cut in cuts}
    discount = 1.0 / np.log2(np.arange(2, 12))
    ideal = np.cumsum(discount)[np.minimum(count, 10) - 1]
    gain = hits[:, :10] @ discount[: hits[:, :10].shape[1]]
    figures["ndcg@10"] = gain / ideal
    figures["mrr"] = np.where(hits.any(axis=1), 1.0 / (hits.argmax(axis=1) + 1), 0.0)
    return figures
