"""Products for customers, and products that go together: the measured blend, put to work.

The blend learns from a sample of the customers and is then asked for any customer by what that one
bought. A product that few have bought is scored like those that are described alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any, ClassVar

import numpy as np

from crm.errors import Invalid
from crm_models.archive import Stored
from crm_models.arrays import Floats, Keys
from crm_models.evaluation.ranking import ranking_figures
from crm_models.product_texts import ProductTexts
from crm_models.purchase_lines import Purchases, day_of
from crm_models.recommenders.blend import Blend
from crm_models.recommenders.companions import Companions
from crm_models.recommenders.contents import Encode
from crm_models.recommenders.learning import Learnt, interactions, learn
from crm_models.recommenders.purchases import pack, unpack
from crm_models.recommenders.reasons import Reasons
from crm_models.recommenders.recommender import best
from crm_models.recommenders.serving import Recommended, best_of, leave_out, named, scores_of

_CHUNK = 256
_THREADS = 2
_MOST_EVALUATED = 5_000
# A purchase speaks half as loudly after so many days, as in the blend's main part.
_HALF_LIFE = 90.0


class Recommend(Stored):
    """Says what fits a customer, what goes with a product, and what is popular.

    Parameters
    ----------
    most_customers:
        How many customers it learns from; they are also the neighbours of all others.
    most_items:
        How many of the most bought products take part.
    """

    kind: ClassVar[str] = "recommend"
    measure: ClassVar[str] = "ndcg@10"
    horizon_days: ClassVar[int] = 30

    def __init__(self, most_customers: int = 10_000, most_items: int = 4_000) -> None:
        self.most_customers, self.most_items = most_customers, most_items
        self.learnt: Learnt | None = None

    def fit(
        self,
        purchases: Purchases,
        texts: ProductTexts,
        as_of: datetime,
        encode: Encode | None = None,
    ) -> Recommend:
        """Learn from what had been bought before an instant.

        Parameters
        ----------
        texts:
            All products of the shop; what is not active is not recommended.
        encode:
            Makes vectors of texts; without it, products are compared by their words.

        Raises
        ------
        Invalid
            If nothing had been bought by then.
        """
        known = purchases.known(as_of).sample(self.most_customers)
        self.learnt = learn(known, texts, day_of(as_of), self.most_items, encode)
        return self

    def recommend(
        self, purchases: Purchases, as_of: datetime, top: int = 10, threads: int = _THREADS
    ) -> Recommended:
        """Return the ``top`` products that each customer has not bought, best first.

        Only what a purchase of the customer speaks for is recommended: for the others, and for
        customers who bought nothing that is known, `popular` is there.

        Parameters
        ----------
        purchases:
            All purchases of the customers; what came after ``as_of`` is not looked at.
        """
        learnt = self._learnt()
        known = purchases.known(as_of)
        customers = np.unique(known.customer)
        seen = interactions(known, customers, learnt.products)
        blend = learnt.blend.of(seen, day_of(as_of))
        bought = seen.matrix(seen.recency(day_of(as_of), _HALF_LIFE))
        reasons = Reasons(learnt.speaks)

        def of(rows: Keys) -> tuple[Keys, Floats, Keys]:
            return best_of(learnt, blend, reasons, bought[rows], rows, top)

        chunks = [
            np.arange(at, min(at + _CHUNK, len(customers)))
            for at in range(0, len(customers), _CHUNK)
        ]
        with ThreadPoolExecutor(threads) as pool:
            found = list(pool.map(of, chunks))
        return named(learnt.products, customers, found)

    def popular(self, count: int = 100) -> list[int]:
        """Return keys of what most customers bought in the last 30 days, for who is not known."""
        return [int(key) for key in self._learnt().popular[:count]]

    def goes_with(self) -> Companions:
        """Return the companions of each product, best first."""
        return self._learnt().companions

    def evaluate(self, purchases: Purchases, as_of: datetime) -> dict[str, float]:
        """Return how well it finds what customers newly bought within `horizon_days`.

        Popularity of the 30 days before is measured on the same customers.

        Returns
        -------
        ``customers``, and of both NDCG@10 and recall@10; only the first when nobody bought
        anything new.
        """
        learnt = self._learnt()
        later = purchases.between(as_of, as_of + timedelta(days=self.horizon_days))
        earlier = purchases.known(as_of)
        both = np.intersect1d(earlier.customer, later.customer)
        customers = np.sort(np.random.default_rng(0).permutation(both)[:_MOST_EVALUATED])
        earlier = earlier.kept(np.isin(earlier.customer, customers))
        later = later.kept(np.isin(later.customer, customers))
        had = interactions(earlier, customers, learnt.products)
        then = interactions(later, customers, learnt.products).matrix() > 0
        relevant = then > (had.matrix() > 0)
        some = np.flatnonzero(np.asarray(relevant.sum(axis=1)).ravel() > 0)
        if len(some) == 0:
            return {"customers": 0.0}
        blend, bought = learnt.blend.of(had, day_of(as_of)), had.matrix()
        chunks = [some[at : at + _CHUNK] for at in range(0, len(some), _CHUNK)]
        ours = [best(scores_of(learnt, blend, bought[rows], rows), 10) for rows in chunks]
        popular = learnt.blend.parts["popular_30"]
        theirs = [
            best(leave_out(learnt, popular.scores(rows), bought[rows]), 10) for rows in chunks
        ]
        figures = ranking_figures(np.concatenate(ours), relevant[some], [10])
        plain = ranking_figures(np.concatenate(theirs), relevant[some], [10])
        names = ("ndcg@10", "recall@10")
        return {
            "customers": float(len(some)),
            **{name: figures[name] for name in names},
            **{f"popularity_{name}": plain[name] for name in names},
        }

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays."""
        learnt = self._learnt()
        own: dict[str, Any] = {
            "settings": np.array([self.most_customers, self.most_items]),
            "products": learnt.products,
            "offered": learnt.offered,
            "new": learnt.new,
            "popular": learnt.popular,
        }
        own |= pack("alike", learnt.alike) | pack("speaks", learnt.speaks)
        own |= learnt.companions.state()
        return own | {f"blend/{name}": value for name, value in learnt.blend.state().items()}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Recommend:
        """Return the model that ``state`` was taken from."""
        given = dict(state)
        model = cls(*(int(value) for value in given["settings"]))
        prefix = "blend/"
        blend = {k.removeprefix(prefix): v for k, v in given.items() if k.startswith(prefix)}
        model.learnt = Learnt(
            products=given["products"],
            offered=given["offered"],
            blend=Blend.from_state(blend),
            new=given["new"],
            alike=unpack("alike", given),
            speaks=unpack("speaks", given),
            companions=Companions.from_state(given),
            popular=given["popular"],
        )
        return model

    def _learnt(self) -> Learnt:
        if self.learnt is None:
            raise Invalid("not_fitted", "the recommend model has learnt nothing yet: fit it first")
        return self.learnt
