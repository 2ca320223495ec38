"""The whole demo shop as columns: a pure function of its size, its seed and the day.

Links between tables are positions here (the third order, the tenth person); the writer turns
them into keys. Each stage draws from its own generator, so that a change in one stage leaves the
numbers of the others as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

from shopdata.demo import behaviours, offers, orders
from shopdata.demo.behaviours import Rhythm
from shopdata.demo.columns import DAY, NEVER, WINDOW_DAYS, Columns, Ints, midnight
from shopdata.demo.dice import Dice
from shopdata.demo.goods import Goods, load_goods
from shopdata.demo.orders import Orders, Population
from shopdata.demo.people import People, draw_people
from shopdata.demo.personas import load_personas
from shopdata.demo.records import Recorder
from shopdata.demo.tastes import draw_tastes

OPENS_AT = 8 * 3_600
"""The shop's present moment is eight in the morning (UTC) of its day."""


@dataclass(frozen=True)
class Taken:
    """What a store that is not empty holds already, for filling it none the less."""

    order_numbers: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    last_invoice: int = 0


@dataclass(frozen=True)
class Shop:
    """Everything that the demo shop holds.

    Parameters
    ----------
    people:
        Customers first (``customers`` of them), then guests.
    behaviour, reaction:
        The truth behind the customers drawn at random, which no table holds; -1 for the cast.
    tables:
        Columns by table.
    """

    goods: Goods
    people: People
    customers: int
    now: int
    behaviour: Ints
    reaction: Ints
    tables: dict[str, Columns] = field(default_factory=dict)


def make_shop(customers: int, seed: int, today: date, taken: Taken | None = None) -> Shop:
    """Return the shop of ``customers`` customers over the two years before ``today``."""
    taken = taken or Taken()
    dice, goods, cast = Dice(seed), load_goods(), load_personas()
    population = Population(cast, customers, round(customers * orders.GUESTS))
    now = midnight(today) + OPENS_AT
    begin, first_day = midnight(today) - WINDOW_DAYS * DAY, today - timedelta(days=WINDOW_DAYS)
    tastes = draw_tastes(dice["tastes"], goods, population.persons)
    rhythm = behaviours.draw_rhythms(dice["rhythms"], population.drawn)
    own = slice(population.cast_customers, customers)
    lasts = np.where(tastes.staple >= 0, goods.lasts[tastes.staple], 0)[own]
    orders.replenish(rhythm, lasts, dice["reactions"].random(population.drawn))
    reaction = offers.draw_reactions(dice["reactions"], rhythm)
    exposures = offers.draw_exposures(dice["exposures"], rhythm)
    coming = behaviours.draw_orders(dice["orders"], rhythm, first_day)
    effects = offers.draw_effects(dice["effects"], rhythm, reaction, exposures, coming)
    kinds = orders.person_kinds(population, rhythm)
    sale = behaviours.in_season(np.arange(WINDOW_DAYS), first_day, behaviours.SALES).astype(int)
    found = orders.gather_orders(
        dice["gather"], population, kinds, coming, exposures, effects, sale, begin, now
    )
    people = _people(dice, population, taken)
    recorder = Recorder(dice, goods, population, found, kinds, tastes, people, now)
    lines = recorder.lines(rhythm, first_day)
    joined = _joined(population, rhythm, found, begin, now)
    tables = recorder.tables(lines, joined, set(taken.order_numbers), taken.last_invoice + 1)
    tables["offer_exposures"] = _exposure_rows(exposures, found, population.cast_customers, begin)
    hidden = np.full(population.cast_customers, NEVER)
    return Shop(
        goods=goods,
        people=people,
        customers=customers,
        now=now,
        behaviour=np.concatenate([hidden, rhythm.kind]),
        reaction=np.concatenate([hidden, reaction]),
        tables=tables,
    )


def _people(dice: Dice, population: Population, taken: Taken) -> People:
    """Draw everybody and write the cast over their places."""
    known = taken.contacts | {persona.email for persona in population.cast}
    people = draw_people(dice["people"], population.persons, frozenset(known))
    used = taken.contacts | {persona.phone for persona in population.cast}
    people.phone[:] = ["" if phone in used else phone for phone in people.phone]
    for index, persona in enumerate(population.cast):
        place = population.place_of(index)
        people.name[place], people.email[place] = persona.name, persona.email
        people.phone[place], people.address[place] = persona.phone, persona.address
        people.postcode[place], people.city[place] = persona.postcode, persona.city
        people.country[place], people.language[place] = persona.country, "en"
    return people


def _joined(population: Population, rhythm: Rhythm, found: Orders, begin: int, now: int) -> Ints:
    """Return when each customer's account was made: never after the first order."""
    joined = np.empty(population.customers, dtype=np.int64)
    cast = population.cast[: population.cast_customers]
    joined[: len(cast)] = [now - int(persona.joined_days_ago * DAY) for persona in cast]
    joined[len(cast) :] = begin + (rhythm.joined * DAY).astype(np.int64)
    first = np.full(population.persons, now)
    np.minimum.at(first, found.person, found.placed)
    return np.minimum(joined, first[: population.customers] - 900)


def _exposure_rows(exposures: offers.Exposures, found: Orders, shift: int, begin: int) -> Columns:
    order = np.full(len(exposures.person), NEVER)
    redeemed = np.flatnonzero(found.exposure != NEVER)
    order[found.exposure[redeemed]] = redeemed
    return {
        "campaign": exposures.campaign,
        "person": exposures.person + shift,
        "treated": exposures.treated,
        "shown_at": begin + exposures.day * DAY + OPENS_AT,
        "redeemed_at": np.where(order == NEVER, NEVER, found.placed[order]),
        "order": order,
    }
