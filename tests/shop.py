"""Rows of a small shop for tests: customers, products, orders in any state at the unit's time."""

from __future__ import annotations

from datetime import timedelta

from crm.store import Unit
from crm.tables.conversations import conversations
from crm.tables.people import consents, customer_identities, customers, memberships
from tests.shop_goods import add_category, add_product
from tests.shop_orders import add_invoice, add_order
from tests.shop_rows import Item, Person, Placed, Talk, add, count

__all__ = [
    "Item",
    "Person",
    "Placed",
    "Talk",
    "add_category",
    "add_conversation",
    "add_customer",
    "add_invoice",
    "add_order",
    "add_product",
]


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
    number = count(unit, customers) + 1
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
    person = Person(add(unit, customers, row), row["opaque_id"], row["reference"], email, postcode)
    _add_identity(unit, person.id, "email", email, unit.vault.index_email(email))
    if phone is not None:
        _add_identity(unit, person.id, "phone", phone, unit.vault.index_phone(phone))
    if tier is not None:
        member = {"customer_id": person.id, "tier": tier, "points": points}
        add(unit, memberships, {**member, "joined_at": row["created_at"]})
    if newsletter is not None:
        consent = {"customer_id": person.id, "purpose": "newsletter", "granted": newsletter}
        add(unit, consents, {**consent, "source": "test", "changed_at": row["created_at"]})
    return person


def add_conversation(unit: Unit, customer: Person | None = None, *, owner: str = "bot") -> Talk:
    """Add a conversation of a signed-in customer or of a guest."""
    public_id = f"conversation-{count(unit, conversations) + 1}"
    row = {
        "public_id": public_id,
        "customer_id": customer.id if customer else None,
        "channel": "widget",
        "owner": owner,
        "created_at": unit.now,
        "last_at": unit.now,
    }
    return Talk(add(unit, conversations, row), public_id)


def _add_identity(unit: Unit, customer_id: int, kind: str, value: str, index: str) -> None:
    row = {
        "customer_id": customer_id,
        "kind": kind,
        "value_encrypted": unit.vault.seal(value),
        "value_index": index,
        "verified_at": unit.now,
        "created_at": unit.now,
    }
    add(unit, customer_identities, row)
