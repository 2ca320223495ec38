"""Changing an order before it is packed: another quantity, a line less, another delivery."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, update

from crm import audit
from crm.errors import Invalid, Refused
from crm.events import Event, record
from crm.order_events import OrderChanged, OrderDeliveryChanged
from crm.order_rules import CHANGEABLE, Totals, changed_lines, check_state, totals_after
from crm.orders import Order, OrderLine, find_order
from crm.policy import SHOP_POLICY, ShopPolicy
from crm.refunds import promise_refund
from crm.requester import Requester
from crm.stock import put_back, take
from crm.store import Unit
from crm.tables.orders import order_lines, orders, payments


@dataclass(frozen=True)
class Change:
    """What an order came to and comes to, in minor units; positive ``difference_minor`` is owed."""

    order_number: str
    before_minor: int
    after: Totals
    currency: str

    @property
    def difference_minor(self) -> int:
        """What the order costs more than before."""
        return self.after.total_minor - self.before_minor


def preview_quantity(
    order: Order, line_id: int, quantity: int, policy: ShopPolicy = SHOP_POLICY
) -> Change:
    """Return what another quantity of a line means; errors as of :func:`change_quantity`."""
    check_state(order, CHANGEABLE)
    lines = changed_lines(order.lines, line_id, quantity)
    return _change(order, totals_after(order, lines, policy))


def change_quantity(
    unit: Unit,
    requester: Requester,
    number: str,
    line_id: int,
    quantity: int,
    policy: ShopPolicy = SHOP_POLICY,
) -> Change:
    """Give a line of an order another quantity, or take it out with 0.

    Raises
    ------
    NotFound
        If the order or the line is not the requester's.
    Refused
        Once the order is packed, for the last line, or when there is not enough in stock.
    Invalid
        For a quantity out of range or unchanged.
    """
    order = find_order(unit, requester, number, lock=True)
    line = order.line(line_id)
    change = preview_quantity(order, line_id, quantity, policy)
    _move_stock(unit, line, quantity)
    _write_lines(unit, order, changed_lines(order.lines, line_id, quantity))
    _settle(unit, order, change, policy)
    event = OrderChanged(
        order=order.number,
        product_id=line.product_id,
        quantity_before=line.quantity,
        quantity=quantity,
        total_before_minor=change.before_minor,
        total_minor=change.after.total_minor,
        currency=order.currency,
    )
    _tell(unit, requester, order, event, "order.change_quantity")
    return change


def preview_delivery(order: Order, option: str, policy: ShopPolicy = SHOP_POLICY) -> Change:
    """Return what another delivery option means; errors as of :func:`change_delivery`."""
    check_state(order, CHANGEABLE)
    if option == order.delivery_option:
        raise Invalid("delivery_unchanged", f"order {order.number} goes by {option} already")
    net = order.goods_minor - order.discount_minor
    price = policy.delivery_option(option).price_for(net)
    if order.country and option not in {
        offered.code for offered in policy.delivery_options_for(order.country)
    }:
        raise Refused(
            "delivery_not_offered", f"{option} is not offered in {order.country}", ("person",)
        )
    return _change(order, Totals(order.goods_minor, order.discount_minor, price, net + price))


def change_delivery(
    unit: Unit, requester: Requester, number: str, option: str, policy: ShopPolicy = SHOP_POLICY
) -> Change:
    """Send an order by another delivery option.

    Raises
    ------
    NotFound
        If the order is not the requester's.
    Refused
        Once the order is packed, or where the option is not offered.
    Invalid
        If there is no such option, or it is the one chosen already.
    """
    order = find_order(unit, requester, number, lock=True)
    change = preview_delivery(order, option, policy)
    unit.connection.execute(
        update(orders).where(orders.c.id == order.id).values(delivery_option=option)
    )
    _settle(unit, order, change, policy)
    event = OrderDeliveryChanged(order.number, order.delivery_option, option)
    _tell(unit, requester, order, event, "order.change_delivery")
    return change


def _change(order: Order, after: Totals) -> Change:
    return Change(order.number, order.total_minor, after, order.currency)


def _move_stock(unit: Unit, line: OrderLine, quantity: int) -> None:
    if quantity <= line.quantity:
        put_back(unit, line.product_id, line.quantity - quantity)
        return
    try:
        take(unit, line.product_id, quantity - line.quantity)
    except Refused as refusal:
        raise Refused(refusal.code, refusal.detail, (), {"product": line.title}) from refusal


def _write_lines(unit: Unit, order: Order, lines: Sequence[OrderLine]) -> None:
    kept = {line.id: line for line in lines}
    for line in order.lines:
        here = order_lines.c.id == line.id
        if line.id not in kept:
            unit.connection.execute(delete(order_lines).where(here))
        elif kept[line.id] != line:
            new = {
                "quantity": kept[line.id].quantity,
                "discount_minor": kept[line.id].discount_minor,
            }
            unit.connection.execute(update(order_lines).where(here).values(new))


def _settle(unit: Unit, order: Order, change: Change, policy: ShopPolicy) -> None:
    """Write the new amounts; what was paid too much goes back, what is owed is collected."""
    after = change.after
    unit.connection.execute(
        update(orders)
        .where(orders.c.id == order.id)
        .values(
            goods_minor=after.goods_minor,
            discount_minor=after.discount_minor,
            delivery_minor=after.delivery_minor,
            total_minor=after.total_minor,
        )
    )
    surplus = order.paid_minor - after.total_minor
    if order.paid_minor and surplus > 0:
        promise_refund(unit, order, surplus, "changed", policy=policy)
    unit.connection.execute(
        delete(payments).where(payments.c.order_id == order.id, payments.c.status == "pending")
    )
    if surplus < 0 and order.payment_status != "failed":
        owed = {
            "order_id": order.id,
            "method": order.payment_method,
            "status": "pending",
            "amount_minor": -surplus,
            "currency": order.currency,
            "created_at": unit.now,
        }
        unit.connection.execute(insert(payments).values(owed))


def _tell(unit: Unit, requester: Requester, order: Order, event: Event, action: str) -> None:
    record(
        unit,
        event,
        customer_id=order.customer_id,
        conversation_id=requester.conversation_id,
    )
    subject = f"order:{order.number}"
    audit.log(unit, requester.actor, action, subject, customer_id=order.customer_id)
