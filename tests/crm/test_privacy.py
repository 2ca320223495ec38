"""A customer's data is found whole, handed out whole, and erased whole."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import Table, insert, select

from crm import conversations, handovers, privacy, tables, turns
from crm.acceptance import accept
from crm.errors import NotFound
from crm.store import Store
from crm.tables.conversations import messages
from crm.tables.orders import orders
from crm.tables.people import customer_identities, customers
from crm.tickets import open_ticket
from tests.crm.talk import add_customer, an_answer

SECRETS = ("Zoë Müller", "zoe@example.org", "Lindenweg 4", "Where is 104233?", "Call her on Monday")


def leads_to_customers(table: Table, seen: frozenset[str] = frozenset()) -> bool:
    """Return whether foreign keys lead from a table to customers."""
    if table is customers:
        return True
    targets = {key.column.table for key in table.foreign_keys} - {table}
    return any(
        leads_to_customers(target, seen | {table.name})
        for target in targets
        if target.name not in seen
    )


def fill(store: Store, customer: int, number: str) -> None:
    """Give a customer an order, an identity, a conversation with all that belongs to it."""
    vault = store.vault
    with store.transaction() as unit:
        identity = {
            "customer_id": customer,
            "kind": "email",
            "value_encrypted": vault.seal("zoe@example.org"),
            "value_index": vault.index_email(f"zoe{customer}@example.org"),
            "created_at": unit.now,
        }
        unit.connection.execute(insert(customer_identities).values(identity))
        order = {
            "number": number,
            "customer_id": customer,
            "status": "delivered",
            "goods_minor": 1000,
            "discount_minor": 0,
            "delivery_minor": 490,
            "total_minor": 1490,
            "currency": "EUR",
            "payment_method": "card",
            "delivery_option": "standard",
            "contact_email_encrypted": vault.seal("zoe@example.org"),
            "address_encrypted": vault.seal("Lindenweg 4"),
            "placed_at": unit.now,
        }
        unit.connection.execute(insert(orders).values(order))
        talk = conversations.create(unit, "rest", customer)
        accepted = accept(unit, talk.public_id, "m1", "Where is 104233?")
        turns.record_answer(unit, accepted.message_key, an_answer("Hi Zoë Müller"))
        open_ticket(unit, "complaint", "Call her on Monday", conversation_id=talk.public_id)
        handovers.request_handover(unit, talk.public_id, "asked", note="Call her on Monday")


def everything(store: Store) -> str:
    """Return all rows of all tables as text, personal fields opened."""
    found: dict[str, list[Any]] = {}
    with store.reading() as unit:
        for table in tables.metadata.sorted_tables:
            found[table.name] = [
                [
                    store.vault.open(value) if name.endswith("_encrypted") else str(value)
                    for name, value in row.items()
                ]
                for row in unit.connection.execute(select(table)).mappings()
            ]
    return json.dumps(found, ensure_ascii=False)


def test_every_table_of_customers_is_known() -> None:
    """Each table from which foreign keys lead to a customer is in the list, once."""
    expected = {t.name for t in tables.metadata.sorted_tables if leads_to_customers(t)}
    actual = [holding.table.name for holding in privacy.HOLDINGS]

    assert (expected, len(expected)) == (set(actual), len(actual))


@pytest.mark.parametrize("holding", privacy.HOLDINGS, ids=lambda holding: holding.table.name)
def test_every_personal_column_is_handled(holding: privacy.Holding) -> None:
    """What is encrypted or indexed is opened or hidden in exports, and blanked or deleted."""
    names = {c.name for c in holding.table.c if c.name.endswith(("_encrypted", "_index"))}

    assert names <= holding.sealed.keys() | holding.hidden
    assert holding.blank is None or names <= holding.blank.keys()


def test_an_export_holds_it_all_in_plain_words(store: Store) -> None:
    """The customer's own data is readable, and nothing of another customer is among it."""
    zoe, other = add_customer(store), add_customer(store, "C-2", "Max Other")
    fill(store, zoe, "104233")
    fill(store, other, "104234")
    with store.transaction() as unit:
        found = privacy.export(unit, zoe)
    text = json.dumps(found, ensure_ascii=False)

    assert [] == [secret for secret in SECRETS if secret not in text]
    assert [] == [word for word in ("Max Other", "104234", "encrypted") if word in text]


def test_erasure_leaves_amounts_and_nothing_else(store: Store) -> None:
    """After it no field of any table holds a name, an address or a text of the customer."""
    zoe = add_customer(store)
    fill(store, zoe, "104233")
    with store.transaction() as unit:
        privacy.erase(unit, zoe)
    left = everything(store)

    assert [] == [secret for secret in (*SECRETS, "C-1'", "opaque-C-1") if secret in left]
    with store.reading() as unit:
        order = unit.connection.execute(select(orders)).one()
        erased = unit.connection.execute(select(customers)).one()
    assert (1490, "delivered", zoe) == (order.total_minor, order.status, order.customer_id)
    assert (f"erased-{zoe}", store.clock()) == (erased.reference, erased.erased_at)


def test_erasing_one_leaves_the_others(store: Store) -> None:
    """Another customer's data stays as it is, and a second erasure changes nothing."""
    zoe, other = add_customer(store), add_customer(store, "C-2", "Max Other")
    fill(store, zoe, "104233")
    fill(store, other, "104234")
    for _ in range(2):
        with store.transaction() as unit:
            privacy.erase(unit, zoe)

    with store.reading() as unit:
        texts = list(unit.connection.scalars(select(messages.c.text).order_by(messages.c.id)))
    assert ["[erased]"] * 2 + ["Where is 104233?", "Hi Zoë Müller"] == texts


def test_an_unknown_customer_is_named(sqlite_store: Store) -> None:
    """Neither export nor erasure of nobody passes silently."""
    with sqlite_store.transaction() as unit:
        with pytest.raises(NotFound, match="customer 7"):
            privacy.export(unit, 7)
        with pytest.raises(NotFound, match="customer 7"):
            privacy.erase(unit, 7)
