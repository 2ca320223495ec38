"""What customers may ask for about their account; people carry it out, so a ticket is opened."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from crm.code_requests import check_proven
from crm.errors import Refused
from crm.events import Event, record
from crm.orders import OPEN_STATUSES, recent_orders
from crm.request_tickets import Requested, ask_people, pending_request, signed_in
from crm.requester import Requester
from crm.step_up import Purpose
from crm.store import Unit
from crm.tables.orders import returns

__all__ = [
    "AccountDeletionRequested",
    "DataExportRequested",
    "Requested",
    "check_deletion",
    "pending_request",
    "request_deletion",
    "request_export",
]

_OPEN_RETURNS = ("announced", "received", "accepted")


@dataclass(frozen=True)
class AccountDeletionRequested(Event):
    """A customer wants the account and the data in it deleted."""

    ticket: str


@dataclass(frozen=True)
class DataExportRequested(Event):
    """A customer wants a copy of their data."""

    ticket: str


def check_deletion(unit: Unit, requester: Requester) -> None:
    """Make sure that an account can be deleted now.

    Raises
    ------
    Forbidden
        If nobody is signed in: whoever holds an order's number does not own the account.
    Refused
        ``open_orders`` or ``open_returns`` while something is still under way.
    """
    customer_id = signed_in(requester)
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
        As :func:`check_deletion` does, and without a one-time code.
    """
    check_deletion(unit, requester)
    check_proven(unit, requester, Purpose.DELETE_ACCOUNT)
    summary = (
        "The signed-in customer confirmed in the chat, with a one-time code, that the account is "
        "to be deleted."
    )
    done = ask_people(unit, requester, "delete_account", summary)
    return _told(unit, requester, done, AccountDeletionRequested(done.ticket.number))


def request_export(unit: Unit, requester: Requester) -> Requested:
    """Ask for a copy of the signed-in customer's data; a second time changes nothing.

    Raises
    ------
    Forbidden
        If nobody is signed in, or without a one-time code.
    """
    check_proven(unit, requester, Purpose.EXPORT_DATA)
    summary = (
        "The signed-in customer asked in the chat, with a one-time code, for a copy of all their "
        "data."
    )
    done = ask_people(unit, requester, "export_data", summary)
    return _told(unit, requester, done, DataExportRequested(done.ticket.number))


def _told(unit: Unit, requester: Requester, done: Requested, event: Event) -> Requested:
    if done.fresh:
        record(
            unit,
            event,
            customer_id=requester.customer_id,
            conversation_id=requester.conversation_id,
        )
    return done
