"""Requests of signed-in customers that people carry out: one ticket each, not two for one wish."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from crm.audit import log
from crm.errors import Forbidden
from crm.orders import Order
from crm.requester import Requester
from crm.store import Unit
from crm.tables.conversations import tickets
from crm.tickets import Ticket, open_ticket


@dataclass(frozen=True)
class Requested:
    """A request that people carry out; ``fresh`` is false when it stood already."""

    ticket: Ticket
    fresh: bool


def pending_request(
    unit: Unit, customer_id: int, topic: str, order_id: int | None = None
) -> Ticket | None:
    """Return the ticket of a request that people have not finished, of one order when given."""
    query = (
        select(
            tickets.c.id, tickets.c.number, tickets.c.topic, tickets.c.priority, tickets.c.status
        )
        .where(
            tickets.c.customer_id == customer_id,
            tickets.c.topic == topic,
            tickets.c.status != "solved",
        )
        .order_by(tickets.c.id)
        .limit(1)
    )
    if order_id is not None:
        query = query.where(tickets.c.order_id == order_id)
    row = unit.connection.execute(query).one_or_none()
    return Ticket(*row) if row else None


def ask_people(
    unit: Unit,
    requester: Requester,
    topic: str,
    summary: str,
    *,
    order: Order | None = None,
    priority: str = "normal",
) -> Requested:
    """Write a request down for people, once.

    Parameters
    ----------
    topic:
        A code such as ``delete_account``; it names the line of the audit log, too.

    Raises
    ------
    Forbidden
        If nobody is signed in.
    """
    customer_id = signed_in(requester)
    order_id = order.id if order is not None else None
    standing = pending_request(unit, customer_id, topic, order_id)
    if standing is not None:
        return Requested(standing, fresh=False)
    ticket = open_ticket(
        unit,
        topic,
        summary,
        priority=priority,
        conversation_id=requester.public_id,
        customer_id=customer_id,
        order_id=order_id,
    )
    action = f"account.{topic}" if order is None else f"order.{topic}"
    subject = f"customer:{requester.opaque_id}" if order is None else f"order:{order.number}"
    details = {"ticket": ticket.number}
    log(unit, requester.actor, action, subject, customer_id=customer_id, details=details)
    return Requested(ticket, fresh=True)


def signed_in(requester: Requester) -> int:
    """Return the store key of the signed-in customer.

    Raises
    ------
    Forbidden
        For a guest.
    """
    if requester.customer_id is None:
        raise Forbidden("sign_in_needed", "sign in, so that nobody else can ask for this")
    return requester.customer_id
