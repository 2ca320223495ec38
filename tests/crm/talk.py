"""Conversations and agents for tests."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from crm.readings import Reading
from crm.store import Store
from crm.tables.events import crm_events
from crm.tables.people import agents, customers
from crm.turns import Answer, Draft

READING = Reading(
    intent="track_order",
    confidence=0.93,
    ranking=({"intent": "track_order", "confidence": 0.93},),
    entities=(),
    sentiment_label="negative",
    sentiment_score=-0.4,
    frustration=0.2,
    model_version="test-1",
    milliseconds=5.0,
)


def an_answer(*texts: str, state: dict[str, Any] | None = None) -> Answer:
    """Return what an engine would make of a message."""
    drafts = tuple(Draft("bot", text, why={"rule": "test"}) for text in texts)
    return Answer(drafts, READING, state)


def add_agent(store: Store, name: str, email: str | None = None) -> int:
    """Add an agent and return the key."""
    row = {
        "email": email or f"{name.lower()}@shop.example",
        "name": name,
        "password_hash": "x",
        "created_at": store.clock(),
    }
    with store.transaction() as unit:
        (key,) = unit.connection.execute(insert(agents).values(row)).inserted_primary_key or (0,)
    return int(key)


def add_customer(store: Store, reference: str = "C-1", name: str = "Zoë Müller") -> int:
    """Add a customer whose opaque id is ``opaque-REFERENCE`` and return the key."""
    row = {
        "reference": reference,
        "opaque_id": f"opaque-{reference}",
        "name_encrypted": store.vault.seal(name),
        "created_at": store.clock(),
    }
    with store.transaction() as unit:
        result = unit.connection.execute(insert(customers).values(row))
        (key,) = result.inserted_primary_key or (0,)
    return int(key)


def event_types(store: Store) -> list[str]:
    """Return the types of all CRM events in their order."""
    with store.reading() as unit:
        return list(unit.connection.scalars(select(crm_events.c.type).order_by(crm_events.c.id)))
