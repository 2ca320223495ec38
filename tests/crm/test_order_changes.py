"""Changing orders before they are packed, and where they go before they leave."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select, update

from crm.addresses import Address, change_order_address, read_address, set_default_address
from crm.errors import Forbidden, Invalid, NotFound, Refused
from crm.order_changes import change_delivery, change_quantity
from crm.orders import find_order
from crm.requester import Requester, requester_for
from crm.store import Store, Unit
from crm.tables.catalogue import products
from crm.tables.orders import orders, payments, refunds
from crm.tables.people import customers
from tests.shop import Person, Placed, add_conversation, add_customer, add_order, add_product

HOME = Address("Mill Lane 12, 20095 Hamburg, Germany", "20095", "DE")


def _asks(unit: Unit, customer: Person | None) -> Requester:
    talk = add_conversation(unit, customer)
    return requester_for(unit, talk.public_id, customer.opaque_id if customer else None)


def _mugs_and_pot(unit: Unit, customer: Person, **more: Any) -> Placed:
    mug = add_product(unit, "Enamel mug", 1000, stock=3)
    pot = add_product(unit, "Stoneware teapot", 2500, stock=3)
    return add_order(unit, customer, [(mug, 4), (pot, 1)], delivery_minor=0, **more)


def test_taking_a_line_out_pays_the_difference_back(store: Store) -> None:
    """Stock, amounts and money follow; below the free limit delivery is charged again."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        asks = _asks(unit, anna)
        order = _mugs_and_pot(unit, anna)
        change = change_quantity(unit, asks, order.number, order.line_ids[1], 0)
        now = find_order(unit, asks, order.number)
        stock = unit.connection.scalars(select(products.c.stock).order_by(products.c.id)).all()
        back = unit.connection.execute(select(refunds)).one()

    assert (6500, 4490, -2010) == (
        change.before_minor,
        change.after.total_minor,
        change.difference_minor,
    )
    assert ([("Enamel mug", 4)], 4490, [3, 4], (2010, "changed")) == (
        [(line.title, line.quantity) for line in now.lines],
        now.total_minor,
        list(stock),
        (back.amount_minor, back.reason),
    )


def test_more_of_a_line_is_collected_and_taken_from_stock(store: Store) -> None:
    """What the order costs more becomes a pending payment."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = _mugs_and_pot(unit, anna)
        change_quantity(unit, _asks(unit, anna), order.number, order.line_ids[0], 6)
        owed = [(p.status, p.amount_minor) for p in unit.connection.execute(select(payments))]
        stock = unit.connection.scalars(select(products.c.stock).order_by(products.c.id)).all()

    assert ([("paid", 6500), ("pending", 2000)], [1, 3]) == (sorted(owed), list(stock))


def test_an_unpaid_order_just_costs_less(store: Store) -> None:
    """An open payment takes the new amount, and nothing is refunded."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = _mugs_and_pot(unit, anna, payment="pending", method="bank_transfer")
        change_quantity(unit, _asks(unit, anna), order.number, order.line_ids[0], 3)
        owed = [(p.status, p.amount_minor) for p in unit.connection.execute(select(payments))]

        assert ([("pending", 5500)], []) == (owed, unit.connection.execute(select(refunds)).all())


@pytest.mark.parametrize(
    ("status", "quantity", "error", "code"),
    [
        ("packed", 1, Refused, "order_packed"),
        ("shipped", 1, Refused, "order_dispatched"),
        ("placed", 8, Refused, "out_of_stock"),
        ("placed", 4, Invalid, "quantity_unchanged"),
        ("placed", 100, Invalid, "quantity_out_of_range"),
    ],
)
def test_a_change_that_the_rules_forbid(
    store: Store, status: str, quantity: int, error: type[Refused], code: str
) -> None:
    """Each refusal is named, and nothing of the order moves."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        asks = _asks(unit, anna)
        order = _mugs_and_pot(unit, anna, status=status)
        before = find_order(unit, asks, order.number)
        with pytest.raises(error) as caught:
            change_quantity(unit, asks, order.number, order.line_ids[0], quantity)

        assert (code, before) == (caught.value.code, find_order(unit, asks, order.number))


def test_another_delivery_changes_the_price(store: Store) -> None:
    """Express costs more, and only what is offered in the country can be chosen."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        asks = _asks(unit, anna)
        order = _mugs_and_pot(unit, anna, country="CH")
        with pytest.raises(Refused, match="pickup_point"):
            change_delivery(unit, asks, order.number, "pickup_point")
        with pytest.raises(Invalid, match="already"):
            change_delivery(unit, asks, order.number, "standard")
        change_delivery(unit, asks, order.number, "express")
        now = find_order(unit, asks, order.number)

    assert ("express", 990, 7490) == (now.delivery_option, now.delivery_minor, now.total_minor)


def test_others_orders_do_not_change(store: Store) -> None:
    """Nobody changes an order or its address that is not theirs."""
    with store.transaction() as unit:
        order = _mugs_and_pot(unit, add_customer(unit))
        for asks in (_asks(unit, add_customer(unit, "Ben", "b@example.org")), _asks(unit, None)):
            with pytest.raises(NotFound):
                change_quantity(unit, asks, order.number, order.line_ids[0], 1)
            with pytest.raises(NotFound):
                change_delivery(unit, asks, order.number, "express")
            with pytest.raises(NotFound):
                change_order_address(unit, asks, order.number, HOME)


def test_a_new_address_is_sealed(store: Store) -> None:
    """The address is unreadable in the store, and its postcode proves the order from then on."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = _mugs_and_pot(unit, anna, status="packed")
        change_order_address(unit, _asks(unit, anna), order.number, HOME)
        row = unit.connection.execute(select(orders)).one()
        opened = unit.vault.open(row.address_encrypted)

    assert "Mill" not in row.address_encrypted
    assert (HOME.text, store.vault.index_postcode("20095")) == (opened, row.postcode_index)


@pytest.mark.parametrize(
    ("status", "country", "code"),
    [
        ("shipped", "DE", "order_dispatched"),
        ("delivered", "DE", "order_delivered"),
        ("placed", "US", "country_not_served"),
        ("placed", "CH", "country_not_served"),
    ],
)
def test_an_address_that_cannot_be_taken(
    store: Store, status: str, country: str, code: str
) -> None:
    """After dispatch, and where the chosen delivery does not go, the address stays."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = _mugs_and_pot(unit, anna, status=status, delivery_option="pickup_point")
        with pytest.raises(Refused) as caught:
            far = Address("Somewhere 1, 12345 Place", "12345", country)
            change_order_address(unit, _asks(unit, anna), order.number, far)

    assert code == caught.value.code


def test_a_customers_own_address(store: Store) -> None:
    """A signed-in customer keeps an address for later; a guest has nowhere to keep it."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        unit.connection.execute(update(customers).values(country="AT"))
        set_default_address(unit, _asks(unit, anna), HOME)
        row = unit.connection.execute(select(customers)).one()
        with pytest.raises(Forbidden):
            set_default_address(unit, _asks(unit, None), HOME)

    assert (HOME.text, "DE") == (store.vault.open(row.address_encrypted), row.country)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("Mill Lane 12, 20095 Hamburg, Germany", HOME),
        (" Mill Lane 12\n20095 Hamburg\nGermany. ", HOME),
        ("1 High Street, London SW1A 1AA, UK", ("SW1A 1AA", "GB")),
        ("Lindenweg 4, 10115 Berlin", ("10115", "DE")),
        ("10 Rue Haute, 75001 Paris, France", ("75001", "FR")),
    ],
)
def test_addresses_are_read_as_written(written: str, address: Any) -> None:
    """Lines become commas; postcode and country are seen."""
    read = read_address(written)

    assert address in (read, (read.postcode, read.country))


@pytest.mark.parametrize(
    "written", ["", "Berlin", "12345", "😀" * 50, "a@b.org 10115 Berlin", "x" * 10_000]
)
def test_what_is_no_address(written: str) -> None:
    """Too little, too much and an e-mail address are refused."""
    with pytest.raises(Invalid, match="address"):
        read_address(written)


@given(st.text(max_size=400))
def test_any_text_is_an_address_or_is_not(written: str) -> None:
    """Whatever is written, it is an address of bounded length on one line, or it is refused."""
    try:
        read = read_address(written)
    except Invalid:
        return

    assert "\n" not in read.text
    assert read.postcode in read.text
    assert len(read.text) <= 200
