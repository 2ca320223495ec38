"""The one contract of all recommenders: fit, score, recommend, save, load."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from crm.errors import Invalid
from crm_models.archive import Stored
from crm_models.arrays import Keys
from crm_models.recommenders.purchases import Interactions, Scores, rows_of

State = Mapping[str, Any]  # plain arrays by name
_CHUNK = 256


class Recommender(Stored):
    """Scores every item for customers; a higher score is a better recommendation."""

    noun: ClassVar[str] = "recommender"

    @abstractmethod
    def fit(self, interactions: Interactions, as_of: float) -> Self:
        """Learn from purchases before the day ``as_of``.

        Raises
        ------
        Invalid
            If there are no purchases.
        """

    @abstractmethod
    def scores(self, customers: Keys) -> Scores:
        """Return finite scores of shape ``(customers, items)``.

        Customers are rows of the purchases; any other number is a customer who is not known.
        """

    @abstractmethod
    def of(self, seen: Interactions, as_of: float) -> Self:
        """Return what was learnt, to score other customers: the rows of these purchases.

        Parameters
        ----------
        seen:
            Their purchases before ``as_of``, of the same items, each once a day.
        """


def recommend(
    recommender: Recommender, customers: Keys, k: int, bought: csr_matrix | None = None
) -> Keys:
    """Return the ``k`` best items of each customer, best first, ties by the item's number.

    Parameters
    ----------
    bought:
        Customers by items (CSR); what is in it is left out of the customers' rankings.

    Returns
    -------
    Items of shape ``(customers, min(k, items))``; -1 where a ranking has no more items.
    """
    found = [np.zeros((0, 0), dtype=np.int64)]
    for start in range(0, len(customers), _CHUNK):
        chunk = customers[start : start + _CHUNK]
        scores = recommender.scores(chunk).astype(np.float64)
        if bought is not None:
            scores[rows_of(bought, chunk).nonzero()] = -np.inf
        found.append(best(scores, k))
    return np.concatenate(found[1:]) if len(found) > 1 else found[0]


def best(scores: NDArray[np.floating], k: int) -> Keys:
    """Return the columns of the ``k`` highest scores of each row; -1 for minus infinity."""
    k = min(k, scores.shape[1])
    columns = np.argpartition(-scores, k - 1, axis=1)[:, :k].astype(np.int64)
    # In the items' order first, so that the stable sort leaves ties in it.
    columns.sort(axis=1)
    found = np.take_along_axis(scores, columns, axis=1)
    order = np.argsort(-found, axis=1, kind="stable")
    columns = np.take_along_axis(columns, order, axis=1)
    columns[np.isneginf(np.take_along_axis(found, order, axis=1))] = -1
    return columns


def require_purchases(interactions: Interactions) -> None:
    """Raise ``Invalid`` if there is nothing to learn from."""
    if len(interactions.customer) == 0:
        raise Invalid("too_few_rows", "the recommender needs purchases; there are none")
