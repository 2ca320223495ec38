"""The builders of test shops make what they say."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.store import Store
from crm.tables.orders import orders, shipments
from tests.shop import add_customer, add_order, add_product


@pytest.mark.parametrize(
    ("status", "known"),
    [
        ("placed", []),
        ("packed", ["packed_at"]),
        ("shipped", ["packed_at", "shipped_at"]),
        ("out_for_delivery", ["packed_at", "shipped_at"]),
        ("delivered", ["packed_at", "shipped_at", "delivered_at"]),
        ("cancelled", ["cancelled_at"]),
    ],
)
def test_an_order_has_the_times_of_its_state(store: Store, status: str, known: list[str]) -> None:
    """An order bears the times of the steps that it has behind it, in their order."""
    with store.transaction() as unit:
        teapot = add_product(unit)
        placed = add_order(unit, add_customer(unit), [(teapot, 2)], status=status)
        row = unit.connection.execute(select(orders).where(orders.c.id == placed.id)).one()
        sent = unit.connection.execute(select(shipments)).all()
    steps = ["packed_at", "shipped_at", "delivered_at", "cancelled_at"]
    times = [row.placed_at, *(getattr(row, step) for step in known), store.clock()]

    assert known == [step for step in steps if getattr(row, step) is not None]
    assert sorted(times) == times
    assert int("shipped_at" in known) == len(sent)
    assert 2 * 2500 + 490 == row.total_minor
