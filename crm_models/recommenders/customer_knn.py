"""What customers with similar baskets bought lately."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from crm_models.features import Keys
from crm_models.recommenders.bm25 import bm25, unit_rows
from crm_models.recommenders.purchases import Interactions, Scores, pack, rows_of, unpack
from crm_models.recommenders.recommender import Recommender, State, require_purchases


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
        self.direction = csr_matrix((0, 0))
        self.recent = csr_matrix((0, 0))

    def fit(self, interactions: Interactions, as_of: float) -> CustomerNeighbours:
        """Keep customers' directions and recent purchases."""
        seen = interactions.before(as_of).once_a_day()
        require_purchases(seen)
        self.direction = unit_rows(bm25(seen.matrix())).astype(np.float32)
        self.recent = seen.matrix(seen.recency(as_of, self.half_life))
        return self

    def scores(self, customers: Keys) -> Scores:
        """Return the mean recent purchases of the neighbours, weighted by nearness."""
        near = (rows_of(self.direction, customers) @ self.direction.T).toarray()
        known = np.flatnonzero((customers >= 0) & (customers < near.shape[1]))
        near[known, customers[known]] = 0.0
        if near.shape[1] > self.neighbours:
            place = near.shape[1] - self.neighbours
            near[near < np.partition(near, place, axis=1)[:, place, None]] = 0.0
        near /= np.maximum(near.sum(axis=1, keepdims=True), 1e-12)
        found = csr_matrix(near) @ self.recent
        return np.asarray(found.toarray(), dtype=np.float32)

    def state(self) -> State:
        """Return directions and purchases."""
        own: State = {"settings": np.array([self.neighbours, self.half_life])}
        return own | pack("direction", self.direction) | pack("recent", self.recent)

    @classmethod
    def from_state(cls, state: State) -> CustomerNeighbours:
        """Return the recommender that ``state`` was taken from."""
        model = cls(int(state["settings"][0]), float(state["settings"][1]))
        model.direction, model.recent = unpack("direction", state), unpack("recent", state)
        return model
