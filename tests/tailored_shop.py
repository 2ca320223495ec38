"""Rows of models and offers for tests, beside those of ``tests.shop``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, insert, select

from crm.store import Store, Unit
from crm.tables.events import (
    crm_events,
    customer_recommendations,
    customer_scores,
    offers,
    product_neighbours,
)
from crm.tables.people import customers
from crm.tailoring import in_control_group
from tests.shop import Item, Person, add_customer


def add_scores(
    unit: Unit,
    person: Person,
    *,
    segment: str = "loyal",
    value_band: str = "middle",
    churn_risk: str = "low",
) -> None:
    """Score a customer as the models would."""
    row = {
        "customer_id": person.id,
        "recency_days": 30,
        "frequency": 4,
        "monetary_minor": 20000,
        "rfm": "444",
        "segment": segment,
        "cluster": 0,
        "value_band": value_band,
        "lifetime_value_minor": 50000,
        "churn_probability": 0.8,
        "churn_risk": churn_risk,
        "reasons": {"churn": ["has not ordered for 90 days"]},
        "model_versions": {},
        "scored_at": unit.now,
    }
    unit.connection.execute(insert(customer_scores).values(row))


def add_treated_customer(unit: Unit, **details: Any) -> Person:
    """Add a customer who is not in the control group of goodwill."""
    while True:
        person = add_customer(unit, email=f"person{_people(unit)}@example.org", **details)
        if not in_control_group("goodwill", person.opaque_id):
            return person


def add_recommendations(
    unit: Unit, person: Person, rows: Sequence[tuple[Item, Item | None]]
) -> None:
    """Add what the models recommend a customer, best first, with what speaks for each."""
    for rank, (item, because) in enumerate(rows, start=1):
        row = {
            "customer_id": person.id,
            "rank": rank,
            "product_id": item.id,
            "score": 1 / rank,
            "because_product_id": because.id if because else None,
        }
        unit.connection.execute(insert(customer_recommendations).values(row))


def add_neighbours(unit: Unit, item: Item, neighbours: Sequence[Item]) -> None:
    """Add what is bought together with a product, best first."""
    for rank, neighbour in enumerate(neighbours, start=1):
        row = {"product_id": item.id, "neighbour_id": neighbour.id, "rank": rank}
        unit.connection.execute(
            insert(product_neighbours).values({**row, "score": 1 / rank, "together": 5})
        )


def add_offer(
    unit: Unit,
    code: str = "TEN",
    *,
    percent: int = 10,
    audience: Mapping[str, Any] | None = None,
    minimum_minor: int = 0,
    starts_in_days: float = -1,
    ends_in_days: float = 30,
    active: bool = True,
) -> None:
    """Add an offer, for everybody unless an audience is given."""
    row = {
        "code": code,
        "title": f"{percent}% off",
        "kind": "percent",
        "percent": percent,
        "minimum_minor": minimum_minor,
        "audience": dict(audience or {}),
        "active": active,
        "starts_at": unit.now + timedelta(days=starts_in_days),
        "ends_at": unit.now + timedelta(days=ends_in_days),
    }
    unit.connection.execute(insert(offers).values(row))


def events_of(store: Store, *types: str) -> list[dict[str, Any]]:
    """Return the data of the CRM events of these types, in order."""
    query = select(crm_events.c.data).where(crm_events.c.type.in_(types)).order_by(crm_events.c.id)
    with store.reading() as unit:
        return [dict(data) for data in unit.connection.scalars(query)]


def _people(unit: Unit) -> int:
    return int(unit.connection.scalar(select(func.count()).select_from(customers)) or 0)
