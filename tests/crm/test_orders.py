"""Orders are found by their owner and by nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import NotFound
from crm.orders import find_order, normal_number, recent_orders
from crm.requester import Requester, requester_for
from crm.store import Store, Unit
from tests.shop import Person, add_conversation, add_customer, add_order, add_product


def _asks(unit: Unit, customer: Person | None) -> Requester:
    talk = add_conversation(unit, customer)
    return requester_for(unit, talk.public_id, customer.opaque_id if customer else None)


@pytest.mark.parametrize("written", ["104233", " #104233 ", "104 233", "#104233"])
def test_the_owner_finds_an_order_however_its_number_is_written(store: Store, written: str) -> None:
    """Hashes and spaces do not hide an order, whose lines and payment come with it."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        mug = add_product(unit, "Enamel mug", 900)
        add_order(unit, anna, [(mug, 3)], number="104233")
        order = find_order(unit, _asks(unit, anna), written)

    assert ("104233", [("Enamel mug", 3, 2700)], "paid", 3190) == (
        order.number,
        [(line.title, line.quantity, line.total_minor) for line in order.lines],
        order.payment_status,
        order.paid_minor,
    )


@pytest.mark.parametrize(
    "written", ["999999", "", "😀", "1' OR '1'='1", "9" * 10_000, "%", "<b>1</b>", "\x00"]
)
def test_what_is_no_number_is_not_found(store: Store, written: str) -> None:
    """Whatever is no order number gives the plain answer of an unknown one."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna)
        with pytest.raises(NotFound) as caught:
            find_order(unit, _asks(unit, anna), written)

    assert "order_unknown" == caught.value.code


def test_someone_elses_order_looks_like_none(store: Store) -> None:
    """The error for another customer's order differs in nothing from that for no order."""
    with store.transaction() as unit:
        add_order(unit, add_customer(unit), number="100001")
        errors = []
        for asks in (_asks(unit, add_customer(unit, "Ben", "b@example.org")), _asks(unit, None)):
            for number in ("100001", "100002"):
                with pytest.raises(NotFound) as caught:
                    find_order(unit, asks, number)
                errors.append((caught.value.code, caught.value.detail.replace(number, "N")))

    assert 1 == len(set(errors))


def test_recent_orders_are_ones_own_newest_first(store: Store) -> None:
    """Only the requester's orders are listed, the newest first, in the states asked for."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        asks = _asks(unit, anna)
        add_order(unit, anna, number="1001", status="delivered", placed_days_ago=30)
        add_order(unit, anna, number="1002", status="shipped", placed_days_ago=4)
        add_order(unit, anna, number="1003", placed_days_ago=1)
        add_order(unit, add_customer(unit, "Ben", "b@example.org"), number="1004")
        add_order(unit, number="1005")
        every = [order.number for order in recent_orders(unit, asks)]
        moving = [o.number for o in recent_orders(unit, asks, statuses={"placed", "shipped"})]
        guests = recent_orders(unit, _asks(unit, None))

    assert (["1003", "1002", "1001"], ["1003", "1002"], ()) == (every, moving, guests)


@given(st.text())
def test_a_number_is_normal_or_nothing(written: str) -> None:
    """A normal number is short, plain and stays what it is; everything else is nothing."""
    number = normal_number(written)

    assert number is None or (number == normal_number(number) and number.isascii())
    assert number is None or 2 <= len(number) <= 40
