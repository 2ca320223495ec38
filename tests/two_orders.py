"""A customer with two placed orders, 104201 and 104202."""

from __future__ import annotations

from sqlalchemy import select

from crm.store import Store
from crm.tables.orders import orders
from tests.shop import Person, add_customer, add_order


def two_orders(store: Store) -> Person:
    """Add a customer with two placed orders."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104201")
        add_order(unit, anna, number="104202")
        return anna


def order_statuses(store: Store) -> list[str]:
    """Return the statuses of all orders by their numbers."""
    with store.reading() as unit:
        return list(unit.connection.scalars(select(orders.c.status).order_by(orders.c.number)))
