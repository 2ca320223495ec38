"""Tickets: work that people must do, written down with a number that the customer can quote."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import insert, select, update

from crm.errors import NotFound
from crm.events import TicketOpened, record
from crm.store import Unit
from crm.tables.conversations import conversations, tickets

_FIRST_NUMBER = 10_000


@dataclass(frozen=True)
class Ticket:
    """A ticket; ``number`` is what people see, ``id`` what the store links by."""

    id: int
    number: str
    topic: str
    priority: str
    status: str


def open_ticket(
    unit: Unit,
    topic: str,
    summary: str,
    *,
    priority: str = "normal",
    conversation_id: str | None = None,
    customer_id: int | None = None,
    order_id: int | None = None,
) -> Ticket:
    """Open a ticket and return it.

    Parameters
    ----------
    topic:
        A code such as ``complaint`` or ``delete_account``.
    summary:
        What an agent must know to begin.
    priority:
        ``low``, ``normal`` or ``high``.
    conversation_id:
        Public id of the conversation that it comes from; its customer is taken when none is given.
    customer_id, order_id:
        Store ids.

    Raises
    ------
    NotFound
        If there is no such conversation.
    """
    conversation = None
    if conversation_id is not None:
        query = select(conversations.c.id, conversations.c.customer_id).where(
            conversations.c.public_id == conversation_id
        )
        found = unit.connection.execute(query).one_or_none()
        if found is None:
            raise NotFound("no_conversation", f"there is no conversation {conversation_id!r}")
        conversation = found.id
        customer_id = found.customer_id if customer_id is None else customer_id
    row = {
        # Replaced at once: the number follows from the key, which the insertion gives.
        "number": uuid.uuid4().hex[:20],
        "customer_id": customer_id,
        "conversation_id": conversation,
        "order_id": order_id,
        "topic": topic,
        "summary": summary,
        "priority": priority,
        "status": "open",
        "created_at": unit.now,
    }
    (key,) = unit.connection.execute(insert(tickets).values(row)).inserted_primary_key or (0,)
    number = f"T-{_FIRST_NUMBER + key}"
    unit.connection.execute(update(tickets).where(tickets.c.id == key).values(number=number))
    event = TicketOpened(number=number, topic=topic, priority=priority)
    record(unit, event, customer_id=customer_id, conversation_id=conversation)
    return Ticket(id=key, number=number, topic=topic, priority=priority, status="open")
