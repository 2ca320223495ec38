"""The rules of changing an order, as pure functions: what its state allows and what it costs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from crm.errors import Invalid, Refused
from crm.orders import Order, OrderLine
from crm.policy import SHOP_POLICY, ShopPolicy

DISPATCHED = frozenset({"shipped", "out_for_delivery"})
CANCELLABLE = frozenset({"placed", "packed"})
CHANGEABLE = frozenset({"placed"})

LARGEST_QUANTITY = 99


@dataclass(frozen=True)
class CancellationTerms:
    """What a cancellation costs and what comes back, in minor units."""

    fee_minor: int
    refund_minor: int


@dataclass(frozen=True)
class Totals:
    """An order's amounts in minor units: goods before discount, and what is paid in all."""

    goods_minor: int
    discount_minor: int
    delivery_minor: int
    total_minor: int


def cancellation_terms(order: Order, policy: ShopPolicy = SHOP_POLICY) -> CancellationTerms:
    """Return what cancelling an order means.

    Raises
    ------
    Refused
        Once the order has left (``order_dispatched``, ``order_out_for_delivery``,
        ``order_delivered``) or was cancelled (``order_already_cancelled``).
    """
    check_state(order, CANCELLABLE)
    fee = min(policy.cancellation_fee_minor, order.paid_minor)
    return CancellationTerms(fee, order.paid_minor - fee)


def check_state(order: Order, allowed: frozenset[str]) -> None:
    """Refuse when the order's state is not among the allowed ones, saying what helps instead.

    Raises
    ------
    Refused
        Named for the state the order is in.
    """
    if order.status in allowed:
        return
    code, detail, alternatives = _REASONS[order.status]
    raise Refused(code, f"order {order.number} {detail}", alternatives)


_REASONS = {
    "placed": ("order_not_dispatched", "has not left us yet", ("cancel_order",)),
    "packed": ("order_packed", "is packed already", ("cancel_order", "return_item")),
    "shipped": ("order_dispatched", "has left us", ("track_order", "return_item")),
    "out_for_delivery": (
        "order_out_for_delivery",
        "is with the driver",
        ("track_order", "return_item"),
    ),
    "delivered": ("order_delivered", "has been delivered", ("return_item",)),
    "cancelled": ("order_already_cancelled", "is cancelled", ("track_refund",)),
}


def changed_lines(lines: Sequence[OrderLine], line_id: int, quantity: int) -> tuple[OrderLine, ...]:
    """Return the lines after one of them got another quantity; 0 takes it out.

    A line's discount shrinks or grows with its quantity, rounded down.

    Raises
    ------
    Invalid
        ``quantity_out_of_range`` unless 0 to 99; ``quantity_unchanged`` when it is so already.
    Refused
        ``last_line`` when nothing would be left: that is a cancellation.
    """
    if not 0 <= quantity <= LARGEST_QUANTITY:
        raise Invalid(
            "quantity_out_of_range", f"{quantity} is no quantity; give 0 to {LARGEST_QUANTITY}"
        )
    changed = tuple(
        _with_quantity(line, quantity) if line.id == line_id else line for line in lines
    )
    left = tuple(line for line in changed if line.quantity)
    if not left:
        raise Refused("last_line", "nothing would be left of the order", ("cancel_order",))
    if changed == tuple(lines):
        raise Invalid("quantity_unchanged", f"the quantity is {quantity} already")
    return left


def totals_after(
    order: Order, lines: Sequence[OrderLine], policy: ShopPolicy = SHOP_POLICY
) -> Totals:
    """Return the amounts of an order with other lines.

    A discount on the order as a whole keeps its share of the goods, rounded down. Delivery is
    charged anew by the policy, unless the customer was granted another price than the policy's:
    that one stays.
    """
    goods = sum(line.unit_price_minor * line.quantity for line in lines)
    on_lines = sum(line.discount_minor for line in order.lines)
    on_order = max(order.discount_minor - on_lines, 0)
    share = on_order * goods // order.goods_minor if order.goods_minor else 0
    discount = min(sum(line.discount_minor for line in lines) + share, goods)
    delivery = _delivery_after(order, goods - discount, policy)
    return Totals(goods, discount, delivery, goods - discount + delivery)


def _with_quantity(line: OrderLine, quantity: int) -> OrderLine:
    discount = line.discount_minor * quantity // line.quantity
    values = {name: getattr(line, name) for name in OrderLine.__dataclass_fields__}
    return OrderLine(**{**values, "quantity": quantity, "discount_minor": discount})


def _delivery_after(order: Order, net_minor: int, policy: ShopPolicy) -> int:
    try:
        option = policy.delivery_option(order.delivery_option)
    except Invalid:
        return order.delivery_minor
    usual = option.price_for(order.goods_minor - order.discount_minor)
    return option.price_for(net_minor) if order.delivery_minor == usual else order.delivery_minor
