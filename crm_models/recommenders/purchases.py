"""What customers bought and when, as sparse matrices of customers by items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from crm_models.arrays import Floats, Keys

Scores = NDArray[np.float32]


@dataclass(frozen=True)
class Interactions:
    """Which customer bought which item on which day.

    Parameters
    ----------
    customer, item:
        Rows and columns from 0, shape ``(n,)``.
    day:
        Days on any scale, shape ``(n,)``.
    customers, items:
        How many rows and columns there are.
    """

    customer: Keys
    item: Keys
    day: Floats
    customers: int
    items: int

    def once_a_day(self) -> Interactions:
        """Return each customer, item and day once: several lines of a day are one purchase."""
        days = np.unique(np.floor(self.day), return_inverse=True)[1]
        pair = self.customer.astype(np.int64) * self.items + self.item
        _, first = np.unique(pair * (days.max(initial=0) + 1) + days, return_index=True)
        return self._of(first)

    def before(self, day: float) -> Interactions:
        """Return the purchases before a day; rows and columns stay as they are."""
        return self._of(np.flatnonzero(self.day < day))

    def matrix(self, weights: Floats | None = None) -> csr_matrix:
        """Return the sum of the weights (1 without) of each customer and item."""
        data = np.ones(len(self.customer)) if weights is None else weights
        shape = (self.customers, self.items)
        return csr_matrix((data, (self.customer, self.item)), shape=shape)

    def recency(self, as_of: float, half_life: float) -> Floats:
        """Return weights that halve with each ``half_life`` days before ``as_of``."""
        return np.asarray(0.5 ** (np.maximum(as_of - self.day, 0.0) / half_life))

    def _of(self, kept: Keys) -> Interactions:
        return Interactions(
            self.customer[kept], self.item[kept], self.day[kept], self.customers, self.items
        )


def rows_of(matrix: csr_matrix, rows: Keys) -> csr_matrix:
    """Return rows of a matrix, empty ones for customers that are not known."""
    known = (rows >= 0) & (rows < matrix.shape[0])
    place, found = np.flatnonzero(known), matrix[rows[known]]
    picker = csr_matrix(
        (np.ones(len(place)), (place, np.arange(len(place)))), shape=(len(rows), len(place))
    )
    return (picker @ found).tocsr()


def pack(name: str, matrix: csr_matrix) -> dict[str, NDArray[np.generic]]:
    """Return a sparse matrix as plain arrays, to be saved."""
    return {
        f"{name}.data": matrix.data,
        f"{name}.indices": matrix.indices,
        f"{name}.indptr": matrix.indptr,
        f"{name}.shape": np.array(matrix.shape),
    }


def unpack(name: str, state: Mapping[str, Any]) -> csr_matrix:
    """Return the sparse matrix that ``pack`` took apart."""
    parts = (state[f"{name}.data"], state[f"{name}.indices"], state[f"{name}.indptr"])
    return csr_matrix(parts, shape=tuple(state[f"{name}.shape"]))
