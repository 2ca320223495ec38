"""Orders of a test shop in any state, with their payments, shipments and invoices."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from crm.store import Unit
from crm.tables.orders import invoices, order_lines, orders, payments, shipments
from tests.shop_goods import add_product
from tests.shop_rows import Item, Person, Placed, add, at, count


def add_order(
    unit: Unit,
    customer: Person | None = None,
    lines: Sequence[tuple[Item, int]] = (),
    *,
    status: str = "placed",
    number: str | None = None,
    placed_days_ago: float | None = None,
    delivered_days_ago: float = 5,
    expected_in_days: float = 2,
    discount_minor: int = 0,
    delivery_minor: int = 490,
    payment: str = "paid",
    failure_code: str | None = None,
    method: str = "card",
    delivery_option: str = "standard",
    guest_email: str | None = None,
    guest_postcode: str | None = None,
    country: str = "DE",
    sizes: Sequence[str | None] = (),
    colours: Sequence[str | None] = (),
    invoice: bool = False,
) -> Placed:
    """Add an order with its payment, and its shipment once it has left.

    Parameters
    ----------
    lines:
        Products and quantities; without any, one new teapot.
    status:
        placed, packed, shipped, out_for_delivery, delivered or cancelled.
    payment:
        Status of the payment: pending, paid, failed or refunded.
    guest_email, guest_postcode:
        Contact of an order without a customer; a customer's order takes the customer's.
    """
    lines = lines or [(add_product(unit), 1)]
    number = number or str(100001 + count(unit, orders))
    goods = sum(item.price_minor * quantity for item, quantity in lines)
    email = guest_email or (customer.email if customer else "guest@example.org")
    postcode = guest_postcode or (customer.postcode if customer else "20095")
    row = {
        "number": number,
        "customer_id": customer.id if customer else None,
        "status": status,
        "goods_minor": goods,
        "discount_minor": discount_minor,
        "delivery_minor": delivery_minor,
        "total_minor": goods - discount_minor + delivery_minor,
        "currency": "EUR",
        "payment_method": method,
        "delivery_option": delivery_option,
        "contact_email_encrypted": unit.vault.seal(email),
        "contact_email_index": unit.vault.index_email(email),
        "address_encrypted": unit.vault.seal(f"Lindenweg 4, {postcode} Berlin, Germany"),
        "postcode_index": unit.vault.index_postcode(postcode),
        "country": country,
        **_times(unit.now, status, placed_days_ago, delivered_days_ago, expected_in_days),
    }
    order_id = add(unit, orders, row)
    line_ids = [
        _add_line(unit, order_id, index, item, quantity, at(sizes, index), at(colours, index))
        for index, (item, quantity) in enumerate(lines)
    ]
    paid = {"order_id": order_id, "method": method, "status": payment, "currency": "EUR"}
    amounts = {"amount_minor": row["total_minor"], "failure_code": failure_code}
    add(unit, payments, {**paid, **amounts, "created_at": row["placed_at"]})
    if row["shipped_at"] is not None:
        _add_shipment(unit, order_id, row)
    if invoice:
        add_invoice(unit, order_id)
    return Placed(order_id, number, tuple(line_ids), row["total_minor"])


def add_invoice(unit: Unit, order_id: int) -> str:
    """Add an order's invoice with 19 % tax in it and return its number."""
    order = unit.connection.execute(select(orders).where(orders.c.id == order_id)).one()
    number = f"INV-{order.placed_at.year}-{count(unit, invoices) + 1:06d}"
    net = round(order.total_minor / 1.19)
    row = {
        "number": number,
        "order_id": order_id,
        "customer_id": order.customer_id,
        "net_minor": net,
        "tax_minor": order.total_minor - net,
        "total_minor": order.total_minor,
        "currency": order.currency,
        "issued_at": order.placed_at,
        "paid_at": order.placed_at,
    }
    add(unit, invoices, row)
    return number


def _times(
    now: datetime,
    status: str,
    placed_days_ago: float | None,
    delivered_days_ago: float,
    expected_in_days: float,
) -> dict[str, datetime | None]:
    def ago(days: float) -> datetime:
        return now - timedelta(days=days)

    left = status in {"shipped", "out_for_delivery", "delivered"}
    packed = left or status == "packed"
    delivered = ago(delivered_days_ago) if status == "delivered" else None
    usual = {"placed": 0.05, "packed": 1, "cancelled": 2, "delivered": delivered_days_ago + 4}
    placed = ago(usual.get(status, 3) if placed_days_ago is None else placed_days_ago)
    return {
        "placed_at": placed,
        "packed_at": placed + timedelta(hours=12) if packed else None,
        "shipped_at": placed + timedelta(days=1) if left else None,
        "delivered_at": delivered,
        "cancelled_at": ago(1) if status == "cancelled" else None,
        "expected_at": delivered or (now + timedelta(days=expected_in_days)),
    }


def _add_line(
    unit: Unit,
    order_id: int,
    index: int,
    item: Item,
    quantity: int,
    size: str | None,
    colour: str | None,
) -> int:
    row = {
        "order_id": order_id,
        "position": index + 1,
        "product_id": item.id,
        "title": item.name,
        "quantity": quantity,
        "unit_price_minor": item.price_minor,
        "discount_minor": 0,
        "size": size,
        "colour": colour,
    }
    return add(unit, order_lines, row)


def _add_shipment(unit: Unit, order_id: int, order: dict[str, Any]) -> None:
    status = {"shipped": "in_transit"}.get(order["status"], order["status"])
    event = {"at": order["shipped_at"].isoformat(), "code": "picked_up", "place": "Hamburg"}
    row = {
        "order_id": order_id,
        "carrier": "DHL",
        "tracking_number": f"TRACK{order_id:08d}",
        "status": status,
        "events": [event],
        "shipped_at": order["shipped_at"],
        "expected_at": order["expected_at"],
        "delivered_at": order["delivered_at"],
    }
    add(unit, shipments, row)
