"""All orders of the shop in order of time: who placed them, when, and at what discount."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shopdata.demo.behaviours import BEHAVIOURS, NAMES, Rhythm
from shopdata.demo.columns import DAY, NEVER, WINDOW_DAYS, Floats, Ints
from shopdata.demo.offers import CAMPAIGNS, Effects, Exposures
from shopdata.demo.personas import Basket, Persona

OCCASIONAL = NAMES.index("occasional")
GUESTS = 0.05
"""Guests' orders for each customer of the shop."""

# Chance of an order in each hour of the day (UTC): mornings quiet, evenings busy.
_HOURS = np.array([1, 1, 1, 1, 1, 2, 3, 5, 6, 6, 6, 7, 7, 6, 5, 5, 6, 7, 9, 11, 11, 8, 4, 2], float)


@dataclass(frozen=True)
class Population:
    """Whose positions mean what: the cast, other customers, the cast's guests, other guests.

    Parameters
    ----------
    cast:
        The personas, customers first.
    customers:
        Customers in all, the cast's included.
    guests:
        Guests beyond the cast's.
    """

    cast: tuple[Persona, ...]
    customers: int
    guests: int

    @property
    def cast_customers(self) -> int:
        """Return how many of the cast have an account."""
        return sum(not persona.guest for persona in self.cast)

    @property
    def drawn(self) -> int:
        """Return how many customers are drawn at random."""
        return self.customers - self.cast_customers

    @property
    def persons(self) -> int:
        """Return the number of customers and guests."""
        return self.customers + len(self.cast) - self.cast_customers + self.guests

    def place_of(self, index: int) -> int:
        """Return the position of the cast's member ``index`` among all persons."""
        extra = 0 if index < self.cast_customers else self.drawn
        return index + extra


@dataclass(frozen=True)
class Orders:
    """The orders, one entry each.

    Parameters
    ----------
    script:
        Position among the cast's baskets, ``NEVER`` for orders drawn at random.
    exposure:
        The exposure whose offer was redeemed, ``NEVER`` for none.
    """

    person: Ints
    day: Ints
    placed: Ints
    script: Ints
    exposure: Ints
    percent: Ints


def scripts(population: Population) -> list[tuple[int, Basket]]:
    """Return the cast's baskets, each with the position of its person."""
    return [
        (population.place_of(index), basket)
        for index, persona in enumerate(population.cast)
        for basket in persona.orders
    ]


def person_kinds(population: Population, rhythm: Rhythm) -> Ints:
    """Return everybody's behaviour; the cast count as loyal and guests as occasional."""
    kinds = np.full(population.persons, OCCASIONAL)
    first = population.cast_customers
    kinds[:first] = NAMES.index("loyal")
    kinds[first : population.customers] = rhythm.kind
    return kinds


def gather_orders(
    generator: np.random.Generator,
    population: Population,
    kinds: Ints,
    coming: tuple[Ints, Ints],
    exposures: Exposures,
    effects: Effects,
    sale: Ints,
    begin: int,
    now: int,
) -> Orders:
    """Put the orders of all persons into one row of time.

    Parameters
    ----------
    coming:
        Person and day of the orders that behaviours bring about.
    sale:
        1 for each day of the window that lies in a sale, else 0.
    begin, now:
        First and last second of the window.
    """
    kept = effects.kept
    first = population.persons - population.guests
    guest_days = generator.integers(0, WINDOW_DAYS, size=population.guests)
    shift = population.cast_customers
    person = np.concatenate(
        [coming[0][kept] + shift, effects.person + shift, first + np.arange(population.guests)]
    )
    day = np.concatenate([coming[1][kept], effects.day, guest_days])
    exposure = np.full(len(person), NEVER)
    exposure[kept.sum() : kept.sum() + len(effects.exposure)] = effects.exposure
    percent = _percents(generator, kinds[person], sale[day])
    offered = np.array([campaign.percent or 0 for campaign in CAMPAIGNS])
    redeems = exposure != NEVER
    percent[redeems] = offered[exposures.campaign[exposure[redeems]]]
    placed = begin + day * DAY + _seconds_of_day(generator, len(day))
    return _sorted(_with_cast(person, placed, exposure, percent, population, now), begin)


def _percents(generator: np.random.Generator, kind: Ints, sale: Ints) -> Ints:
    """Draw discounts: hunters' of 15 to 30 %, others' of 10 or 15 % and mostly in sales."""
    hunting = kind == NAMES.index("bargain_hunting")
    chance = np.array([behaviour.discounted for behaviour in BEHAVIOURS])[kind]
    chance = np.where(hunting, chance, np.where(sale == 1, 0.3, chance))
    deep = generator.choice((15, 20, 25, 30), size=len(kind), p=(0.2, 0.4, 0.25, 0.15))
    small = generator.choice((10, 15), size=len(kind))
    found = np.where(hunting, deep, small)
    return np.where(generator.random(len(kind)) < chance, found, 0)


def _seconds_of_day(generator: np.random.Generator, count: int) -> Ints:
    hours = generator.choice(24, size=count, p=_HOURS / _HOURS.sum())
    return np.asarray(hours * 3600 + generator.integers(3600, size=count))


def _with_cast(
    person: Ints, placed: Ints, exposure: Ints, percent: Ints, population: Population, now: int
) -> Orders:
    cast = scripts(population)
    none = np.full(len(person), NEVER)
    ago = np.array([basket.days_ago for _, basket in cast])
    return Orders(
        person=np.concatenate([person, [place for place, _ in cast]]),
        day=np.array([], dtype=np.int64),
        placed=np.concatenate([placed, now - (ago * DAY).astype(np.int64)]),
        script=np.concatenate([none, np.arange(len(cast))]),
        exposure=np.concatenate([exposure, np.full(len(cast), NEVER)]),
        percent=np.concatenate([percent, [basket.discount for _, basket in cast]]),
    )


def _sorted(orders: Orders, begin: int) -> Orders:
    sort = np.lexsort((orders.person, orders.placed))
    placed = orders.placed[sort]
    return Orders(
        person=orders.person[sort],
        day=(placed - begin) // DAY,
        placed=placed,
        script=orders.script[sort],
        exposure=orders.exposure[sort],
        percent=orders.percent[sort],
    )


def number_orders(
    generator: np.random.Generator, orders: Orders, cast: list[tuple[int, Basket]], taken: set[str]
) -> list[str]:
    """Return six-digit numbers that rise with time; the cast keep theirs.

    Parameters
    ----------
    taken:
        Numbers that orders outside the demo hold already.
    """
    reserved = taken | {basket.number for _, basket in cast if basket.number}
    count = len(orders.placed) + len(reserved)
    widest = int(np.clip(2 * 880_000 / max(count, 1) - 1, 1, 5))
    steps = generator.integers(1, widest + 1, size=count).cumsum()
    free = (str(number) for number in (100_000 + steps).tolist() if str(number) not in reserved)
    own = [cast[script][1].number if script >= 0 else None for script in orders.script.tolist()]
    return [fixed or next(free) for fixed in own]


def replenish(rhythm: Rhythm, lasts: Ints, luck: Floats) -> None:
    """Let half of the loyal who use something up order whenever it runs out."""
    loyal = rhythm.kind == NAMES.index("loyal")
    fits = loyal & (lasts >= 30) & (lasts <= 80) & (luck < 0.5)
    rhythm.gap[fits] = lasts[fits] * 1.05
