"""A refund by another way than the payment came: people pay it out, after a one-time code."""

from __future__ import annotations

from dataclasses import dataclass

from crm.code_requests import check_proven
from crm.events import Event, record
from crm.money import money_text
from crm.orders import Order, find_order
from crm.refunds import Refund, refunds_of
from crm.request_tickets import Requested, ask_people
from crm.requester import Requester
from crm.step_up import Purpose
from crm.store import Unit

TOPIC = "refund_other_method"
METHODS = ("bank_transfer", "paypal", "card", "gift_card")


@dataclass(frozen=True)
class RefundMethodRequested(Event):
    """A customer wants a refund by another way than they paid."""

    order: str
    method: str
    ticket: str


def open_refund(unit: Unit, requester: Requester, order: Order) -> Refund | None:
    """Return the order's newest refund that has not been paid out, or nothing."""
    found = refunds_of(unit, requester, order)
    return next((refund for refund in found if refund.status != "paid"), None)


def request_other_refund(unit: Unit, requester: Requester, number: str, method: str) -> Requested:
    """Ask people to pay an order's refund out by another way; once for an order.

    Parameters
    ----------
    method:
        One of :data:`METHODS`; ``gift_card`` is credit in the shop.

    Raises
    ------
    NotFound
        If the order is not the requester's.
    Forbidden
        Without a one-time code.
    """
    order = find_order(unit, requester, number, lock=True)
    check_proven(unit, requester, Purpose.REFUND_OTHER_METHOD, order.number)
    refund = open_refund(unit, requester, order)
    amount = money_text(refund.amount_minor, refund.currency) if refund else "not settled yet"
    summary = (
        f"The signed-in customer asks, with a one-time code, for the refund of order "
        f"{order.number} ({amount}) by {method} instead of {order.payment_method}. Ask for the "
        f"account's details by a safe way, never in the chat."
    )
    done = ask_people(unit, requester, TOPIC, summary, order=order, priority="high")
    if done.fresh:
        event = RefundMethodRequested(order.number, method, done.ticket.number)
        record(
            unit,
            event,
            customer_id=order.customer_id,
            conversation_id=requester.conversation_id,
        )
    return done
