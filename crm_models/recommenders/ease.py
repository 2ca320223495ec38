"""EASE: a linear model of items by items without self-similarity, in closed form.

Steck, "Embarrassingly shallow autoencoders for sparse data" (WWW 2019).
"""

from __future__ import annotations

from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack
from scipy.sparse import csr_matrix

from crm.errors import Invalid
from crm_models.arrays import Keys
from crm_models.recommenders.purchases import Interactions, Scores, pack, rows_of, unpack
from crm_models.recommenders.recommender import Recommender, State, require_purchases


class Ease(Recommender):
    """Learns how bought items speak for others, with purchases weighted by age when scoring.

    Parameters
    ----------
    penalty:
        λ of the paper, the weight of the squared coefficients.
    half_life:
        Days after which a purchase speaks half as loudly.
    most_items:
        Only the most bought items take part: time grows with the cube of their number.
    """

    kind = "ease"

    def __init__(
        self, penalty: float = 300.0, half_life: float = 90.0, most_items: int = 4000
    ) -> None:
        self.penalty, self.half_life, self.most_items = penalty, half_life, most_items
        self.items: Keys = np.zeros(0, dtype=np.int64)
        self.weights: NDArray[np.float32] = np.zeros((0, 0), dtype=np.float32)
        self.recent = csr_matrix((0, 0))

    def fit(self, interactions: Interactions, as_of: float) -> Ease:
        """Solve for the weights of items on items."""
        seen = interactions.before(as_of).once_a_day()
        require_purchases(seen)
        bought = (seen.matrix() > 0).astype(np.float32)
        holders = np.asarray(bought.sum(axis=0)).ravel()
        most = np.argsort(-holders, kind="stable")[: self.most_items]
        self.items = np.sort(most[holders[most] > 0])
        bought = bought[:, self.items]
        self.weights = _solve((bought.T @ bought).toarray(), self.penalty)
        self.recent = seen.matrix(seen.recency(as_of, self.half_life))
        return self

    def scores(self, customers: Keys) -> Scores:
        """Return the predicted purchases, 0 where they are negative."""
        own = rows_of(self.recent, customers)[:, self.items].astype(np.float32)
        found = np.zeros((len(customers), self.recent.shape[1]), dtype=np.float32)
        found[:, self.items] = np.maximum(own @ self.weights, 0.0)
        return found

    def of(self, seen: Interactions, as_of: float) -> Ease:
        """Return the same weights over purchases of other customers."""
        other = copy(self)
        other.recent = seen.matrix(seen.recency(as_of, self.half_life))
        return other

    def state(self) -> dict[str, Any]:
        """Return weights and purchases."""
        own: dict[str, Any] = {
            "settings": np.array([self.penalty, self.half_life, self.most_items]),
            "items": self.items,
            "weights": self.weights,
        }
        return own | pack("recent", self.recent)

    @classmethod
    def from_state(cls, state: State) -> Ease:
        """Return the recommender that ``state`` was taken from."""
        penalty, half_life, most = (float(value) for value in state["settings"])
        model = cls(penalty, half_life, int(most))
        model.items, model.weights = state["items"], state["weights"]
        model.recent = unpack("recent", state)
        return model


def _solve(gram: NDArray[np.float32], penalty: float) -> NDArray[np.float32]:
    """Return ``B = I - P diag(P)^-1`` with ``P = (gram + penalty I)^-1``, its diagonal 0."""
    gram[np.diag_indices_from(gram)] += np.float32(penalty)
    # By Cholesky in single precision, in place: a fraction of the time of a general inverse.
    factor, failed = lapack.spotrf(gram.T, lower=1, clean=1, overwrite_a=1)
    lower, failed_too = lapack.spotri(factor, lower=1, overwrite_c=1)
    if failed or failed_too:
        raise Invalid("no_convergence", "EASE cannot be solved; the penalty must be above 0")
    weights: NDArray[np.float32] = lower + lower.T
    weights /= -np.diag(lower)
    np.fill_diagonal(weights, 0.0)
    return weights
