"""Which category a customer buys from next: own habits mixed with what others bought next.

The chance of a category is a mixture of three: the customer's own favourite, with its share of the
money; what orders followed those for the customer's latest category, smoothed by what is bought at
all; and the latter itself. The parts of the mixture are those under which later orders were most
likely (interpolation on held-out data: Jelinek and Mercer 1980).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from crm_models.arrays import Floats
from crm_models.feature_tables.features import Features

MOST_CATEGORIES = 100
# So many orders of what is bought at all are added to those that followed a category.
_SMOOTHING = 20.0
_ROUNDS = 50
_ROWS = 8_192
_EVEN = np.full(3, 1 / 3)


class NextCategory:
    """A mixture over the categories.

    Parameters
    ----------
    steps:
        ``last``, ``next`` and ``count``, see `History.category_steps`.
    parts:
        Of own favourite, steps and all orders; they sum to 1.
    """

    def __init__(self, steps: pd.DataFrame, parts: Floats = _EVEN) -> None:
        bought = steps.groupby("next")["count"].sum().sort_values(ascending=False, kind="stable")
        self.names = np.array(sorted(map(str, bought.index[:MOST_CATEGORIES])), dtype=str)
        size = len(self.names)
        last, following = self.codes(steps["last"]), self.codes(steps["next"])
        kept = (last >= 0) & (following >= 0)
        counts = np.zeros((size, size))
        np.add.at(counts, (last[kept], following[kept]), steps["count"].to_numpy()[kept])
        self.popular = counts.sum(axis=0) / max(counts.sum(), 1.0)
        smooth = counts + _SMOOTHING * self.popular
        # The last row stands for a latest category that is not known.
        self.after = np.vstack([smooth / smooth.sum(axis=1, keepdims=True), self.popular])
        self.parts = parts

    def codes(self, names: pd.Series) -> NDArray[np.int64]:
        """Return the places of names among the categories, -1 for others and none."""
        return pd.Index(self.names, dtype=object).get_indexer(names.astype(object))

    def weigh(self, features: Features, following: pd.Series) -> None:
        """Choose the parts by which what followed was most likely.

        Parameters
        ----------
        following:
            What each of the features' customers bought next; none for who did not.
        """
        truth = self.codes(following)
        bought = truth >= 0
        if not bought.any():
            return
        chances = self._chances(features.rows(bought))
        likely = chances[:, np.arange(chances.shape[1]), truth[bought]].T
        for _ in range(_ROUNDS):
            shares = likely * self.parts
            self.parts = (shares / shares.sum(axis=1, keepdims=True)).mean(axis=0)

    def predict(self, features: Features) -> NDArray[np.object_]:
        """Return the likeliest category of each customer; none where no own one is known."""
        found = np.full(len(features), None, dtype=object)
        for start in range(0, len(features) if len(self.names) else 0, _ROWS):
            part = features.rows(slice(start, start + _ROWS))
            best = np.tensordot(self.parts, self._chances(part), axes=1).argmax(axis=1)
            own = part.frame["last_category"].notna() | part.frame["top_category"].notna()
            found[start : start + _ROWS] = np.where(own, self.names.astype(object)[best], None)
        return found

    def _chances(self, features: Features) -> Floats:
        """Return the three chances; parts by customers by categories."""
        top, share = (
            self.codes(features.frame["top_category"]),
            features.numbers("top_category_share"),
        )
        share = np.where(top >= 0, share, 0.0)
        own = np.outer(1.0 - share, self.popular)
        own[np.arange(len(own)), top] += share
        after = self.after[self.codes(features.frame["last_category"])]
        return np.stack([own, after, np.broadcast_to(self.popular, own.shape)])

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays."""
        return {
            "categories": self.names,
            "popular": self.popular,
            "after": self.after,
            "parts": self.parts,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> NextCategory:
        """Return the model that ``state`` was taken from."""
        made = cls.empty()
        made.names, made.popular = state["categories"], state["popular"]
        made.after, made.parts = state["after"], state["parts"]
        return made

    @classmethod
    def empty(cls) -> NextCategory:
        """Return a model that knows no category."""
        return cls(pd.DataFrame({"last": [], "next": [], "count": []}))
