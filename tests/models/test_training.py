"""Training writes scores that actions can read."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from crm.errors import Invalid
from crm.store import Store
from crm.tables.events import customer_recommendations, customer_scores, models
from crm_models.training import train
from tests.shop import add_customer, add_order, add_product


def fill(store: Store, customers: int = 50) -> None:
    """Add customers of whom every other one stopped ordering a year ago."""
    with store.transaction() as unit:
        items = [add_product(unit, f"Product {i}") for i in range(6)]
        for i in range(customers):
            person = add_customer(unit, f"Person {i}", f"person{i}@example.org", days_ago=900)
            first, every = (3 + i % 25 if i % 2 else 400), 20 + 5 * (i % 7)
            for n in range(10):
                item = items[i % 3 + n % 3]
                day = first + every * n
                add_order(
                    unit,
                    person,
                    [(item, 1)],
                    status="delivered",
                    placed_days_ago=day,
                    delivered_days_ago=day - 4,
                )


def test_training_scores_all_customers(store: Store, tmp_path: Path) -> None:
    """Each customer with orders gets a segment, a value and a risk; models are registered."""
    fill(store)
    report = train(store, tmp_path)
    with store.reading() as unit:
        scored = unit.connection.execute(
            select(func.count(), func.count(func.distinct(customer_scores.c.segment)))
        ).one()
        kinds = unit.connection.execute(select(models.c.kind).order_by(models.c.kind)).scalars()
        risks = unit.connection.execute(
            select(customer_scores.c.churn_probability).order_by(customer_scores.c.customer_id)
        ).scalars()
        probabilities = list(risks)
        recommended = unit.connection.execute(
            select(func.count()).select_from(customer_recommendations)
        ).scalar_one()

        assert (50, {}) == (scored[0], report.skipped)
        assert ["churn", "need", "recommend", "segment", "value"] == list(kinds)
    assert min(probabilities[0::2]) > max(probabilities[1::2])
    assert recommended > 0


def test_training_again_replaces_scores_and_retires_models(store: Store, tmp_path: Path) -> None:
    """A second training leaves one row a customer and one champion of each kind."""
    fill(store)
    train(store, tmp_path)
    store.clock.advance(seconds=1)  # type: ignore[attr-defined] # the tests' clock
    assert [] == train(store, tmp_path).challengers
    with store.reading() as unit:
        scored = unit.connection.execute(select(func.count()).select_from(customer_scores))
        status = unit.connection.execute(
            select(models.c.status, func.count()).group_by(models.c.status)
        ).all()

        assert 50 == scored.scalar_one()
    assert {"champion": 5, "retired": 5} == dict(status)


def test_a_shop_that_has_just_begun_is_no_error(store: Store, tmp_path: Path) -> None:
    """With two orders nothing can be learnt, and the report says so for each model."""
    with store.transaction() as unit:
        item = add_product(unit, "Teapot")
        for days, email in ((2, "ada@example.org"), (40, "bo@example.org")):
            person = add_customer(unit, "Ada", email, days_ago=60)
            add_order(unit, person, [(item, 1)], status="shipped", placed_days_ago=days)
    report = train(store, tmp_path)

    assert {"segment", "churn", "need", "value"} <= set(report.skipped)
    assert "150 are needed" in report.skipped["churn"]


def test_an_empty_store_is_refused(store: Store, tmp_path: Path) -> None:
    """Without orders the error names the way out."""
    with pytest.raises(Invalid, match="attune demo"):
        train(store, tmp_path)
