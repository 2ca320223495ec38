"""How customers of the demo shop behave: the parameters, and when each of them orders.

Times here are days since the window's beginning, so that ``WINDOW_DAYS`` is today.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from shopdata.demo.columns import WINDOW_DAYS, Flags, Floats, Ints

MOST_ORDERS = 40
"""No customer places more in two years."""


@dataclass(frozen=True)
class Behaviour:
    """One kind of customer.

    Parameters
    ----------
    share:
        Part of all customers.
    gap_days:
        Mean days between two orders of the typical customer; persons vary by a log-normal
        factor with sigma 0.25.
    shape:
        Regularity: gaps are gamma distributed with this shape; 1 is a memoryless process.
    growth:
        Factor by which the gap grows from order to order.
    joined_days_ago:
        Range in which they came, uniformly.
    quits:
        Whether they stop for good at a moment at least 150 days ago.
    discounted, returning:
        Part of the orders with a discount; part of the delivered orders sent back.
    reactions:
        Parts of persuadables, sure things, lost causes and sleeping dogs.
    """

    name: str
    share: float
    gap_days: float
    shape: float
    joined_days_ago: tuple[float, float]
    reactions: tuple[float, float, float, float]
    growth: float = 1.0
    quits: bool = False
    discounted: float = 0.05
    returning: float = 0.06


BEHAVIOURS = (
    Behaviour("loyal", 0.16, 55, 12, (200, 728), (0.15, 0.60, 0.10, 0.15), returning=0.04),
    Behaviour(
        "bargain_hunting",
        0.16,
        75,
        2,
        (120, 728),
        (0.70, 0.15, 0.10, 0.05),
        discounted=0.85,
        returning=0.10,
    ),
    Behaviour("seasonal", 0.14, 365, 2, (30, 728), (0.25, 0.15, 0.50, 0.10)),
    Behaviour(
        "fading", 0.14, 24, 10, (300, 728), (0.50, 0.10, 0.20, 0.20), growth=1.4, returning=0.08
    ),
    Behaviour(
        "gone", 0.16, 42, 8, (330, 728), (0.08, 0.02, 0.80, 0.10), quits=True, returning=0.09
    ),
    Behaviour("new", 0.12, 24, 2, (0, 60), (0.40, 0.30, 0.20, 0.10)),
    Behaviour("occasional", 0.12, 200, 1, (30, 728), (0.35, 0.10, 0.45, 0.10)),
)
NAMES = tuple(behaviour.name for behaviour in BEHAVIOURS)

# First month and day, length in days: winter sale, summer sale, autumn week, late November.
SALES = ((1, 8, 18), (6, 24, 20), (9, 1, 7), (11, 20, 11))
GIFT_SEASON = (11, 10, 42)
GARDEN_SEASON = (3, 12, 75)


@dataclass(frozen=True)
class Rhythm:
    """When persons may order, one entry a person."""

    kind: Ints
    joined: Floats
    quit: Floats
    gap: Floats
    likes_gardens: Flags


def draw_rhythms(generator: np.random.Generator, count: int) -> Rhythm:
    """Give each of ``count`` persons a behaviour and its parameters."""
    shares = np.array([behaviour.share for behaviour in BEHAVIOURS])
    kind = generator.choice(len(BEHAVIOURS), size=count, p=shares / shares.sum())
    low, high = np.array([behaviour.joined_days_ago for behaviour in BEHAVIOURS])[kind].T
    joined = WINDOW_DAYS - generator.uniform(low, high)
    gap = np.array([b.gap_days for b in BEHAVIOURS])[kind] * generator.lognormal(0, 0.25, count)
    quits = np.array([behaviour.quits for behaviour in BEHAVIOURS])[kind]
    stop = generator.uniform(joined + 90, np.maximum(WINDOW_DAYS - 150, joined + 91))
    return Rhythm(
        kind=kind,
        joined=joined,
        quit=np.where(quits, stop, WINDOW_DAYS),
        gap=gap,
        likes_gardens=generator.random(count) < 0.4,
    )


def draw_orders(generator: np.random.Generator, rhythm: Rhythm, start: date) -> tuple[Ints, Ints]:
    """Return the person and the day of each order, in no order.

    Parameters
    ----------
    start:
        The day on which the window begins.
    """
    seasonal = rhythm.kind == NAMES.index("seasonal")
    person, when = _renewals(generator, rhythm, np.flatnonzero(~seasonal))
    hunting = rhythm.kind[person] == NAMES.index("bargain_hunting")
    waits = hunting & (generator.random(len(person)) < 0.8)
    when[waits] = _next_sale(generator, when[waits], start)
    gifts = _in_season(generator, np.flatnonzero(seasonal & ~rhythm.likes_gardens), start, False)
    garden = _in_season(generator, np.flatnonzero(seasonal & rhythm.likes_gardens), start, True)
    person = np.concatenate([person, gifts[0], garden[0]])
    when = np.concatenate([when, gifts[1], garden[1]])
    inside = (when >= 0) & (when < WINDOW_DAYS)
    return person[inside], when[inside].astype(np.int64)


def _renewals(generator: np.random.Generator, rhythm: Rhythm, persons: Ints) -> tuple[Ints, Floats]:
    """Draw orders of a renewal process whose gaps are gamma distributed and may grow."""
    shape = np.array([behaviour.shape for behaviour in BEHAVIOURS])[rhythm.kind]
    growth = np.array([behaviour.growth for behaviour in BEHAVIOURS])[rhythm.kind]
    gap = rhythm.gap.copy()
    when = rhythm.joined.copy()
    found: list[tuple[Ints, Floats]] = []
    for _ in range(MOST_ORDERS):
        persons = persons[when[persons] < rhythm.quit[persons]]
        if not len(persons):
            break
        found.append((persons, when[persons]))
        factor = generator.gamma(shape[persons]) / shape[persons]
        when[persons] += np.maximum(gap[persons] * factor, 1)
        gap[persons] *= growth[persons]
    people, times = zip(*found, strict=True) if found else ((persons,), (when[persons],))
    return np.concatenate(people), np.concatenate(times)


def _next_sale(generator: np.random.Generator, when: Floats, start: date) -> Floats:
    begins, lengths = _seasons(start, SALES)
    place = np.searchsorted(begins + lengths, when)
    earliest = np.maximum(begins[place], when)
    end = begins[place] + lengths[place]
    return generator.uniform(earliest, end)


def _in_season(
    generator: np.random.Generator, persons: Ints, start: date, garden: bool
) -> tuple[Ints, Floats]:
    """Draw one to three orders in most seasons, and now and then one outside."""
    begins, lengths = _seasons(start, (GARDEN_SEASON if garden else GIFT_SEASON,))
    many = 1 + generator.poisson(0.8, (len(persons), len(begins))).clip(max=2)
    many[generator.random(many.shape) > 0.9] = 0
    person = np.repeat(persons, many.sum(axis=1))
    season = np.repeat(np.tile(np.arange(len(begins)), len(persons)), many.ravel())
    when = begins[season] + generator.random(len(season)) * lengths[season]
    other = persons[generator.random(len(persons)) < 0.2]
    outside = generator.uniform(0, WINDOW_DAYS, len(other))
    return np.concatenate([person, other]), np.concatenate([when, outside])


def _seasons(start: date, rules: tuple[tuple[int, int, int], ...]) -> tuple[Floats, Floats]:
    """Return first days and lengths of the seasons from before the window to after it."""
    years = range(start.year, start.year + 5)
    found = sorted(
        ((date(year, month, day) - start).days, length)
        for year in years
        for month, day, length in rules
    )
    begins, lengths = np.array(found, dtype=float).T
    return begins, lengths


def in_season(days: Ints, start: date, rules: tuple[tuple[int, int, int], ...]) -> Flags:
    """Return which days lie in one of the seasons ``rules``: month, day, length."""
    begins, lengths = _seasons(start - timedelta(days=366), rules)
    shifted = days + 366
    place = np.searchsorted(begins, shifted, side="right") - 1
    return np.asarray((place >= 0) & (shifted < begins[place] + lengths[place]), dtype=bool)
