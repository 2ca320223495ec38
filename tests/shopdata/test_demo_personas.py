"""The cast of the demo shop stands where its notes say."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Row, select

from crm.policy import SHOP_POLICY
from crm.store import Store
from crm.tables.conversations import tickets
from crm.tables.orders import orders, payments, returns
from crm.tables.people import customer_identities, customers, memberships
from shopdata.demo import PERSONAS, Persona, fill

TODAY = date(2026, 6, 15)
MEMBERS = [persona for persona in PERSONAS if not persona.guest]


@pytest.fixture
def shop(sqlite_store: Store) -> Store:
    """Return a store with a small demo shop."""
    fill(sqlite_store, customers=40, seed=2, today=TODAY)
    return sqlite_store


def _orders(store: Store, reference: str) -> dict[str, Row[Any]]:
    query = select(orders).join(customers).where(customers.c.reference == reference)
    with store.reading() as unit:
        return {row.number: row for row in unit.connection.execute(query)}


def _days_since(store: Store, row: Row[Any]) -> float:
    return float((store.clock() - row.delivered_at) / timedelta(days=1))


def test_the_cast_is_in_every_shop(shop: Store) -> None:
    """Each customer of the cast has an account under the reference, with name and e-mail."""
    query = select(customers, customer_identities.c.value_encrypted).join(
        customer_identities, customer_identities.c.customer_id == customers.c.id
    )
    with shop.reading() as unit:
        rows = unit.connection.execute(query.where(customer_identities.c.kind == "email")).all()
    found = {
        row.reference: (shop.vault.open(row.name_encrypted), shop.vault.open(row.value_encrypted))
        for row in rows
        if row.reference.startswith("cust-")
    }

    assert 8 == len(PERSONAS)
    assert {persona.reference: (persona.name, persona.email) for persona in MEMBERS} == found


@pytest.mark.parametrize("persona", PERSONAS, ids=lambda persona: persona.reference)
def test_notes_name_orders_that_exist(persona: Persona, shop: Store) -> None:
    """An order number in a note belongs to the persona that the note is about."""
    named = set(re.findall(r"\b\d{6}\b", persona.note))
    own = {basket.number for basket in persona.orders}
    with shop.reading() as unit:
        query = select(orders.c.number).where(orders.c.number.in_(named))
        found = set(unit.connection.scalars(query))

    assert named <= own
    assert named == found


@pytest.mark.parametrize(
    ("reference", "number", "status"),
    [
        ("cust-anna", "990107", "shipped"),
        ("cust-anna", "990131", "placed"),
        ("cust-ben", "990008", "delivered"),
        ("cust-clara", "990064", "delivered"),
        ("cust-greta", "990128", "placed"),
    ],
)
def test_orders_stand_where_they_should(
    shop: Store, reference: str, number: str, status: str
) -> None:
    """The cast's open orders are at the stage that their notes need."""
    assert status == _orders(shop, reference)[number].status


def test_anna_is_gold_and_orders_every_month(shop: Store) -> None:
    """Anna has the tier of the most loyal, earned by her own orders."""
    query = select(memberships).join(customers).where(customers.c.reference == "cust-anna")
    with shop.reading() as unit:
        member = unit.connection.execute(query).one()

    assert ("gold", "active") == (member.tier, member.status)
    assert len(_orders(shop, "cust-anna")) >= 20


def test_ben_spent_much_and_fell_silent_after_a_late_parcel(shop: Store) -> None:
    """Ben's last order came late, a complaint followed, and then nothing."""
    found = _orders(shop, "cust-ben")
    last = found["990008"]
    with shop.reading() as unit:
        asked = unit.connection.scalars(
            select(tickets.c.topic).where(tickets.c.order_id == last.id)
        ).all()

    assert last.placed_at == max(row.placed_at for row in found.values())
    assert last.delivered_at > last.expected_at
    assert sum(row.total_minor for row in found.values()) > 200_000
    assert ["delivery"] == asked


def test_clara_is_new_and_dimitri_hunts_bargains(shop: Store) -> None:
    """Clara has one order; each of Dimitri's has a discount."""
    assert ["990064"] == list(_orders(shop, "cust-clara"))
    assert all(row.discount_minor > 0 for row in _orders(shop, "cust-dimitri").values())


def test_elif_has_one_open_return(shop: Store) -> None:
    """Her return was announced and nothing has happened since."""
    with shop.reading() as unit:
        query = select(returns.c.status).join(orders, orders.c.id == returns.c.order_id)
        found = unit.connection.scalars(query.where(orders.c.number == "990052")).all()

    assert ["announced"] == found


def test_farid_has_an_order_on_each_side_of_the_window(shop: Store) -> None:
    """One order can be sent back, the other came too long ago."""
    found = _orders(shop, "cust-farid")

    assert _days_since(shop, found["990049"]) < SHOP_POLICY.return_window_days - 10
    assert _days_since(shop, found["990011"]) > SHOP_POLICY.gold_return_window_days + 10


def test_greta_can_report_damage_and_must_pay_again(shop: Store) -> None:
    """Glass came a day ago; of a newer order only a failed payment is known."""
    found = _orders(shop, "cust-greta")
    with shop.reading() as unit:
        query = select(payments.c.status).where(payments.c.order_id == found["990128"].id)
        tried = unit.connection.scalars(query).all()

    assert _days_since(shop, found["990083"]) < SHOP_POLICY.damage_report_days - 10
    assert ["failed"] == tried


def test_hugo_can_prove_his_order(shop: Store) -> None:
    """The guest's order has no customer, and its e-mail and postcode are found by digest."""
    hugo = next(persona for persona in PERSONAS if persona.guest)
    with shop.reading() as unit:
        row = unit.connection.execute(select(orders).where(orders.c.number == "990097")).one()

    assert row.customer_id is None
    assert "out_for_delivery" == row.status
    assert shop.vault.index_email(hugo.email) == row.contact_email_index
    assert shop.vault.index_postcode(hugo.postcode) == row.postcode_index
