"""Orders that come from elsewhere, told of as events when they are news."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from crm.events import record
from crm.order_events import OrderPlaced
from crm.store import Unit
from crm.tables.events import customer_scores


def tell_of_orders(unit: Unit, rows: Sequence[Mapping[str, Any]]) -> int:
    """Record an ``OrderPlaced`` for each order that its customer's scores do not know of.

    An order from before the last scoring is history: a file of years makes no events.

    Parameters
    ----------
    rows:
        New rows of ``orders``.

    Returns
    -------
    int
        How many events there are.
    """
    people = {row["customer_id"] for row in rows if row["customer_id"] is not None}
    query = select(customer_scores.c.customer_id, customer_scores.c.scored_at)
    scored = {
        row.customer_id: row.scored_at
        for row in unit.connection.execute(query.where(customer_scores.c.customer_id.in_(people)))
    }
    news = [
        row
        for row in rows
        if row["customer_id"] in scored
        and row["placed_at"] > scored[row["customer_id"]]
        and row["status"] != "cancelled"
    ]
    for row in news:
        event = OrderPlaced(row["number"], row["total_minor"], row["currency"])
        record(unit, event, customer_id=row["customer_id"])
    return len(news)
