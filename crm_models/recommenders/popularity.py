"""What most customers bought lately, the same for everybody."""

from __future__ import annotations

from typing import Any

import numpy as np

from crm_models.arrays import Floats, Keys
from crm_models.recommenders.purchases import Interactions, Scores
from crm_models.recommenders.recommender import Recommender, State, require_purchases


class Popularity(Recommender):
    """Items by how many customers bought them in the last days.

    Parameters
    ----------
    days:
        The window before ``as_of``; older purchases only break ties.
    """

    kind = "popularity"

    def __init__(self, days: float = 30.0) -> None:
        self.days = days
        self.share: Floats = np.zeros(0)

    def fit(self, interactions: Interactions, as_of: float) -> Popularity:
        """Count the customers of each item."""
        seen = interactions.before(as_of)
        require_purchases(seen)
        recent = seen.matrix((seen.day >= as_of - self.days).astype(np.float64))
        lately = np.asarray((recent > 0).sum(axis=0)).ravel().astype(np.float64)
        ever = np.asarray((seen.matrix() > 0).sum(axis=0)).ravel()
        self.share = (lately + ever / (seen.customers + 1)) / (seen.customers + 1)
        return self

    def scores(self, customers: Keys) -> Scores:
        """Return the same row for every customer."""
        return np.tile(self.share.astype(np.float32), (len(customers), 1))

    def of(self, seen: Interactions, as_of: float) -> Popularity:
        """Return the same: it holds for everybody."""
        return self

    def state(self) -> dict[str, Any]:
        """Return the items' shares."""
        return {"days": np.array(self.days), "share": self.share}

    @classmethod
    def from_state(cls, state: State) -> Popularity:
        """Return the recommender that ``state`` was taken from."""
        model = cls(float(state["days"]))
        model.share = state["share"]
        return model
