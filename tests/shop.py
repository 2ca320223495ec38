"""Rows of a small shop for tests: customers, products, orders in any state at the unit's time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select

from crm.store import Unit
from crm.tables.catalogue import categories, products
from crm.tables.conversations import conversations
from crm.tables.orders import invoices, order_lines, orders, payments, shipments
from crm.tables.people import consents, customer_identities, customers, memberships


@dataclass(frozen=True)
class Person:
    """A customer in the store; ``opaque_id`` is what a turn bears."""

    id: int
    opaque_id: str
    reference: str
    email: str
    postcode: str


@dataclass(frozen=True)
class Item:
    """A product in the store."""

    id: int
    sku: str
    name: str
    price_minor: int


@dataclass(frozen=True)
class Placed:
    """An order in the store with the keys of its lines, in the order of their positions."""

    id: int
    number: str
    line_ids: tuple[int, ...]
    total_minor: int


@dataclass(frozen=True)
class Talk:
    """A conversation in the store."""

    id: int
    public_id: str


def add_customer(
    unit: Unit,
    name: str = "Anna Berg",
    email: str = "anna@example.org",
    *,
    postcode: str = "10115",
    address: str = "Lindenweg 4, 10115 Berlin, Germany",
    country: str = "DE",
    phone: str | None = None,
    tier: str | None = None,
    points: int = 0,
    newsletter: bool | None = None,
    days_ago: float = 400,
) -> Person:
    """Add a customer, a member when ``tier`` is given, and say whether they get newsletters."""
    number = _count(unit, customers) + 1
    row = {
        "reference": f"C-{number:04d}",
        "opaque_id": f"opaque-{number:04d}",
        "name_encrypted": unit.vault.seal(name),
        "address_encrypted": unit.vault.seal(address),
        "city": "Berlin",
        "country": country,
        "postcode_index": unit.vault.index_postcode(postcode),
        "created_at": unit.now - timedelta(days=days_ago),
    }
    person = Person(_add(unit, customers, row), row["opaque_id"], row["reference"], email, postcode)
    _add_identity(unit, person.id, "email", email, unit.vault.index_email(email))
    if phone is not None:
        _add_identity(unit, person.id, "phone", phone, unit.vault.index_phone(phone))
    if tier is not None:
        member = {"customer_id": person.id, "tier": tier, "points": points}
        _add(unit, memberships, {**member, "joined_at": row["created_at"]})
    if newsletter is not None:
        consent = {"customer_id": person.id, "purpose": "newsletter", "granted": newsletter}
        _add(unit, consents, {**consent, "source": "test", "changed_at": row["created_at"]})
    return person


def add_product(
    unit: Unit,
    name: str = "Stoneware teapot",
    price_minor: int = 2500,
    *,
    stock: int = 10,
    category: str | None = "kitchen",
    attributes: dict[str, Any] | None = None,
    aliases: Sequence[str] = (),
    description: str = "",
    consumable: bool = False,
    restock_expected_on: str | None = None,
    active: bool = True,
) -> Item:
    """Add a product, and its category (a slug) when that is new."""
    sku = f"SKU-{_count(unit, products) + 1:04d}"
    row = {
        "sku": sku,
        "name": name,
        "description": description,
        "category_id": None if category is None else add_category(unit, category),
        "price_minor": price_minor,
        "currency": "EUR",
        "attributes": attributes or {},
        "aliases": list(aliases),
        "consumable": consumable,
        "stock": stock,
        "restock_expected_on": restock_expected_on,
        "active": active,
        "created_at": unit.now - timedelta(days=500),
    }
    return Item(_add(unit, products, row), sku, name, price_minor)


def add_category(unit: Unit, slug: str) -> int:
    """Return the key of a category, which is added when it is new."""
    found = unit.connection.scalar(select(categories.c.id).where(categories.c.slug == slug))
    if found is not None:
        return int(found)
    name = slug.replace("-", " ").capitalize()
    return _add(unit, categories, {"slug": slug, "name": name, "aliases": []})


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
    number = number or str(100001 + _count(unit, orders))
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
    order_id = _add(unit, orders, row)
    line_ids = [
        _add_line(unit, order_id, index, item, quantity, _at(sizes, index), _at(colours, index))
        for index, (item, quantity) in enumerate(lines)
    ]
    paid = {"order_id": order_id, "method": method, "status": payment, "currency": "EUR"}
    amounts = {"amount_minor": row["total_minor"], "failure_code": failure_code}
    _add(unit, payments, {**paid, **amounts, "created_at": row["placed_at"]})
    if row["shipped_at"] is not None:
        _add_shipment(unit, order_id, row)
    if invoice:
        add_invoice(unit, order_id)
    return Placed(order_id, number, tuple(line_ids), row["total_minor"])


def add_invoice(unit: Unit, order_id: int) -> str:
    """Add an order's invoice with 19 % tax in it and return its number."""
    order = unit.connection.execute(select(orders).where(orders.c.id == order_id)).one()
    number = f"INV-{order.placed_at.year}-{_count(unit, invoices) + 1:06d}"
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
    _add(unit, invoices, row)
    return number


def add_conversation(unit: Unit, customer: Person | None = None, *, owner: str = "bot") -> Talk:
    """Add a conversation of a signed-in customer or of a guest."""
    public_id = f"conversation-{_count(unit, conversations) + 1}"
    row = {
        "public_id": public_id,
        "customer_id": customer.id if customer else None,
        "channel": "widget",
        "owner": owner,
        "created_at": unit.now,
        "last_at": unit.now,
    }
    return Talk(_add(unit, conversations, row), public_id)


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
    return _add(unit, order_lines, row)


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
    _add(unit, shipments, row)


def _add_identity(unit: Unit, customer_id: int, kind: str, value: str, index: str) -> None:
    row = {
        "customer_id": customer_id,
        "kind": kind,
        "value_encrypted": unit.vault.seal(value),
        "value_index": index,
        "verified_at": unit.now,
        "created_at": unit.now,
    }
    _add(unit, customer_identities, row)


def _at(values: Sequence[str | None], index: int) -> str | None:
    return values[index] if index < len(values) else None


def _add(unit: Unit, table: Table, row: dict[str, Any]) -> int:
    inserted = unit.connection.execute(insert(table).values(row)).inserted_primary_key
    assert inserted is not None

    return int(inserted[0])


def _count(unit: Unit, table: Table) -> int:
    return int(unit.connection.scalar(select(func.count()).select_from(table)) or 0)
