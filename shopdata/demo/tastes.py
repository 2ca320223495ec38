"""What persons like: their categories, their style and the product that they use up."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shopdata.demo.columns import Floats, Ints
from shopdata.demo.goods import Goods

STYLES = 3
"""Each category's products fall into so many styles; each person has one."""

OWN_STYLE = 0.65
"""How often a product is of the person's own style."""

FAVOURITE_WEIGHTS = (0.55, 0.25, 0.10)
"""Weights of the first to the third favourite category; the rest is spread over all."""


MORE_LINES, LINES_SIGMA = 0.5, 0.7
"""Median and log-normal sigma of the lines that persons add to the first of an order."""

BIG_SPENDERS, BIG_FACTOR = 0.06, 5.0
"""Part of the persons who add so many times more."""


@dataclass(frozen=True)
class Tastes:
    """The latent preferences, one row a person.

    Parameters
    ----------
    leaning:
        Cumulated weights of the categories, shape (persons, categories).
    style:
        The person's style, 0 to ``STYLES`` - 1.
    staple:
        The product that the person uses up and buys again, -1 for none.
    size:
        Position in any product's range of sizes, in [0, 1).
    appetite:
        Mean number of lines that the person adds to the first of an order.
    """

    leaning: Floats
    style: Ints
    staple: Ints
    size: Floats
    appetite: Floats


def draw_tastes(generator: np.random.Generator, goods: Goods, count: int) -> Tastes:
    """Draw two or three favourite categories, a style and perhaps a staple for each person."""
    kinds = len(goods.categories)
    order = generator.random((count, kinds)).argsort(axis=1)
    weights = np.full((count, kinds), (1 - sum(FAVOURITE_WEIGHTS)) / kinds)
    rows = np.arange(count)
    appetite = generator.lognormal(np.log(MORE_LINES), LINES_SIGMA, count)
    appetite *= np.where(generator.random(count) < BIG_SPENDERS, BIG_FACTOR, 1)
    three = generator.random(count) < 0.5
    first, second, third = FAVOURITE_WEIGHTS
    weights[rows, order[:, 0]] += first + np.where(three, 0, third)
    weights[rows, order[:, 1]] += second
    weights[rows[three], order[three, 2]] += third
    return Tastes(
        leaning=weights.cumsum(axis=1),
        style=generator.integers(STYLES, size=count),
        staple=_staples(generator, goods, order),
        size=generator.random(count),
        appetite=np.minimum(appetite, 4),
    )


def popularity(generator: np.random.Generator, goods: Goods) -> Floats:
    """Return cumulated chances of products, shape (styles, categories, products of one).

    Popularity falls with rank r as (r + 2)^-0.8, over a random ranking of each category.
    """
    kinds = len(goods.categories)
    size = len(goods.products) // kinds
    rank = generator.random((kinds, size)).argsort(axis=1)
    base = (rank + 2.0) ** -0.8
    style = np.tile(np.arange(size) % STYLES, (kinds, 1))
    found = np.empty((STYLES, kinds, size))
    for own in range(STYLES):
        mine = np.where(style == own, base, 0)
        rest = np.where(style == own, 0, base)
        chance = OWN_STYLE * mine / mine.sum(axis=1, keepdims=True)
        chance += (1 - OWN_STYLE) * rest / rest.sum(axis=1, keepdims=True)
        found[own] = chance.cumsum(axis=1)
    return found


def _staples(generator: np.random.Generator, goods: Goods, order: Ints) -> Ints:
    """Take a consumable of the first favourite category that has any, for 60 % of persons."""
    used_up = [
        np.flatnonzero((goods.category_of == kind) & (goods.lasts > 0) & (goods.lasts <= 120))
        for kind in range(len(goods.categories))
    ]
    rich = np.array([len(products) >= 3 for products in used_up])
    favourite = np.where(rich[order[:, 0]], order[:, 0], order[:, 1])
    staple = np.full(len(order), -1)
    for kind in np.flatnonzero(rich):
        mine = np.flatnonzero(favourite == kind)
        staple[mine] = generator.choice(used_up[kind], size=len(mine))
    staple[generator.random(len(order)) > 0.6] = -1
    return staple
