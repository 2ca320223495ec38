"""Writes what is recommended to the store, a little at a time, so that nobody waits for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import ColumnElement, Table, delete, insert, select

from crm.popular import keep_popular
from crm.store import Store, Unit
from crm.tables.events import customer_recommendations, product_neighbours
from crm.tables.people import customers
from crm_models.arrays import Floats, Keys
from crm_models.kinds.recommend import Recommend
from crm_models.purchase_lines import active_customers, purchases_of
from crm_models.recommenders.serving import Recommended

ACTIVE_DAYS = 365
"""Who has not ordered for so long gets no rows: `crm.recommendation` then asks what goes with
the latest purchases."""
MOST_CUSTOMERS = 100_000
"""So many at most get rows, those who ordered last: so the time is bounded in any shop."""
MOST_ROWS = 5_000
"""So many rows are written in one transaction at most."""
TOP = 10
_CUSTOMERS = 10_000
_PRODUCTS = 100

Progress = Callable[[int, int], None]


def write_recommendations(
    store: Store,
    model: Recommend,
    since: datetime | None = None,
    progress: Progress | None = None,
) -> int:
    """Write what goes together, what is popular, and what fits each customer.

    Parameters
    ----------
    since:
        Only customers who have ordered since get new rows, and the others keep theirs; without
        it, who ordered in the last `ACTIVE_DAYS` does, and nobody else has rows.
    progress:
        Called with how many customers are done, and how many there are.

    Returns
    -------
    How many rows were written of what fits customers.
    """
    write_companions(store, model)
    with store.reading() as unit:
        now = unit.now
        chosen = active_customers(unit, since or now - timedelta(days=ACTIVE_DAYS), MOST_CUSTOMERS)
    whole, last, written = since is None, 0, 0
    for start in range(0, len(chosen), _CUSTOMERS):
        batch = chosen[start : start + _CUSTOMERS]
        # Not one reading for all: the database could not settle meanwhile what is written.
        with store.reading() as unit:
            purchases = purchases_of(unit, batch)
        found = model.recommend(purchases, now, TOP)
        for part in _parts(batch, MOST_ROWS // TOP):
            rows = _rows_of(found, part)
            with store.transaction() as unit:
                written += _replace_customers(unit, rows, part, last if whole else None)
            last = int(part[-1])
        if progress:
            progress(start + len(batch), len(chosen))
    if whole:
        _forget_after(store, customer_recommendations, customer_recommendations.c.customer_id, last)
    return written


def write_companions(store: Store, model: Recommend) -> None:
    """Write what goes with each product, and what is popular."""
    with store.transaction() as unit:
        keep_popular(unit, model.popular())
    found, key, last = model.goes_with(), product_neighbours.c.product_id, 0
    columns = (found.product, found.neighbour, found.rank, found.score, found.together)
    names = ("product_id", "neighbour_id", "rank", "score", "together")
    for part in _parts(np.unique(found.product), _PRODUCTS):
        start, end = np.searchsorted(found.product, [part[0], part[-1] + 1])
        with store.transaction() as unit:
            _delete(unit, product_neighbours, key.between(last + 1, int(part[-1])))
            _insert(unit, product_neighbours, names, [column[start:end] for column in columns])
        last = int(part[-1])
    _forget_after(store, product_neighbours, key, last)


def _rows_of(found: Recommended, part: Keys) -> Recommended:
    start, end = np.searchsorted(found.customer, [part[0], part[-1] + 1])
    return found.kept(np.arange(start, end))


def _replace_customers(unit: Unit, rows: Recommended, part: Keys, last: int | None) -> int:
    """Write some customers' rows over those they had; after ``last``, nobody else keeps any."""
    key, asked = customer_recommendations.c.customer_id, [int(one) for one in part]
    stale = key.in_(asked) if last is None else key.between(last + 1, asked[-1])
    _delete(unit, customer_recommendations, stale)
    # Who has been erased meanwhile gets nothing.
    still = select(customers.c.id).where(customers.c.id.in_(asked))
    there = np.fromiter(unit.connection.scalars(still), dtype=np.int64)
    rows = rows.kept(np.flatnonzero(np.isin(rows.customer, there)))
    names = ("customer_id", "product_id", "rank", "score", "because_product_id")
    columns: list[Keys | Floats] = [
        rows.customer,
        rows.product,
        rows.rank,
        rows.score,
        rows.because,
    ]
    _insert(unit, customer_recommendations, names, columns)
    return len(rows)


def _insert(unit: Unit, table: Table, names: tuple[str, ...], columns: list[Keys | Floats]) -> None:
    listed = [column.tolist() for column in columns]
    rows = [dict(zip(names, row, strict=True)) for row in zip(*listed, strict=True)]
    if rows:
        unit.connection.execute(insert(table), rows)


def _delete(unit: Unit, table: Table, which: ColumnElement[bool]) -> None:
    unit.connection.execute(delete(table).where(which))


def _forget_after(store: Store, table: Table, key: ColumnElement[int], last: int) -> None:
    """Delete what is left beyond the last key, a part at a time."""
    while True:
        with store.transaction() as unit:
            some = list(
                unit.connection.scalars(select(table.c.id).where(key > last).limit(MOST_ROWS))
            )
            if not some:
                return
            _delete(unit, table, table.c.id.in_(some))


def _parts(keys: Keys, size: int) -> Iterator[Keys]:
    for start in range(0, len(keys), size):
        yield keys[start : start + size]
