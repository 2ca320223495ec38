"""Features of what lies in the store."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from sqlalchemy import select

from crm.store import Store
from crm.tables.orders import orders
from crm_models.feature_tables.duckdb_engine import features_of_store
from tests.shop import add_conversation, add_customer, add_order, add_product


def fill(store: Store) -> None:
    """Add customers with none to five orders, a few of them cancelled, and a conversation."""
    random = np.random.default_rng(3)
    with store.transaction() as unit:
        items = [add_product(unit, f"Product {i}") for i in range(3)]
        for i in range(12):
            person = add_customer(unit, f"Person {i}", f"person{i}@example.org", days_ago=300)
            for n in range(i % 6):
                cancelled = "cancelled" if (i + n) % 7 == 0 else "delivered"
                placed = float(random.uniform(20, 280))
                add_order(
                    unit, person, [(items[n % 3], n + 1)], status=cancelled, placed_days_ago=placed
                )
            if i % 4 == 0:
                add_conversation(unit, person)


def test_features_are_those_counted_by_hand(store: Store) -> None:
    """A customer's orders, one of them cancelled, on SQLite and PostgreSQL."""
    with store.transaction() as unit:
        cup, pan = add_product(unit, "Cup"), add_product(unit, "Pan")
        person = add_customer(unit, "Ada", "ada@example.org", days_ago=300)
        for days, lines, status in (
            (100.0, [(cup, 2)], "delivered"),
            (70.0, [(cup, 1), (pan, 1)], "delivered"),
            (50.0, [(pan, 5)], "cancelled"),
            (20.0, [(pan, 1)], "shipped"),
        ):
            add_order(unit, person, lines, status=status, placed_days_ago=days)
        totals = [
            int(total)
            for total in unit.connection.scalars(
                select(orders.c.total_minor)
                .where(orders.c.status != "cancelled")
                .order_by(orders.c.placed_at)
            )
        ]
    with store.reading() as unit:
        found = features_of_store(unit, unit.now).to_pylist()[0]
        earlier = features_of_store(unit, unit.now - timedelta(days=60)).to_pylist()[0]

    expected = {
        "orders": 3,
        "revenue_minor": sum(totals),
        "largest_order_minor": max(totals),
        "latest_order_minor": totals[-1],
        "revenue_90d_minor": sum(totals[1:]),
        "cancelled_orders": 1,
    }
    assert expected == {name: found[name] for name in expected}
    days = ("recency_days", "tenure_days", "gap_mean_days", "gap_last_days")
    assert pytest.approx([20, 100, 40, 50], abs=0.01) == [found[name] for name in days]
    assert (2, 0) == (earlier["orders"], earlier["cancelled_orders"])


def test_conversations_of_the_store_count(store: Store) -> None:
    """Conversations begun before the date are there, those of the date's own instant are not."""
    fill(store)
    with store.reading() as unit:
        now = features_of_store(unit, unit.now).to_pandas()["conversations"].sum()
        soon = features_of_store(unit, unit.now + timedelta(seconds=1)).to_pandas()

    assert (0, 3) == (now, soon["conversations"].sum())


def test_an_empty_store_has_no_features(store: Store) -> None:
    """Without customers there are no rows and no error."""
    with store.reading() as unit:
        assert 0 == features_of_store(unit, unit.now).num_rows
