"""What customers with similar baskets bought lately."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from crm_models.arrays import Keys
from crm_models.recommenders.bm25 import Bm25, unit_rows
from crm_models.recommenders.purchases import Interactions, Scores, pack, rows_of, unpack
from crm_models.recommenders.recommender import Recommender, State, require_purchases

# So near are only the same basket and rounding.
_SAME = 1.0 - 1e-5


class CustomerNeighbours(Recommender):
    """Recent purchases of the nearest customers.

    The neighbour component of TIFU-kNN (Hu et al., "Modeling personalized item frequency
    information for next-basket recommendation", SIGIR 2020), with BM25 and cosine for nearness.

    Parameters
    ----------
    neighbours:
        How many customers count.
    half_life:
        Days after which their purchases count half.
    """

    kind = "customer_knn"

    def __init__(self, neighbours: int = 200, half_life: float = 30.0) -> None:
        self.neighbours, self.half_life = neighbours, half_life
        self.weighting = Bm25(np.zeros(0), 0.0)
        self.direction = csr_matrix((0, 0))
        self.recent = csr_matrix((0, 0))
        self.others: csr_matrix | None = None

    def fit(self, interactions: Interactions, as_of: float) -> CustomerNeighbours:
        """Keep customers' directions and recent purchases."""
        seen = interactions.before(as_of).once_a_day()
        require_purchases(seen)
        counts = seen.matrix()
        self.weighting = Bm25.of(counts)
        self.direction = self._directions(counts)
        self.recent = seen.matrix(seen.recency(as_of, self.half_life))
        self.others = None
        return self

    def of(self, seen: Interactions, as_of: float) -> CustomerNeighbours:
        """Return neighbours of other customers among those that were learnt from.

        A neighbour with just the same basket does not count: it may be the customer, and knows
        nothing new.
        """
        other = copy(self)
        other.others = self._directions(seen.matrix())
        return other

    def scores(self, customers: Keys) -> Scores:
        """Return the mean recent purchases of the neighbours, weighted by nearness."""
        return self.bought_by(self.near(customers))

    def near(self, customers: Keys) -> csr_matrix:
        """Return the nearest customers of each, their weights with the sum 1."""
        asked = self.direction if self.others is None else self.others
        near = (rows_of(asked, customers).astype(np.float32) @ self.direction.T).tocsr()
        if self.others is None:
            rows = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))
            near.data[near.indices == customers[rows]] = 0.0
        else:
            near.data[near.data >= _SAME] = 0.0
        for start, end in zip(near.indptr[:-1], near.indptr[1:], strict=True):
            if end - start > self.neighbours:
                row = near.data[start:end]
                place = end - start - self.neighbours
                row[row < np.partition(row, place)[place]] = 0.0
        near.eliminate_zeros()
        total = np.maximum(np.asarray(near.sum(axis=1)).ravel(), 1e-12).astype(np.float32)
        near.data /= np.repeat(total, np.diff(near.indptr))
        return near

    def bought_by(self, near: csr_matrix) -> Scores:
        """Return the recent purchases of customers, summed by their weights."""
        return np.asarray((near @ self.recent).toarray(), dtype=np.float32)

    def state(self) -> dict[str, Any]:
        """Return weighting, directions and purchases."""
        own: dict[str, Any] = {
            "settings": np.array([self.neighbours, self.half_life]),
            "rarity": self.weighting.rarity,
            "mean_length": np.array(self.weighting.mean_length),
        }
        return own | pack("direction", self.direction) | pack("recent", self.recent)

    @classmethod
    def from_state(cls, state: State) -> CustomerNeighbours:
        """Return the recommender that ``state`` was taken from."""
        model = cls(int(state["settings"][0]), float(state["settings"][1]))
        model.weighting = Bm25(state["rarity"], float(state["mean_length"]))
        model.direction, model.recent = unpack("direction", state), unpack("recent", state)
        return model

    def _directions(self, counts: csr_matrix) -> csr_matrix:
        return unit_rows(self.weighting.weigh(counts)).astype(np.float32)
