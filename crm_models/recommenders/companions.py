"""What goes with a product: what the same customers bought, then what is described alike."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from scipy.sparse import csr_matrix

from crm_models.arrays import Floats, Keys


@dataclass(frozen=True)
class Companions:
    """Companions of products, best first, arrays of shape ``(n,)`` sorted by product and rank.

    Parameters
    ----------
    product, neighbour:
        Keys, or columns before they are named.
    rank:
        From 1.
    score:
        How near; of those described alike it is another measure than of those bought alike.
    together:
        Customers who bought both; 0 for those that are only described alike.
    """

    product: Keys
    neighbour: Keys
    rank: Keys
    score: Floats
    together: Keys

    def __len__(self) -> int:
        return len(self.product)

    def named(self, keys: Keys) -> Companions:
        """Return the same with the keys of the columns."""
        return Companions(
            keys[self.product], keys[self.neighbour], self.rank, self.score, self.together
        )

    def state(self) -> dict[str, np.ndarray]:
        """Return the arrays by name."""
        return {f"companions.{field.name}": getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_state(cls, state: dict[str, np.ndarray]) -> Companions:
        """Return what ``state`` was taken from."""
        return cls(*(state[f"companions.{field.name}"] for field in fields(cls)))


def companions(near: csr_matrix, together: csr_matrix, alike: csr_matrix, most: int) -> Companions:
    """Return the companions of all items, as columns.

    Parameters
    ----------
    near:
        Nearness of items by who bought them, entries above 0.
    together:
        How many customers bought both.
    alike:
        Nearness by what is written about them; only counts after ``near``.
    most:
        How many of an item at most.
    """
    bought, written = near.tocoo(), alike.tocoo()
    row = np.concatenate([bought.row, written.row]).astype(np.int64)
    column = np.concatenate([bought.col, written.col]).astype(np.int64)
    score = np.concatenate([bought.data, written.data]).astype(np.float64)
    later = np.repeat([0, 1], [bought.nnz, written.nnz])
    order = np.lexsort((column, -score, later, row))
    row, column, score, later = row[order], column[order], score[order], later[order]
    _, first = np.unique(row * near.shape[1] + column, return_index=True)
    once = np.sort(first)
    row, column, score, later = row[once], column[once], score[once], later[once]
    starts = np.searchsorted(row, row)
    rank = np.arange(len(row)) - starts + 1
    kept = rank <= most
    row, column = row[kept], column[kept]
    # SciPy answers an empty question with a matrix.
    counts = together[row, column] if len(row) else np.zeros(0)
    both = np.asarray(counts).ravel().astype(np.int64)
    return Companions(row, column, rank[kept], score[kept], np.where(later[kept] == 0, both, 0))
