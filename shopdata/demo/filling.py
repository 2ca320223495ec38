"""Fills a store with the demo shop, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, insert, select

from crm.errors import Invalid, Refused
from crm.store import Store, Unit
from crm.tables import catalogue, events, orders, people
from shopdata.demo.shop import OPENS_AT, Shop, Taken, make_shop
from shopdata.demo.writer import write_shop

FACT = "demo_shop"
FEWEST = 20

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class DemoSummary:
    """What the store's demo shop is.

    Parameters
    ----------
    filled:
        Whether this call filled it; it was there before otherwise.
    today:
        The day, in ISO form, that its history ends with.
    rows:
        Number of rows by table.
    """

    filled: bool
    customers: int
    seed: int
    today: str
    rows: dict[str, int] = field(default_factory=dict)


def fill(
    store: Store,
    customers: int = 2000,
    seed: int = 1,
    today: date | None = None,
    progress: Progress | None = None,
    *,
    force: bool = False,
) -> DemoSummary:
    """Fill a store with the demo shop; a store that has it stays as it is.

    Parameters
    ----------
    customers:
        How many customers, the cast's included; guests come on top.
    today:
        The day that the history ends with; by default the newest whose morning has passed.
    progress:
        Called with the table in work, the rows written so far and those of all tables.
    force:
        Add the demo shop to a store that holds other data.

    Raises
    ------
    Refused
        If the store holds other data and ``force`` is not given.
    Invalid
        If there are too few customers or the seed is negative.
    """
    _check(customers, seed)
    tell = progress or (lambda _table, _done, _all: None)
    with store.reading() as unit:
        present = _present(unit)
        if present is not None:
            return present
        taken = _taken(unit, force)
    # Nothing of the demo may lie in the future, whatever the hour.
    day = today or (store.clock() - timedelta(seconds=OPENS_AT)).date()
    tell("drawing", 0, 1)
    shop = make_shop(customers, seed, day, taken)
    with store.transaction() as unit:
        present = _present(unit)
        if present is not None:
            return present
        return _write(unit, shop, seed, day, tell)


def _check(customers: int, seed: int) -> None:
    if customers < FEWEST:
        raise Invalid(
            "too_few_customers",
            f"a demo shop of {customers} customers is too small: ask for {FEWEST} or more",
        )
    if seed < 0:
        raise Invalid("bad_seed", f"the seed {seed} is negative: give 0 or a greater number")


def _write(unit: Unit, shop: Shop, seed: int, day: date, tell: Progress) -> DemoSummary:
    rows = write_shop(unit, shop, seed, tell)
    value = {"customers": shop.customers, "seed": seed, "today": day.isoformat(), "rows": rows}
    unit.connection.execute(insert(events.store_facts).values(name=FACT, value=value))
    return DemoSummary(True, shop.customers, seed, day.isoformat(), rows)


def holds_demo(unit: Unit) -> bool:
    """Return whether the store was filled with the demo shop."""
    return _present(unit) is not None


def _present(unit: Unit) -> DemoSummary | None:
    """Return the demo shop that the store holds, if it does."""
    query = select(events.store_facts.c.value).where(events.store_facts.c.name == FACT)
    value: dict[str, Any] | None = unit.connection.scalar(query)
    if value is None:
        return None
    return DemoSummary(False, value["customers"], value["seed"], value["today"], value["rows"])


def _taken(unit: Unit, force: bool) -> Taken:
    """Return what the store uses already; refuse a store with data unless forced."""
    counts = {
        table.name: unit.connection.scalar(select(func.count()).select_from(table)) or 0
        for table in (people.customers, orders.orders, catalogue.products)
    }
    if not any(counts.values()):
        return Taken()
    if not force:
        held = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        raise Refused(
            "store_in_use",
            f"the store holds other data ({held}): fill an empty one, set by ATTUNE_DATABASE_URL, "
            "or use --force to add the demo shop to it",
        )
    numbers = unit.connection.scalars(select(orders.orders.c.number))
    invoices = unit.connection.scalars(
        select(orders.invoices.c.number).where(orders.invoices.c.number.like("INV-____-______"))
    )
    last = max((int(number[-6:]) for number in invoices if number[-6:].isdigit()), default=0)
    sealed = unit.connection.scalars(select(people.customer_identities.c.value_encrypted))
    contacts = frozenset(contact for value in sealed if (contact := unit.vault.open(value)))
    return Taken(frozenset(numbers), contacts, last)
