"""Refunds: promised with a day on which they are due, and where each of them stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time

from sqlalchemy import insert, select

from crm.delivery import add_working_days, shop_day
from crm.events import record
from crm.order_events import RefundPromised
from crm.orders import Order
from crm.policy import SHOP_POLICY, ShopPolicy
from crm.requester import Requester
from crm.store import Unit
from crm.tables.orders import orders, refunds, returns


@dataclass(frozen=True)
class Refund:
    """A refund: pending, paid or failed; the amount in minor units.

    ``return_number`` names the return it belongs to; ``overdue`` that its day has passed unpaid.
    """

    order_number: str
    amount_minor: int
    currency: str
    method: str
    status: str
    reason: str
    created_at: datetime
    due_at: datetime | None
    paid_at: datetime | None
    return_number: str | None
    overdue: bool


def due_at(start: datetime, policy: ShopPolicy = SHOP_POLICY) -> datetime:
    """Return the end of the working day by which a refund that starts now has been paid."""
    day = add_working_days(shop_day(start), policy.refund_working_days)
    return datetime.combine(day, time(17), UTC)


def promise_refund(
    unit: Unit,
    order: Order,
    amount_minor: int,
    reason: str,
    *,
    return_id: int | None = None,
    policy: ShopPolicy = SHOP_POLICY,
) -> Refund:
    """Write a pending refund to the order's payment method and return it.

    Parameters
    ----------
    amount_minor:
        What goes back, in minor units of the order's currency.
    reason:
        ``cancelled``, ``changed``, ``returned``, ``damaged`` or ``missing``.
    """
    due = due_at(unit.now, policy)
    row = {
        "order_id": order.id,
        "return_id": return_id,
        "customer_id": order.customer_id,
        "amount_minor": amount_minor,
        "currency": order.currency,
        "method": order.payment_method,
        "status": "pending",
        "reason": reason,
        "created_at": unit.now,
        "due_at": due,
    }
    unit.connection.execute(insert(refunds).values(row))
    promised = RefundPromised(order.number, amount_minor, order.currency, reason)
    record(unit, promised, customer_id=order.customer_id)
    return Refund(
        order_number=order.number,
        amount_minor=amount_minor,
        currency=order.currency,
        method=order.payment_method,
        status="pending",
        reason=reason,
        created_at=unit.now,
        due_at=due,
        paid_at=None,
        return_number=None,
        overdue=False,
    )


def refunds_of(
    unit: Unit, requester: Requester, order: Order | None = None, limit: int = 5
) -> tuple[Refund, ...]:
    """Return the requester's refunds, newest first; of one order when it is given."""
    query = (
        select(
            refunds,
            orders.c.number.label("order_number"),
            returns.c.number.label("return_number"),
        )
        .join(orders, orders.c.id == refunds.c.order_id)
        .outerjoin(returns, returns.c.id == refunds.c.return_id)
        .where(requester.theirs())
        .order_by(refunds.c.created_at.desc(), refunds.c.id.desc())
        .limit(limit)
    )
    if order is not None:
        query = query.where(refunds.c.order_id == order.id)
    names = Refund.__dataclass_fields__.keys() - {"overdue"}
    return tuple(
        Refund(
            overdue=row.status == "pending" and row.due_at is not None and row.due_at < unit.now,
            **{name: getattr(row, name) for name in names},
        )
        for row in unit.connection.execute(query)
    )
