"""When things may come back, be exchanged or be reported, as pure functions of days and states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm.delivery import add_working_days, shop_day
from crm.errors import Invalid, Refused
from crm.order_rules import check_state
from crm.orders import Order, OrderLine
from crm.policy import SHOP_POLICY, ShopPolicy

_DELIVERED = frozenset({"delivered"})
_USUAL_WORKING_DAYS = 5


@dataclass(frozen=True)
class LineState:
    """What has happened to a line already.

    Parameters
    ----------
    returned:
        Pieces that are part of a return or of a report of damage or loss.
    exchanges:
        How often it was exchanged.
    exchanging:
        Pieces in an exchange that is still open. Once it is closed the customer has others in
        their place, which can be returned.
    """

    line: OrderLine
    returned: int = 0
    exchanges: int = 0
    exchanging: int = 0

    @property
    def left(self) -> int:
        """Pieces that can still be returned."""
        return max(self.line.quantity - self.returned - self.exchanging, 0)


def last_return_day(delivered_at: datetime, tier: str | None, policy: ShopPolicy) -> date:
    """Return the last day, at the shop, on which a return can be announced.

    Parameters
    ----------
    tier:
        The customer's membership, or nothing.
    """
    return shop_day(delivered_at) + timedelta(days=policy.return_days(tier))


def check_window(
    order: Order, now: datetime, tier: str | None, policy: ShopPolicy = SHOP_POLICY
) -> date:
    """Return the last day for returning an order.

    Raises
    ------
    Refused
        ``window_closed`` after it, or named for the state of an order that is not delivered.
    """
    check_state(order, _DELIVERED)
    last = last_return_day(order.delivered_at or order.placed_at, tier, policy)
    if shop_day(now) > last:
        raise Refused(
            "window_closed",
            f"order {order.number} could be returned until {last}",
            ("person",),
            {"closed_on": last.isoformat()},
        )
    return last


def check_left(order: Order, state: LineState, quantity: int) -> None:
    """Refuse to take back more of a line than the customer still has.

    Raises
    ------
    Refused
        ``being_exchanged`` or ``already_returned`` when nothing is left of it.
    Invalid
        ``quantity_out_of_range`` when less is left than is asked for.
    """
    if not state.left and state.exchanging:
        raise Refused(
            "being_exchanged",
            f"{state.line.title} of order {order.number} is being exchanged",
            ("person",),
            {"product": state.line.title},
        )
    if not state.left:
        raise Refused(
            "already_returned",
            f"{state.line.title} of order {order.number} is being returned already",
            ("track_refund",),
            {"product": state.line.title},
        )
    if not 1 <= quantity <= state.left:
        raise Invalid(
            "quantity_out_of_range", f"{quantity} cannot come back; give 1 to {state.left}"
        )


def check_exchange(order: Order, state: LineState, policy: ShopPolicy = SHOP_POLICY) -> None:
    """Refuse a second exchange of a line, or that of a line which is being returned.

    Raises
    ------
    Refused
        ``being_exchanged``, ``already_exchanged`` or ``already_returned``.
    """
    check_left(order, state, state.left or 1)
    if state.exchanges >= policy.exchanges_per_line:
        raise Refused(
            "already_exchanged",
            f"{state.line.title} of order {order.number} has been exchanged already",
            ("return_item",),
            {"product": state.line.title},
        )


def check_damage(order: Order, now: datetime, policy: ShopPolicy = SHOP_POLICY) -> date:
    """Return the last day for reporting damage.

    Raises
    ------
    Refused
        ``report_too_late`` after it, or named for the state of an order that is not delivered.
    """
    check_state(order, _DELIVERED)
    delivered = shop_day(order.delivered_at or order.placed_at)
    last = delivered + timedelta(days=policy.damage_report_days)
    if shop_day(now) > last:
        raise Refused(
            "report_too_late",
            f"damage to order {order.number} could be reported until {last}",
            ("person",),
            {"closed_on": last.isoformat()},
        )
    return last


def check_missing(
    order: Order, expected_at: datetime | None, now: datetime, policy: ShopPolicy = SHOP_POLICY
) -> None:
    """Refuse to look for a parcel that may still come; one that is said to be there counts at once.

    Parameters
    ----------
    expected_at:
        When it should have come; without it, five working days after its dispatch.

    Raises
    ------
    Refused
        ``not_missing_yet``, or named for the state of an order that did not leave.
    """
    check_state(order, frozenset({"shipped", "out_for_delivery", "delivered"}))
    if order.status == "delivered":
        return
    sent = add_working_days(shop_day(order.shipped_at or order.placed_at), _USUAL_WORKING_DAYS)
    expected = shop_day(expected_at) if expected_at else sent
    first = expected + timedelta(days=policy.missing_after_days)
    if shop_day(now) < first:
        raise Refused(
            "not_missing_yet",
            f"order {order.number} is looked for from {first}",
            ("track_order", "person"),
            {"from_on": first.isoformat()},
        )


def refund_for(
    order: Order, quantities: Mapping[int, int], policy: ShopPolicy = SHOP_POLICY
) -> int:
    """Return what comes back for pieces of an order, in minor units.

    That is the price really paid: after the line's discount and its share of a discount on the
    whole order, rounded down. With the whole order the price of standard delivery comes back too,
    and never more than what was paid.

    Parameters
    ----------
    quantities:
        Pieces by the key of their line.
    """
    net = sum(line.total_minor for line in order.lines)
    on_order = max(order.discount_minor - sum(line.discount_minor for line in order.lines), 0)
    back = 0
    for line in order.lines:
        # The share of the discount is rounded up: pieces must not bring more than the whole.
        share = -(-on_order * line.total_minor // net) if net else 0
        paid = line.total_minor - share
        back += paid * quantities.get(line.id, 0) // line.quantity
    if all(quantities.get(line.id, 0) == line.quantity for line in order.lines):
        back = net - on_order
        back += min(order.delivery_minor, policy.delivery_option("standard").price_minor)
    return max(min(back, order.paid_minor), 0)
