"""Cancelling an order: only one's own, only while it is here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from crm import audit
from crm.events import record
from crm.order_events import OrderCancelled
from crm.order_points import undo_points
from crm.order_rules import cancellation_terms
from crm.orders import Order, find_order
from crm.policy import SHOP_POLICY, ShopPolicy
from crm.refunds import promise_refund
from crm.requester import Requester
from crm.stock import put_back
from crm.store import Unit
from crm.tables.orders import orders, payments


@dataclass(frozen=True)
class Cancelled:
    """A cancelled order, with what comes back (minor units) and when, if anything was paid."""

    number: str
    fee_minor: int
    refund_minor: int
    currency: str
    method: str
    refund_due_at: datetime | None


def cancel_order(
    unit: Unit, requester: Requester, number: str, policy: ShopPolicy = SHOP_POLICY
) -> Cancelled:
    """Cancel an order: the goods go back into stock, what was paid goes back to the customer.

    Raises
    ------
    NotFound
        If it is not the requester's.
    Refused
        If its state allows it no more, see :func:`crm.order_rules.cancellation_terms`.
    """
    order = find_order(unit, requester, number, lock=True)
    terms = cancellation_terms(order, policy)
    _mark_cancelled(unit, order)
    for line in order.lines:
        put_back(unit, line.product_id, line.quantity)
    due_at = None
    if terms.refund_minor:
        due_at = promise_refund(unit, order, terms.refund_minor, "cancelled", policy=policy).due_at
    undo_points(unit, order)
    event = OrderCancelled(
        order=order.number,
        was=order.status,
        refund_minor=terms.refund_minor,
        fee_minor=terms.fee_minor,
        currency=order.currency,
    )
    record(
        unit,
        event,
        customer_id=order.customer_id,
        conversation_id=requester.conversation_id,
    )
    audit.log(
        unit,
        requester.actor,
        "order.cancel",
        f"order:{order.number}",
        customer_id=order.customer_id,
        details={"was": order.status, "refund_minor": terms.refund_minor},
    )
    return Cancelled(
        number=order.number,
        fee_minor=terms.fee_minor,
        refund_minor=terms.refund_minor,
        currency=order.currency,
        method=order.payment_method,
        refund_due_at=due_at,
    )


def _mark_cancelled(unit: Unit, order: Order) -> None:
    unit.connection.execute(
        update(orders)
        .where(orders.c.id == order.id)
        .values(status="cancelled", cancelled_at=unit.now)
    )
    # Nobody may collect for an order that will not come.
    unit.connection.execute(
        update(payments)
        .where(payments.c.order_id == order.id, payments.c.status == "pending")
        .values(status="failed", failure_code="order_cancelled")
    )
