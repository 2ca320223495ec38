"""What a customer bought before, the most frequent first."""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from crm_models.arrays import Keys
from crm_models.recommenders.popularity import Popularity
from crm_models.recommenders.purchases import Interactions, Scores, pack, rows_of, unpack
from crm_models.recommenders.recommender import Recommender, State


class Repeat(Recommender):
    """On how many days the customer bought the item; recent popularity breaks ties.

    A strong baseline wherever customers buy again (Li et al., "A next basket recommendation
    reality check", 2023: personal frequency beats most neural models).

    Parameters
    ----------
    half_life:
        Days after which a purchase counts half; infinity counts all the same.
    ties:
        Weight of recent popularity relative to one purchase; 0 leaves ties as they are.
    """

    kind = "repeat"

    def __init__(self, half_life: float = np.inf, ties: float = 0.01) -> None:
        self.half_life = half_life
        self.ties = ties
        self.counts = csr_matrix((0, 0))
        self.popularity = Popularity()

    def fit(self, interactions: Interactions, as_of: float) -> Repeat:
        """Count the days of each customer and item."""
        seen = interactions.before(as_of).once_a_day()
        self.popularity.fit(seen, as_of)
        self.counts = seen.matrix(seen.recency(as_of, self.half_life))
        return self

    def scores(self, customers: Keys) -> Scores:
        """Return weighted counts of days."""
        own = rows_of(self.counts, customers).toarray().astype(np.float32)
        if self.ties == 0.0:
            return own
        own += np.float32(self.ties) * self.popularity.scores(customers)
        return own

    def of(self, seen: Interactions, as_of: float) -> Repeat:
        """Return habits of other customers, with the same popularity."""
        other = copy(self)
        other.counts = seen.matrix(seen.recency(as_of, self.half_life))
        return other

    def state(self) -> dict[str, Any]:
        """Return counts and popularity."""
        own = {"half_life": np.array(self.half_life), "ties": np.array(self.ties)}
        return own | pack("counts", self.counts) | self.popularity.state()

    @classmethod
    def from_state(cls, state: State) -> Repeat:
        """Return the recommender that ``state`` was taken from."""
        model = cls(float(state["half_life"]), float(state["ties"]))
        model.counts = unpack("counts", state)
        model.popularity = Popularity.from_state(state)
        return model
