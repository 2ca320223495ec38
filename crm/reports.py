"""Reports of what came broken or did not come: a case for the customer, a ticket for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from crm.errors import Refused
from crm.orders import Order, find_order
from crm.policy import SHOP_POLICY, ShopPolicy
from crm.requester import Requester
from crm.return_rules import check_damage, check_left, check_missing, refund_for
from crm.returns import Case, line_states, open_case, open_returns
from crm.shipments import track
from crm.stock import take
from crm.store import Unit
from crm.tables.catalogue import products
from crm.tickets import open_ticket

Wish = Literal["replacement", "refund"]


@dataclass(frozen=True)
class Report:
    """A report that was accepted for checking.

    ``wish`` is what the customer will get: a wished replacement becomes a refund when it is sold
    out. ``ticket`` is the number under which people work on it.
    """

    case: Case
    ticket: str
    wish: Wish


def check_damage_report(
    unit: Unit, order: Order, quantities: Mapping[int, int], policy: ShopPolicy = SHOP_POLICY
) -> None:
    """Refuse a report of damage that the rules forbid; see :func:`report_damage`."""
    check_damage(order, unit.now, policy)
    for state in line_states(unit, order):
        if state.line.id in quantities:
            check_left(order, state, quantities[state.line.id])


def report_damage(
    unit: Unit,
    requester: Requester,
    number: str,
    quantities: Mapping[int, int],
    wish: Wish,
    policy: ShopPolicy = SHOP_POLICY,
) -> Report:
    """Report damaged pieces of an order; a replacement is kept back from the stock.

    Parameters
    ----------
    quantities:
        Pieces by the key of their line.

    Raises
    ------
    NotFound
        If the order is not the requester's.
    Refused
        Too late, before delivery, or for what was reported or returned already.
    """
    order = find_order(unit, requester, number, lock=True)
    check_damage_report(unit, order, quantities, policy)
    if wish == "replacement" and not _keep_back(unit, order, quantities):
        wish = "refund"
    back = refund_for(order, quantities, policy) if wish == "refund" else 0
    case = open_case(
        unit, requester, order, "damaged", f"wants_{wish}", quantities, refund_minor=back
    )
    return Report(case, _ticket(unit, requester, order, case, wish, "normal"), wish)


def check_missing_report(
    unit: Unit,
    requester: Requester,
    order: Order,
    quantities: Mapping[int, int] | None = None,
    policy: ShopPolicy = SHOP_POLICY,
) -> None:
    """Refuse a report of loss that the rules forbid; see :func:`report_missing`.

    Parameters
    ----------
    quantities:
        Pieces by the key of their line, as far as they are known.
    """
    tracking = track(unit, order)
    if tracking.situation != "lost":
        check_missing(order, tracking.expected_at, unit.now, policy)
    reported = open_returns(unit, requester, order, "missing")
    if reported:
        raise Refused(
            "already_reported",
            f"order {order.number} is reported as {reported[0].number}",
            ("person",),
            {"case_number": reported[0].number},
        )
    for state in line_states(unit, order):
        if state.line.id in (quantities or {}):
            check_left(order, state, (quantities or {})[state.line.id])


def report_missing(
    unit: Unit,
    requester: Requester,
    number: str,
    quantities: Mapping[int, int],
    policy: ShopPolicy = SHOP_POLICY,
) -> Report:
    """Report pieces of an order, or all of it, as missing: an investigation begins.

    Raises
    ------
    NotFound
        If the order is not the requester's.
    Refused
        Too early (``not_missing_yet``), a second time (``already_reported``), or for what came and
        was returned (``already_returned``).
    """
    order = find_order(unit, requester, number, lock=True)
    check_missing_report(unit, requester, order, quantities, policy)
    whole = all(quantities.get(line.id) == line.quantity for line in order.lines)
    reason = "parcel_missing" if whole else "item_missing"
    back = refund_for(order, quantities, policy)
    case = open_case(unit, requester, order, "missing", reason, quantities, refund_minor=back)
    priority = "high" if whole else "normal"
    return Report(case, _ticket(unit, requester, order, case, reason, priority), "refund")


def _keep_back(unit: Unit, order: Order, quantities: Mapping[int, int]) -> bool:
    """Take replacements out of the stock, all or none."""
    needed: dict[int, int] = {}
    for line_id, quantity in quantities.items():
        product_id = order.line(line_id).product_id
        needed[product_id] = needed.get(product_id, 0) + quantity
    query = select(products.c.id, products.c.stock).where(
        products.c.id.in_(needed), products.c.active
    )
    # The rows stay locked until the unit ends, so that what was seen is still there when taken.
    stock = {row.id: row.stock for row in unit.connection.execute(query.with_for_update())}
    if any(stock.get(product_id, 0) < quantity for product_id, quantity in needed.items()):
        return False
    for product_id, quantity in needed.items():
        take(unit, product_id, quantity)
    return True


def _ticket(
    unit: Unit, requester: Requester, order: Order, case: Case, about: str, priority: str
) -> str:
    ticket = open_ticket(
        unit,
        f"{case.kind}_item",
        f"Case {case.number}, order {order.number}: {case.kind}, {about.replace('_', ' ')}",
        priority=priority,
        conversation_id=requester.public_id,
        customer_id=order.customer_id,
        order_id=order.id,
    )
    return ticket.number
