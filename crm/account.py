"""What customers may ask for about their account; people carry it out, so a ticket is opened."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from crm.audit import log
from crm.errors import Forbidden, Refused
from crm.events import Event, record
from crm.orders import OPEN_STATUSES, recent_orders
from crm.requester import Requester
from crm.store import Unit
from crm.tables.conversations import tickets
from crm.tables.orders import returns
from crm.tickets import Ticket, open_ticket

_OPEN_RETURNS = ("announced", "received", "accepted")


@dataclass(frozen=True)
class AccountDeletionRequested(Event):
    """A customer wants the account and the data in it deleted."""

    ticket: str


@dataclass(frozen=True)
class DataExportRequested(Event):
    """A customer wants a copy of their data."""

    ticket: str


@dataclass(frozen=True)
class Requested:
    """A request that people carry out; ``fresh`` is false when it stood already."""

    ticket: Ticket
    fresh: bool


def check_deletion(unit: Unit, requester: Requester) -> None:
    """Make sure that an account can be deleted now.

    Raises
    ------
    Forbidden
        If nobody is signed in: whoever holds an order's number does not own the account.
    Refused
        ``open_orders`` or ``open_returns`` while something is still under way.
    """
    customer_id = _signed_in(requester)
    waiting = recent_orders(unit, requester, statuses=OPEN_STATUSES)
    mine = [order.number for order in waiting if order.customer_id == customer_id]
    if mine:
        raise Refused(
            "open_orders",
            f"order {mine[0]} is still under way",
            ("wait", "cancel_order"),
            {"order_number": mine[0]},
        )
    query = select(returns.c.number).where(
        returns.c.customer_id == customer_id, returns.c.status.in_(_OPEN_RETURNS)
    )
    number = unit.connection.scalar(query.order_by(returns.c.id).limit(1))
    if number is not None:
        raise Refused(
            "open_returns",
            f"return {number} is not finished",
            ("wait",),
            {"return_number": number},
        )


def request_deletion(unit: Unit, requester: Requester) -> Requested:
    """Ask for the deletion of the signed-in customer's account; a second time changes nothing.

    Raises
    ------
    Forbidden, Refused
        As :func:`check_deletion` does.
    """
    check_deletion(unit, requester)
    summary = "The signed-in customer confirmed in the chat that the account is to be deleted."
    return _request(unit, requester, "delete_account", summary, AccountDeletionRequested)


def request_export(unit: Unit, requester: Requester) -> Requested:
    """Ask for a copy of the signed-in customer's data; a second time changes nothing.

    Raises
    ------
    Forbidden
        If nobody is signed in.
    """
    summary = "The signed-in customer asked in the chat for a copy of all their data."
    return _request(unit, requester, "export_data", summary, DataExportRequested)


def pending_request(unit: Unit, customer_id: int, topic: str) -> Ticket | None:
    """Return the ticket of a request that people have not finished."""
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
    row = unit.connection.execute(query).one_or_none()
    return Ticket(*row) if row else None


def _request(
    unit: Unit,
    requester: Requester,
    topic: str,
    summary: str,
    event: type[AccountDeletionRequested] | type[DataExportRequested],
) -> Requested:
    customer_id = _signed_in(requester)
    standing = pending_request(unit, customer_id, topic)
    if standing is not None:
        return Requested(standing, fresh=False)
    ticket = open_ticket(
        unit,
        topic,
        summary,
        conversation_id=requester.public_id,
        customer_id=customer_id,
    )
    log(
        unit,
        requester.actor,
        f"account.{topic}",
        f"customer:{requester.opaque_id}",
        customer_id=customer_id,
        details={"ticket": ticket.number},
    )
    record(
        unit,
        event(ticket.number),
        customer_id=customer_id,
        conversation_id=requester.conversation_id,
    )
    return Requested(ticket, fresh=True)


def _signed_in(requester: Requester) -> int:
    if requester.customer_id is None:
        raise Forbidden("sign_in_needed", "sign in, so that nobody else can ask for this")
    return requester.customer_id
