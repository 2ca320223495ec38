"""Complaints: one ticket a conversation, to which more of what the customer says is added."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, update

from crm.requester import Requester
from crm.store import Unit
from crm.tables.conversations import tickets
from crm.tickets import Ticket, open_ticket

TOPIC = "complaint"
_LONGEST = 4000


@dataclass(frozen=True)
class Complaint:
    """A complaint; ``repeated`` when it was made before in this conversation."""

    ticket: Ticket
    repeated: bool


def open_complaint(unit: Unit, requester: Requester) -> Ticket | None:
    """Return the complaint of this conversation that people have not solved yet."""
    query = (
        select(
            tickets.c.id, tickets.c.number, tickets.c.topic, tickets.c.priority, tickets.c.status
        )
        .where(
            tickets.c.conversation_id == requester.conversation_id,
            tickets.c.topic == TOPIC,
            tickets.c.status != "solved",
        )
        .order_by(tickets.c.id.desc())
        .limit(1)
    )
    row = unit.connection.execute(query).one_or_none()
    return Ticket(*row) if row else None


def complain(
    unit: Unit,
    requester: Requester,
    text: str,
    *,
    priority: str = "normal",
    order_id: int | None = None,
) -> Complaint:
    """Write a complaint down: a new ticket, or more text in the one that is open.

    Parameters
    ----------
    text:
        What the customer said.
    priority:
        ``low``, ``normal`` or ``high``; it is raised, never lowered.
    order_id:
        Store key of the order that it is about.
    """
    ticket = open_complaint(unit, requester)
    if ticket is None:
        fresh = open_ticket(
            unit,
            TOPIC,
            text[:_LONGEST],
            priority=priority,
            conversation_id=requester.public_id,
            customer_id=requester.customer_id,
            order_id=order_id,
        )
        return Complaint(fresh, repeated=False)
    raised = "high" if "high" in (priority, ticket.priority) else ticket.priority
    so_far = unit.connection.scalar(select(tickets.c.summary).where(tickets.c.id == ticket.id))
    more = {"summary": f"{so_far}\n{text}"[:_LONGEST], "priority": raised}
    unit.connection.execute(update(tickets).where(tickets.c.id == ticket.id).values(more))
    now = Ticket(ticket.id, ticket.number, ticket.topic, raised, ticket.status)
    return Complaint(now, repeated=True)
