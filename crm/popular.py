"""What most customers buy at the moment: counted ahead of time, or from the newest orders."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, insert, select, update

from crm.store import Unit
from crm.tables.events import store_facts
from crm.tables.orders import order_lines, orders

FACT = "popular_products"

# Counting takes longer than an answer may: with models, it is done when these are applied.
_NEWEST_ORDERS = 300
_MOST = 100


def popular_products(unit: Unit) -> tuple[int, ...]:
    """Return keys of products, the most popular first; some may be sold out or no longer sold."""
    kept = unit.connection.scalar(select(store_facts.c.value).where(store_facts.c.name == FACT))
    if isinstance(kept, list) and kept:
        return tuple(int(key) for key in kept)
    newest = (
        select(orders.c.id)
        .where(orders.c.status != "cancelled")
        .order_by(orders.c.placed_at.desc())
        .limit(_NEWEST_ORDERS)
        .subquery()
    )
    query = (
        select(order_lines.c.product_id)
        .join(newest, newest.c.id == order_lines.c.order_id)
        .group_by(order_lines.c.product_id)
        .order_by(func.count().desc(), order_lines.c.product_id)
        .limit(_MOST)
    )
    return tuple(unit.connection.scalars(query))


def keep_popular(unit: Unit, keys: Sequence[int]) -> None:
    """Keep what is popular, the most popular first, to be read at once."""
    value = list(keys[:_MOST])
    known = unit.connection.execute(
        update(store_facts).where(store_facts.c.name == FACT).values(value=value)
    )
    if not known.rowcount:
        unit.connection.execute(insert(store_facts).values(name=FACT, value=value))
