"""Items near to those that the customer bought (item-based collaborative filtering)."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from crm_models.arrays import Keys
from crm_models.recommenders.bm25 import bm25, largest_in_rows, unit_rows
from crm_models.recommenders.purchases import Interactions, Scores, pack, rows_of, unpack
from crm_models.recommenders.recommender import Recommender, State, require_purchases


class ItemNeighbours(Recommender):
    """Cosine of items over customers' purchases weighted with BM25 (Sarwar et al., 2001).

    Parameters
    ----------
    neighbours:
        How many neighbours of an item are kept.
    """

    kind = "item_knn"

    def __init__(self, neighbours: int = 50) -> None:
        self.neighbours = neighbours
        self.similar = csr_matrix((0, 0))
        self.counts = csr_matrix((0, 0))

    def fit(self, interactions: Interactions, as_of: float) -> ItemNeighbours:
        """Find the neighbours of each item."""
        seen = interactions.before(as_of).once_a_day()
        require_purchases(seen)
        counts = seen.matrix()
        directions = unit_rows(bm25(counts).T.tocsr())
        near = (directions @ directions.T).tocsr()
        near.setdiag(0.0)
        near.eliminate_zeros()
        self.similar = largest_in_rows(near, self.neighbours).T.tocsr()
        self.counts = counts.log1p()
        return self

    def scores(self, customers: Keys) -> Scores:
        """Return the sums of similarities to what the customer bought."""
        found = rows_of(self.counts, customers) @ self.similar
        return np.asarray(found.toarray(), dtype=np.float32)

    def of(self, seen: Interactions, as_of: float) -> ItemNeighbours:
        """Return the same neighbours over purchases of other customers."""
        other = copy(self)
        other.counts = seen.matrix().log1p()
        return other

    def state(self) -> dict[str, Any]:
        """Return similarities and purchases."""
        own: dict[str, Any] = {"neighbours": np.array(self.neighbours)}
        return own | pack("similar", self.similar) | pack("counts", self.counts)

    @classmethod
    def from_state(cls, state: State) -> ItemNeighbours:
        """Return the recommender that ``state`` was taken from."""
        model = cls(int(state["neighbours"]))
        model.similar, model.counts = unpack("similar", state), unpack("counts", state)
        return model
