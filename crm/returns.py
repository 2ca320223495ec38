"""Returns: announced by the customer, with the money that will follow."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from crm import audit
from crm.events import record
from crm.order_events import ReturnAnnounced
from crm.orders import Order, find_order
from crm.policy import SHOP_POLICY, ShopPolicy
from crm.requester import Requester
from crm.return_rules import LineState, check_left, check_window, refund_for
from crm.store import Unit
from crm.tables.orders import orders, return_lines, returns
from crm.tables.people import memberships


@dataclass(frozen=True)
class Case:
    """A return, exchange or report of damage or loss; ``refund_minor`` is what it may bring."""

    id: int
    number: str
    kind: str
    order_number: str
    refund_minor: int
    currency: str


@dataclass(frozen=True)
class OpenReturn:
    """A case that was announced and not closed yet; ``reason`` is a code ("wants_refund")."""

    number: str
    kind: str
    reason: str
    status: str
    order_number: str
    created_at: datetime


def tier_of(unit: Unit, customer_id: int | None) -> str | None:
    """Return the tier of a customer's active membership, or nothing."""
    query = select(memberships.c.tier).where(
        memberships.c.customer_id == customer_id, memberships.c.status == "active"
    )
    return None if customer_id is None else unit.connection.scalar(query)


def line_states(unit: Unit, order: Order) -> tuple[LineState, ...]:
    """Return what has happened to each line of an order; rejected returns do not count."""
    columns = (return_lines.c.order_line_id, returns.c.kind, returns.c.status)
    query = (
        select(*columns, return_lines.c.quantity)
        .join(returns, returns.c.id == return_lines.c.return_id)
        .where(returns.c.order_id == order.id, returns.c.status != "rejected")
    )
    back: Counter[int] = Counter()
    exchanges: Counter[int] = Counter()
    exchanging: Counter[int] = Counter()
    for line_id, kind, status, quantity in unit.connection.execute(query):
        if kind != "exchange":
            back[line_id] += quantity
            continue
        exchanges[line_id] += 1
        exchanging[line_id] += quantity if status != "closed" else 0
    return tuple(
        LineState(line, back[line.id], exchanges[line.id], exchanging[line.id])
        for line in order.lines
    )


def pieces_left(
    unit: Unit, order: Order, line_ids: Collection[int], wanted: int | None = None
) -> dict[int, int]:
    """Return the pieces of lines that can still come back, by the key of their line.

    Lines of which nothing is left are passed over, unless that leaves none at all.

    Parameters
    ----------
    wanted:
        So many pieces at most of a single line.
    """
    left = {s.line.id: s.left for s in line_states(unit, order) if s.line.id in line_ids}
    some = {line_id: pieces for line_id, pieces in left.items() if pieces}
    if wanted is not None and len(some) == 1:
        return {line_id: max(min(wanted, pieces), 1) for line_id, pieces in some.items()}
    return some or left


def check_return(
    unit: Unit, order: Order, quantities: Mapping[int, int], policy: ShopPolicy = SHOP_POLICY
) -> None:
    """Refuse a return that the rules forbid; see :func:`announce_return`."""
    check_window(order, unit.now, tier_of(unit, order.customer_id), policy)
    for state in line_states(unit, order):
        if state.line.id in quantities:
            check_left(order, state, quantities[state.line.id])


def announce_return(
    unit: Unit,
    requester: Requester,
    number: str,
    quantities: Mapping[int, int],
    reason: str = "not_given",
    policy: ShopPolicy = SHOP_POLICY,
) -> Case:
    """Announce the return of pieces of an order.

    Parameters
    ----------
    quantities:
        Pieces by the key of their line.
    reason:
        A code such as ``changed_mind``.

    Raises
    ------
    NotFound
        If the order is not the requester's.
    Refused
        Outside the window, before delivery, or for what is being returned already.
    Invalid
        If there are fewer pieces.
    """
    order = find_order(unit, requester, number, lock=True)
    check_return(unit, order, quantities, policy)
    return open_case(
        unit,
        requester,
        order,
        "return",
        reason,
        quantities,
        refund_minor=refund_for(order, quantities, policy),
    )


def open_case(
    unit: Unit,
    requester: Requester,
    order: Order,
    kind: str,
    reason: str,
    quantities: Mapping[int, int],
    *,
    refund_minor: int = 0,
    exchange_for: str | None = None,
    note: str | None = None,
) -> Case:
    """Write a case of any kind with its lines, event and line of the audit log."""
    row = {
        "number": _new_number(unit),
        "order_id": order.id,
        "customer_id": order.customer_id,
        "kind": kind,
        "reason": reason,
        "note": note,
        "status": "announced",
        "created_at": unit.now,
    }
    (key,) = unit.connection.execute(insert(returns).values(row)).inserted_primary_key or (0,)
    lines = [
        {
            "return_id": key,
            "order_line_id": line_id,
            "quantity": quantity,
            "exchange_for": exchange_for,
        }
        for line_id, quantity in quantities.items()
    ]
    unit.connection.execute(insert(return_lines), lines)
    number = str(row["number"])
    event = ReturnAnnounced(
        order=order.number,
        number=number,
        kind=kind,
        reason=reason,
        product_ids=tuple(order.line(line_id).product_id for line_id in quantities),
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
        f"order.{kind}",
        f"order:{order.number}",
        customer_id=order.customer_id,
        details={"return": number},
    )
    return Case(int(key), number, kind, order.number, refund_minor, order.currency)


def open_returns(
    unit: Unit, requester: Requester, order: Order | None = None, kind: str | None = None
) -> tuple[OpenReturn, ...]:
    """Return the requester's cases that are not closed, newest first; of one order when given."""
    query = (
        select(
            returns.c.number,
            returns.c.kind,
            returns.c.reason,
            returns.c.status,
            orders.c.number.label("order_number"),
            returns.c.created_at,
        )
        .join(orders, orders.c.id == returns.c.order_id)
        .where(requester.theirs(), returns.c.status.not_in(["closed", "rejected"]))
        .order_by(returns.c.id.desc())
        .limit(5)
    )
    if order is not None:
        query = query.where(orders.c.id == order.id)
    if kind is not None:
        query = query.where(returns.c.kind == kind)
    return tuple(OpenReturn(*row) for row in unit.connection.execute(query))


def _new_number(unit: Unit) -> str:
    while True:
        number = f"R-{secrets.randbelow(900_000) + 100_000}"
        if not unit.connection.scalar(select(returns.c.id).where(returns.c.number == number)):
            return number
