"""Loyalty points of an order that ends: earned ones are taken off, spent ones come back."""

from __future__ import annotations

from sqlalchemy import func, insert, select, update

from crm.orders import Order
from crm.store import Unit
from crm.tables.people import loyalty_entries, memberships


def undo_points(unit: Unit, order: Order) -> int:
    """Undo all points that an order moved and return the change (positive: points came back)."""
    if order.customer_id is None:
        return 0
    moved = unit.connection.scalar(
        select(func.coalesce(func.sum(loyalty_entries.c.points), 0)).where(
            loyalty_entries.c.order_id == order.id
        )
    )
    points = -int(moved or 0)
    if not points:
        return 0
    entry = {
        "customer_id": order.customer_id,
        "order_id": order.id,
        "points": points,
        "reason": "order_cancelled",
        "created_at": unit.now,
    }
    unit.connection.execute(insert(loyalty_entries).values(entry))
    unit.connection.execute(
        update(memberships)
        .where(memberships.c.customer_id == order.customer_id)
        .values(points=memberships.c.points + points)
    )
    return points
