"""Exchanges: another size or colour of the same product, once a line, while it is in stock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crm.errors import Refused
from crm.orders import Order, OrderLine, find_order
from crm.policy import SHOP_POLICY, ShopPolicy
from crm.requester import Requester
from crm.return_rules import check_exchange, check_window
from crm.returns import Case, line_states, open_case, tier_of
from crm.stock import take
from crm.store import Unit
from crm.tables.catalogue import products


@dataclass(frozen=True)
class Variant:
    """A size or a colour, or both; what is not named stays as it was."""

    size: str | None = None
    colour: str | None = None

    @property
    def text(self) -> str:
        """The variant in words ("L, blue")."""
        return ", ".join(filter(None, (self.size, self.colour)))


def other_variants(unit: Unit, line: OrderLine) -> tuple[Variant, ...]:
    """Return what a line can be changed into: each other size and each other colour."""
    query = select(products.c.attributes).where(products.c.id == line.product_id)
    attributes = unit.connection.scalar(query) or {}
    sizes = [Variant(size=str(size)) for size in attributes.get("sizes") or ()]
    colours = [Variant(colour=str(colour)) for colour in attributes.get("colours") or ()]
    own = {_same(line.size), _same(line.colour)}
    return tuple(v for v in (*sizes, *colours) if _same(v.text) not in own)


def matching_variant(offered: Sequence[Variant], wanted: Variant) -> Variant | None:
    """Return the wanted variant as the catalogue writes it, or nothing when it is not offered."""
    sizes = {_same(v.size): v.size for v in offered if v.size}
    colours = {_same(v.colour): v.colour for v in offered if v.colour}
    found = Variant(sizes.get(_same(wanted.size)), colours.get(_same(wanted.colour)))
    complete = bool(found.size) >= bool(wanted.size) and bool(found.colour) >= bool(wanted.colour)
    return found if found.text and complete else None


def check_order_exchange(
    unit: Unit, order: Order, line: OrderLine, policy: ShopPolicy = SHOP_POLICY
) -> None:
    """Refuse an exchange that the rules forbid; see :func:`announce_exchange`."""
    check_window(order, unit.now, tier_of(unit, order.customer_id), policy)
    states = {state.line.id: state for state in line_states(unit, order)}
    check_exchange(order, states[line.id], policy)
    if not other_variants(unit, line):
        raise _no_other(order, line)


def announce_exchange(
    unit: Unit,
    requester: Requester,
    number: str,
    line_id: int,
    wanted: Variant,
    policy: ShopPolicy = SHOP_POLICY,
) -> Case:
    """Announce the exchange of a line; the new pieces are taken out of stock.

    Raises
    ------
    NotFound
        If the order or the line is not the requester's.
    Refused
        Outside the window, a second time, for what is not offered (``no_other_variant``) or not
        in stock (``out_of_stock``).
    """
    order = find_order(unit, requester, number, lock=True)
    line = order.line(line_id)
    check_order_exchange(unit, order, line, policy)
    variant = matching_variant(other_variants(unit, line), wanted)
    if variant is None:
        raise _no_other(order, line)
    states = {state.line.id: state for state in line_states(unit, order)}
    left = states[line_id].left
    try:
        take(unit, line.product_id, left)
    except Refused as refusal:
        raise Refused(
            refusal.code, refusal.detail, ("return_item",), {"product": line.title}
        ) from refusal
    return open_case(
        unit,
        requester,
        order,
        "exchange",
        "wrong_size" if variant.size else "wrong_colour",
        {line_id: left},
        exchange_for=variant.text,
    )


def _no_other(order: Order, line: OrderLine) -> Refused:
    return Refused(
        "no_other_variant",
        f"{line.title} of order {order.number} comes in nothing else that was asked for",
        ("return_item",),
        {"product": line.title},
    )


def _same(value: str | None) -> str:
    return (value or "").strip().casefold()
