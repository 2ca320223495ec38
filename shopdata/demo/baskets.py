"""What lies in each order: products by taste and season, companions, staples used up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from shopdata.demo import behaviours
from shopdata.demo.behaviours import in_season
from shopdata.demo.columns import Flags, Ints
from shopdata.demo.goods import Goods
from shopdata.demo.tastes import Tastes, popularity

GIFT_CATEGORIES = ("toys", "candles", "bags", "tea")
GARDEN_CATEGORIES = ("garden", "outdoor")
COMPANION_CHANCE = 0.4
REBUY_CHANCE = 0.9


@dataclass(frozen=True)
class Lines:
    """The lines of all orders, sorted by order and position.

    Parameters
    ----------
    order, product:
        Positions in the orders and in the goods.
    """

    order: Ints
    product: Ints
    quantity: Ints
    position: Ints


@dataclass(frozen=True)
class Buyers:
    """Who placed the orders and when; orders of one person stand in order of time."""

    person: Ints
    day: Ints
    kind: Ints
    likes_gardens: Flags


def draw_lines(
    generator: np.random.Generator, goods: Goods, tastes: Tastes, buyers: Buyers, start: date
) -> Lines:
    """Fill the baskets of orders that stand in order of time.

    Parameters
    ----------
    start:
        The day on which the window begins: ``buyers.day`` counts from it.
    """
    staple = _staples(generator, goods, tastes, buyers)
    count = 1 + generator.poisson(tastes.appetite[buyers.person]).clip(max=8)
    count -= (staple >= 0) & (generator.random(len(staple)) < 0.5)
    order = np.repeat(np.arange(len(staple)), count)
    product = _by_taste(generator, goods, tastes, buyers, order, start)
    wanted = np.flatnonzero(staple >= 0)
    order = np.concatenate([order, wanted])
    product = np.concatenate([product, staple[wanted]])
    more = _companions(generator, goods, product)
    order = np.concatenate([order, order[more >= 0]])
    product = np.concatenate([product, more[more >= 0]])
    return _sorted_lines(generator, goods, order, product)


def _staples(generator: np.random.Generator, goods: Goods, tastes: Tastes, buyers: Buyers) -> Ints:
    """Return the staple that each order takes again, -1 for none.

    It is taken once four fifths of the time that it lasts have gone by.
    """
    person, staple = buyers.person, tastes.staple[buyers.person]
    lasts = goods.lasts[staple] * 0.8
    luck = generator.random(len(person))
    taken = np.full(len(person), -1)
    last = np.full(len(tastes.staple), -10_000)
    for rows in _ranks(person):
        mine = rows[staple[rows] >= 0]
        rests = buyers.day[mine] - last[person[mine]] < lasts[mine]
        takes = mine[~rests & (luck[mine] < REBUY_CHANCE)]
        taken[takes] = staple[takes]
        last[person[takes]] = buyers.day[takes]
    return taken


def _ranks(person: Ints) -> list[Ints]:
    """Return the positions of everybody's first orders, of their second, and so on."""
    order = np.argsort(person, kind="stable")
    first = np.searchsorted(person[order], person[order])
    rank = np.empty(len(person), dtype=np.int64)
    rank[order] = np.arange(len(person)) - first
    by_rank = np.argsort(rank, kind="stable")
    return np.split(by_rank, np.flatnonzero(np.diff(rank[by_rank])) + 1) if len(person) else []


def _by_taste(
    generator: np.random.Generator,
    goods: Goods,
    tastes: Tastes,
    buyers: Buyers,
    order: Ints,
    start: date,
) -> Ints:
    person = buyers.person[order]
    kind = (tastes.leaning[person] < generator.random((len(order), 1))).sum(axis=1)
    kind = np.minimum(kind, len(goods.categories) - 1)
    for slugs, season in (
        (GIFT_CATEGORIES, behaviours.GIFT_SEASON),
        (GARDEN_CATEGORIES, behaviours.GARDEN_SEASON),
    ):
        garden = slugs is GARDEN_CATEGORIES
        theirs = buyers.kind == behaviours.NAMES.index("seasonal")
        theirs &= buyers.likes_gardens == garden
        chance = np.where(theirs, 0.85, 0.2)[order]
        now = in_season(buyers.day, start, (season,))[order]
        swayed = now & (generator.random(len(order)) < chance)
        places = [i for i, c in enumerate(goods.categories) if c.slug in slugs]
        kind[swayed] = generator.choice(places, size=int(swayed.sum()))
    chances = popularity(generator, goods)[tastes.style[person], kind]
    place = (chances < generator.random((len(order), 1))).sum(axis=1)
    size = chances.shape[1]
    first = np.array([np.argmax(goods.category_of == k) for k in range(len(goods.categories))])
    return np.asarray(first[kind] + np.minimum(place, size - 1))


def _companions(generator: np.random.Generator, goods: Goods, product: Ints) -> Ints:
    """Return a companion for some of the products, -1 for the others."""
    several = (goods.companions >= 0).sum(axis=1)[product]
    place = (generator.random(len(product)) * several).astype(np.int64)
    found = goods.companions[product, np.minimum(place, 2)]
    return np.where(generator.random(len(product)) < COMPANION_CHANCE, found, -1)


def _sorted_lines(
    generator: np.random.Generator, goods: Goods, order: Ints, product: Ints
) -> Lines:
    """Drop what stands twice in one order, and draw quantities."""
    key = np.unique(order * len(goods.products) + product)
    order, product = key // len(goods.products), key % len(goods.products)
    luck = generator.random(len(key))
    consumable = goods.lasts[product] > 0
    quantity = 1 + (luck < np.where(consumable, 0.30, 0.06)) + (consumable & (luck < 0.08))
    return Lines(order, product, quantity, positions(order))


def positions(order: Ints) -> Ints:
    """Return each line's position within its order, from 1; ``order`` is sorted."""
    return np.arange(len(order)) - np.searchsorted(order, order) + 1


def with_cast(lines: Lines, cast: list[tuple[int, tuple[int, ...]]]) -> Lines:
    """Replace the lines of the cast's orders by theirs.

    Parameters
    ----------
    cast:
        Pairs of an order and the products in it.
    """
    drawn = ~np.isin(lines.order, [order for order, _ in cast])
    own = [(order, product) for order, products in cast for product in products]
    order = np.concatenate([lines.order[drawn], [row for row, _ in own]]).astype(np.int64)
    product = np.concatenate([lines.product[drawn], [row for _, row in own]]).astype(np.int64)
    quantity = np.concatenate([lines.quantity[drawn], np.ones(len(own), dtype=np.int64)])
    sort = np.argsort(order, kind="stable")
    return Lines(order[sort], product[sort], quantity[sort], positions(order[sort]))
