"""Orders as their requester may see them; somebody else's look like none."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from crm.errors import NotFound
from crm.requester import Requester
from crm.store import Unit
from crm.tables.orders import order_lines, orders, payments, refunds

OPEN_STATUSES = frozenset({"placed", "packed", "shipped", "out_for_delivery"})
"""An order that the customer still waits for."""

_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9-]{1,39}")


@dataclass(frozen=True)
class OrderLine:
    """One line of an order; amounts in minor units, the discount being the whole line's."""

    id: int
    position: int
    product_id: int
    title: str
    quantity: int
    unit_price_minor: int
    discount_minor: int
    size: str | None
    colour: str | None

    @property
    def total_minor(self) -> int:
        """What the line costs after its discount."""
        return self.unit_price_minor * self.quantity - self.discount_minor


@dataclass(frozen=True)
class Order:
    """An order with its lines and its latest payment; amounts in minor units.

    ``paid_minor`` is what the customer has paid and neither got back nor been promised back.
    """

    id: int
    number: str
    customer_id: int | None
    status: str
    lines: tuple[OrderLine, ...]
    goods_minor: int
    discount_minor: int
    delivery_minor: int
    total_minor: int
    currency: str
    payment_method: str
    payment_status: str
    failure_code: str | None
    paid_minor: int
    delivery_option: str
    country: str | None
    placed_at: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    cancelled_at: datetime | None
    expected_at: datetime | None

    def line(self, line_id: int) -> OrderLine:
        """Return the line with this key.

        Raises
        ------
        NotFound
            If the order has no such line.
        """
        for line in self.lines:
            if line.id == line_id:
                return line
        raise NotFound("line_unknown", f"order {self.number} has no line {line_id}")


def normal_number(written: str) -> str | None:
    """Return an order number as the store keeps it, or nothing when it cannot be one."""
    number = "".join(written.split()).lstrip("#").upper()
    return number if _NUMBER.fullmatch(number) else None


def find_order(unit: Unit, requester: Requester, number: str, *, lock: bool = False) -> Order:
    """Return the requester's order of that number.

    Parameters
    ----------
    number:
        As the customer wrote it.
    lock:
        Hold the order until the unit ends, because it will be changed.

    Raises
    ------
    NotFound
        If there is none, or it is not this requester's: both look the same.
    """
    wanted = normal_number(number)
    if wanted is not None:
        query = select(orders).where(orders.c.number == wanted, requester.theirs())
        row = unit.connection.execute(query.with_for_update() if lock else query).one_or_none()
        if row is not None:
            return _read(unit, [row])[0]
    raise NotFound(
        "order_unknown", f"there is no order {number[:40]!r} of yours; check the number and retry"
    )


def recent_orders(
    unit: Unit,
    requester: Requester,
    *,
    statuses: Collection[str] | None = None,
    limit: int = 5,
) -> tuple[Order, ...]:
    """Return the requester's newest orders, newest first.

    Parameters
    ----------
    statuses:
        Only orders in these states; all when nothing is given.
    """
    query = select(orders).where(requester.theirs())
    if statuses is not None:
        query = query.where(orders.c.status.in_(list(statuses)))
    query = query.order_by(orders.c.placed_at.desc(), orders.c.id.desc()).limit(limit)
    return _read(unit, unit.connection.execute(query).all())


def _read(unit: Unit, rows: Sequence[Row[Any]]) -> tuple[Order, ...]:
    keys = [row.id for row in rows]
    lines: dict[int, list[OrderLine]] = {key: [] for key in keys}
    query = select(order_lines).where(order_lines.c.order_id.in_(keys))
    for line in unit.connection.execute(query.order_by(order_lines.c.position)):
        lines[line.order_id].append(_line(line))
    came: dict[int, list[Row[Any]]] = {key: [] for key in keys}
    paid = select(payments).where(payments.c.order_id.in_(keys)).order_by(payments.c.id)
    for payment in unit.connection.execute(paid):
        came[payment.order_id].append(payment)
    promised = (
        select(refunds.c.order_id, func.sum(refunds.c.amount_minor))
        .where(refunds.c.order_id.in_(keys), refunds.c.status != "failed")
        .group_by(refunds.c.order_id)
    )
    back = {order_id: int(amount) for order_id, amount in unit.connection.execute(promised)}
    return tuple(_order(row, lines[row.id], came[row.id], back.get(row.id, 0)) for row in rows)


def _line(row: Row[Any]) -> OrderLine:
    return OrderLine(**{name: getattr(row, name) for name in OrderLine.__dataclass_fields__})


def _order(row: Row[Any], lines: list[OrderLine], came: list[Row[Any]], back_minor: int) -> Order:
    reckoned = {"lines", "payment_status", "failure_code", "paid_minor"}
    received = sum(payment.amount_minor for payment in came if payment.status == "paid")
    # Imported sales bear no payments: what was sold there was paid.
    latest = came[-1] if came else None
    return Order(
        lines=tuple(lines),
        payment_status=latest.status if latest else "paid",
        failure_code=latest.failure_code if latest else None,
        paid_minor=max((received if came else row.total_minor) - back_minor, 0),
        **{name: getattr(row, name) for name in Order.__dataclass_fields__.keys() - reckoned},
    )
