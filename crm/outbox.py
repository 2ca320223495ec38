"""The outbox: CRM events on their way to others, at least once and in the order of each customer.

Of each partition only the oldest undelivered event is handed out, so that a failing receiver holds
up one customer's later events instead of swapping them. A claim lasts a minute: when whoever made
it dies, the event is handed out again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, select, update

from crm.store import Unit
from crm.tables.conversations import conversations
from crm.tables.events import crm_events, outbox
from crm.tables.people import customers

CLAIM = timedelta(minutes=1)
_FIRST_WAIT = timedelta(seconds=2)
_LONGEST_WAIT = timedelta(hours=1)


@dataclass(frozen=True)
class Delivery:
    """An event to deliver; ``payload`` is what the receiver gets."""

    key: int
    event_id: str
    destination: str
    attempts: int
    payload: dict[str, Any]


@dataclass(frozen=True)
class Backlog:
    """How much waits, and since when."""

    waiting: int
    oldest: datetime | None


def wait_after(attempts: int) -> timedelta:
    """Return how long to wait after so many failed attempts: 2 seconds, doubled, one hour at most.

    There is no last attempt: an event is given up by nobody but its receiver.
    """
    return min(_FIRST_WAIT * 2 ** min(max(attempts - 1, 0), 16), _LONGEST_WAIT)


def claim(unit: Unit, destination: str, most: int = 50) -> list[Delivery]:
    """Return events that are due for a destination, one of each partition, and hold them.

    Parameters
    ----------
    most:
        How many at most.
    """
    older = outbox.alias("older")
    blocked = (
        select(older.c.id)
        .where(
            older.c.destination == outbox.c.destination,
            older.c.partition == outbox.c.partition,
            older.c.delivered_at.is_(None),
            older.c.id < outbox.c.id,
        )
        .exists()
    )
    query = (
        select(outbox.c.id)
        .where(
            outbox.c.destination == destination,
            outbox.c.delivered_at.is_(None),
            outbox.c.next_attempt_at <= unit.now,
            ~blocked,
        )
        .order_by(outbox.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    keys = list(unit.connection.scalars(query))
    if not keys:
        return []
    held = {"attempts": outbox.c.attempts + 1, "next_attempt_at": unit.now + CLAIM}
    unit.connection.execute(update(outbox).where(outbox.c.id.in_(keys)).values(held))
    return _deliveries(unit, keys)


def mark_delivered(unit: Unit, key: int) -> None:
    """Note that the receiver has an event."""
    values = {"delivered_at": unit.now, "last_error": None}
    unit.connection.execute(update(outbox).where(outbox.c.id == key).values(values))


def mark_failed(unit: Unit, key: int, attempts: int, error: str) -> None:
    """Note why a delivery failed and when to try again."""
    values = {"next_attempt_at": unit.now + wait_after(attempts), "last_error": error[:300]}
    unit.connection.execute(update(outbox).where(outbox.c.id == key).values(values))


def backlog(unit: Unit) -> Backlog:
    """Return what is not delivered yet."""
    query = (
        select(func.count(outbox.c.id), func.min(crm_events.c.occurred_at))
        .join(crm_events, crm_events.c.id == outbox.c.crm_event_id)
        .where(outbox.c.delivered_at.is_(None))
    )
    waiting, oldest = unit.connection.execute(query).one()
    return Backlog(waiting, oldest)


def _deliveries(unit: Unit, keys: list[int]) -> list[Delivery]:
    query = (
        select(
            outbox.c.id,
            outbox.c.destination,
            outbox.c.attempts,
            crm_events.c.event_id,
            crm_events.c.type,
            crm_events.c.data,
            crm_events.c.occurred_at,
            customers.c.opaque_id,
            conversations.c.public_id,
        )
        .join(crm_events, crm_events.c.id == outbox.c.crm_event_id)
        .outerjoin(customers, and_(customers.c.id == crm_events.c.customer_id))
        .outerjoin(conversations, conversations.c.id == crm_events.c.conversation_id)
        .where(outbox.c.id.in_(keys))
        .order_by(outbox.c.id)
    )
    return [
        Delivery(
            key=row.id,
            event_id=row.event_id,
            destination=row.destination,
            attempts=row.attempts,
            payload={
                "event_id": row.event_id,
                "type": row.type,
                "occurred_at": row.occurred_at.isoformat(),
                "customer": row.opaque_id,
                "conversation_id": row.public_id,
                "data": row.data,
            },
        )
        for row in unit.connection.execute(query)
    ]
