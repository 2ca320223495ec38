"""Several recommenders in one, weighted by what came true at the end of the training data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crm_models.arrays import Floats, Keys
from crm_models.recommenders.customer_knn import CustomerNeighbours
from crm_models.recommenders.ease import Ease
from crm_models.recommenders.item_knn import ItemNeighbours
from crm_models.recommenders.mixing import Candidates, listwise, search
from crm_models.recommenders.popularity import Popularity
from crm_models.recommenders.purchases import Interactions, Scores
from crm_models.recommenders.recommender import (
    Recommender,
    State,
    best,
    require_purchases,
)
from crm_models.recommenders.repeat import Repeat

_OLDER_SHARE = 0.8
_FEWEST_CUSTOMERS = 30
_CANDIDATES = 200
_CHUNK = 256

# A part's name: how it is made, and its weight where there is too little to learn weights from.
# The first part of a list has the weight 1 in the search.
Part = tuple[Callable[[], Recommender], float]
_TASTE: dict[str, Part] = {
    "ease": (Ease, 0.3),
    "item_knn": (ItemNeighbours, 0.0),
    "customer_knn": (CustomerNeighbours, 0.3),
    "popular_7": (lambda: Popularity(7.0), 0.0),
    "popular_30": (lambda: Popularity(30.0), 0.3),
    "popular_60": (lambda: Popularity(60.0), 0.0),
}
# What neighbours bought this fortnight or this season: only new items gained by the choice.
_NEIGHBOURS: dict[str, Part] = {
    "customer_knn_15": (lambda: CustomerNeighbours(half_life=15.0), 0.0),
    "customer_knn_90": (lambda: CustomerNeighbours(half_life=90.0), 0.0),
}
_HABIT: dict[str, Part] = {
    "repeat_240": (lambda: Repeat(240.0, ties=0.0), 1.0),
    "repeat": (lambda: Repeat(ties=0.0), 0.2),
    "repeat_30": (lambda: Repeat(30.0, ties=0.0), 0.0),
}


class Blend(Recommender):
    """A weighted sum of recommenders, each scaled to 1 at the customer's best item.

    The weights come from the last fifth of the training purchases, predicted by parts that were
    fitted on what came before; the parts are then fitted again on everything.

    Parameters
    ----------
    new_only:
        Whether it is for items that the customer has not bought. Habits then say nothing, and the
        weights are those of a softmax over the scaled scores and their square roots.
    customers:
        How many customers the weights are learnt from at most.
    seed:
        Which customers those are.
    """

    kind = "blend"

    def __init__(self, new_only: bool = False, customers: int = 1000, seed: int = 0) -> None:
        self.new_only, self.customers, self.seed = new_only, customers, seed
        made = _TASTE | _NEIGHBOURS if new_only else _HABIT | _TASTE
        self.parts = {name: make() for name, (make, _) in made.items()}
        self.start: Floats = np.array([weight for _, weight in made.values()])
        self.weights = np.append(self.start, 0.0 * self.start) if new_only else self.start
        self.known: NDArray[np.bool_] = np.zeros(0, dtype=bool)

    def fit(self, interactions: Interactions, as_of: float) -> Blend:
        """Learn the weights on the end of the purchases, then fit the parts on all of them."""
        seen = interactions.before(as_of).once_a_day()
        require_purchases(seen)
        candidates = self._candidates(seen)
        if candidates is not None:
            learn = listwise if self.new_only else self._search
            self.weights = learn(candidates)
        self._fit_parts(seen, as_of)
        return self

    def scores(self, customers: Keys) -> Scores:
        """Return weighted sums; recent popularity for customers who are not known."""
        inside = (customers >= 0) & (customers < len(self.known))
        known = np.zeros(len(customers), dtype=bool)
        known[inside] = self.known[customers[inside]]
        weights = self.weights.astype(np.float32)
        total = weights[0] * 0.0
        for place, found in enumerate(self._said_by_parts(customers)):
            scaled = _scaled(found)
            total = total + weights[place] * scaled
            if self.new_only:
                total += weights[len(self.parts) + place] * np.sqrt(scaled)
        scores: Scores = np.asarray(total, dtype=np.float32)
        scores[~known] = self.parts["popular_30"].scores(customers[~known])
        return scores

    def of(self, seen: Interactions, as_of: float) -> Blend:
        """Return the same parts and weights over purchases of other customers."""
        other = copy(self)
        other.parts = {name: part.of(seen, as_of) for name, part in self.parts.items()}
        other.known = np.bincount(seen.customer, minlength=seen.customers) > 0
        return other

    def state(self) -> dict[str, Any]:
        """Return the weights and all parts."""
        settings = np.array([self.new_only, self.customers, self.seed])
        found: dict[str, Any] = {"settings": settings, "weights": self.weights, "known": self.known}
        for name, part in self.parts.items():
            found |= {f"{name}/{key}": value for key, value in part.state().items()}
        return found

    @classmethod
    def from_state(cls, state: State) -> Blend:
        """Return the blend that ``state`` was taken from."""
        new_only, customers, seed = (int(value) for value in state["settings"])
        model = cls(bool(new_only), customers, seed)
        model.weights, model.known = state["weights"], state["known"]
        for name, part in model.parts.items():
            prefix = f"{name}/"
            own = {k.removeprefix(prefix): v for k, v in state.items() if k.startswith(prefix)}
            model.parts[name] = type(part).from_state(own)
        return model

    def _said_by_parts(self, customers: Keys) -> Iterator[Scores]:
        """Yield the scores of each part; who is near to whom is asked once for all."""
        near = None
        for part in self.parts.values():
            if isinstance(part, CustomerNeighbours):
                near = part.near(customers) if near is None else near
                yield part.bought_by(near)
            else:
                yield part.scores(customers)

    def _search(self, candidates: Candidates) -> Floats:
        return search(candidates, self.start)

    def _fit_parts(self, seen: Interactions, as_of: float) -> None:
        for part in self.parts.values():
            part.fit(seen, as_of)
        self.known = np.bincount(seen.customer, minlength=seen.customers) > 0

    def _candidates(self, seen: Interactions) -> Candidates | None:
        """Return what the parts, fitted on the older purchases, say of the newer ones."""
        cut = float(np.floor(np.quantile(seen.day, _OLDER_SHARE)))
        older = seen.before(cut)
        if len(older.customer) == 0:
            return None
        then = seen.matrix((seen.day >= cut).astype(np.float64)) > 0
        earlier = older.matrix() > 0
        if self.new_only:
            then = then > earlier
        had = np.asarray(earlier.sum(axis=1)).ravel() > 0
        customers = np.flatnonzero(had & (np.asarray(then.sum(axis=1)).ravel() > 0))
        if len(customers) < _FEWEST_CUSTOMERS:
            return None
        if len(customers) > self.customers:
            chosen = np.random.default_rng(self.seed).permutation(customers)[: self.customers]
            customers = np.sort(chosen)
        self._fit_parts(older, cut)
        chunks = [customers[at : at + _CHUNK] for at in range(0, len(customers), _CHUNK)]
        found = [
            self._said(chunk, then[chunk].toarray(), earlier[chunk].toarray()) for chunk in chunks
        ]
        parts, hits, relevant = (np.concatenate(column) for column in zip(*found, strict=True))
        return Candidates(parts, hits, relevant)

    def _said(
        self, customers: Keys, then: NDArray[np.bool_], earlier: NDArray[np.bool_]
    ) -> tuple[Scores, NDArray[np.bool_], Floats]:
        """Return scores of the parts and hits of the candidates of some customers."""
        parts = np.stack([_scaled(found) for found in self._said_by_parts(customers)], axis=-1)
        first = parts @ self.start.astype(np.float32)
        if self.new_only:
            first = np.where(earlier, -np.inf, first)
        items = best(first, _CANDIDATES)
        rows = np.arange(len(customers))[:, None]
        # Where there are too few items, the filler is an item that nothing speaks for.
        filler = items < 0
        said, hits = parts[rows, items], then[rows, items]
        said[filler], hits[filler] = 0.0, False
        if self.new_only:
            said = np.concatenate([said, np.sqrt(said)], axis=-1)
        return said, hits, then.sum(axis=1).astype(np.float64)


def _scaled(scores: Scores) -> Scores:
    top = np.maximum(scores.max(axis=1, keepdims=True), np.float32(1e-9))
    return np.asarray(np.maximum(scores, 0.0) / top, dtype=np.float32)
