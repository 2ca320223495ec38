"""Recommendations for baskets that a program gives, by a trained recommender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np

from crm_models.arrays import Keys
from crm_models.kinds.recommend import Recommend
from crm_models.purchase_lines import Purchases, day_of

TOP = 10
# What was bought just now was bought before now.
_MOMENT = 1e-6


@dataclass(frozen=True)
class Pick:
    """A recommended product's key, its score, and the bought product that speaks for it."""

    product: int
    score: float | None = None
    because: int | None = None


def picks(
    model: Recommend, baskets: Sequence[Sequence[tuple[int, float]]], as_of: datetime
) -> list[list[Pick]]:
    """Return the best products for each basket, best first.

    Parameters
    ----------
    baskets:
        Keys of products, and how many days ago each was bought. For a basket that says nothing to
        the model, what is popular is returned: without score, and nothing speaks for it.
    """
    today = day_of(as_of)
    lines = [
        (row, product, today - days - _MOMENT)
        for row, basket in enumerate(baskets)
        for product, days in basket
    ]
    found: list[list[Pick]] = [[] for _ in baskets]
    if lines:
        customer, product, day = (np.array(column) for column in zip(*lines, strict=True))
        bought = Purchases(customer, product, day, np.full(len(lines), np.inf))
        best = model.recommend(bought, as_of, TOP, threads=1)
        for row, key, score, because in zip(
            _list(best.customer), _list(best.product), best.score.tolist(), _list(best.because),
            strict=True,
        ):  # fmt: skip
            found[row].append(Pick(key, score, because))
    popular = model.popular()
    return [one or _popular(popular, basket) for one, basket in zip(found, baskets, strict=True)]


def _popular(products: list[int], basket: Sequence[tuple[int, float]]) -> list[Pick]:
    bought = {product for product, _ in basket}
    return [Pick(product) for product in products if product not in bought][:TOP]


def _list(keys: Keys) -> list[int]:
    return [int(key) for key in keys]
