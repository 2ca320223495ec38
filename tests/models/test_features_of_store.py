"""The store's features are the same as those that the models were made on."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest

from crm.store import Store
from crm_models.feature_tables.duckdb_engine import features_of_store
from crm_models.features import customer_features, day_of, read_orders
from tests.shop import add_conversation, add_customer, add_order, add_product

# Ibis 12 still reads schemas from DuckDB 2 by the older name of a function.
pytestmark = pytest.mark.filterwarnings("ignore:fetch_arrow_table:DeprecationWarning")

SAME = {
    "recency": "recency_days",
    "tenure": "tenure_days",
    "frequency": "orders",
    "monetary": "order_value_minor",
    "revenue": "revenue_minor",
    "gap": "gap_mean_days",
    "last_gap": "gap_last_days",
    "discount_share": "discount_share",
}


def fill(store: Store, cancelling: bool = True) -> None:
    """Add customers with none to five orders, a few of them cancelled, and a conversation."""
    random = np.random.default_rng(3)
    with store.transaction() as unit:
        items = [add_product(unit, f"Product {i}") for i in range(3)]
        for i in range(12):
            person = add_customer(unit, f"Person {i}", f"person{i}@example.org", days_ago=300)
            for n in range(i % 6):
                cancelled = "cancelled" if cancelling and (i + n) % 7 == 0 else "delivered"
                placed = float(random.uniform(20, 280))
                add_order(
                    unit, person, [(items[n % 3], n + 1)], status=cancelled, placed_days_ago=placed
                )
            if i % 4 == 0:
                add_conversation(unit, person)


@pytest.mark.parametrize("days_ago", [0, 100])
def test_old_and_new_features_agree(store: Store, days_ago: int) -> None:
    """For all who have ordered, both ways give the same figures, on SQLite and PostgreSQL.

    On a past day they differ in orders that were cancelled since: the old way leaves them out.
    """
    fill(store, cancelling=days_ago == 0)
    with store.reading() as unit:
        as_of = unit.now - timedelta(days=days_ago)
        old = customer_features(read_orders(unit), day_of(as_of))
        table = features_of_store(unit, as_of).to_pandas()
    new = table[table["orders"] > 0]

    assert 12 == len(table)
    assert list(old.customer) == list(new["customer_id"])
    for ours, theirs in SAME.items():
        np.testing.assert_allclose(new[theirs], getattr(old, ours), rtol=1e-6, atol=1e-6)


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
