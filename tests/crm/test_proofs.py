"""Guests prove orders, and nobody can guess their way to one."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from crm.conversations import create
from crm.orders import find_order
from crm.postcodes import find_postcodes, named_postcode
from crm.proofs import (
    ADDRESS_POSTCODE_TRIES,
    ADDRESS_TRIES,
    CONVERSATION_TRIES,
    NUMBER_TRIES,
    Proof,
    prove_order,
)
from crm.requester import Requester, requester_for
from crm.store import Store, Unit
from crm.tables.orders import orders
from tests.fixtures_store import Clock
from tests.shop import add_conversation, add_customer, add_order


def _guest(unit: Unit) -> Requester:
    return requester_for(unit, add_conversation(unit).public_id, None)


@pytest.mark.parametrize(
    "proof",
    [
        {"email": " Guest@Example.ORG"},
        {"postcode": "20095"},
        {"email": "x@y.org", "postcode": "20 095"},
    ],
)
def test_number_and_email_or_postcode_open_an_order(store: Store, proof: dict[str, Any]) -> None:
    """One matching detail proves the order, which is then found in this conversation."""
    with store.transaction() as unit:
        order = add_order(unit)
        guest = _guest(unit)
        result = prove_order(unit, guest, f"#{order.number}", **proof)
        found = find_order(unit, requester_for(unit, guest.public_id, None), order.number)

    assert ("proven", order.id) == (result.outcome, found.id)


def test_a_customers_own_contact_proves_an_order_that_has_none(store: Store) -> None:
    """Imported orders bear no contact of their own; their customer's counts."""
    with store.transaction() as unit:
        add_order(unit, add_customer(unit, email="anna@example.org", postcode="10115"))
        bare = {"contact_email_index": None, "postcode_index": None}
        unit.connection.execute(update(orders).values(bare))
        results = [
            prove_order(unit, _guest(unit), "100001", email="anna@example.org").outcome,
            prove_order(unit, _guest(unit), "100001", postcode="10115").outcome,
        ]

    assert ["proven", "proven"] == results


@pytest.mark.parametrize(
    "number", ["100001", "555555", "'; DROP TABLE orders; --", "😀" * 500, "\x00"]
)
def test_a_wrong_proof_and_an_unknown_order_get_one_answer(store: Store, number: str) -> None:
    """Nobody learns from the answer whether an order exists."""
    with store.transaction() as unit:
        add_order(unit, number="100001")
        result = prove_order(unit, _guest(unit), number, email="eve@example.org")

    assert Proof("unproven", CONVERSATION_TRIES - 1) == result


def test_no_proof_proves_nothing(store: Store) -> None:
    """An order without contact is not opened by an empty proof."""
    with store.transaction() as unit:
        add_order(unit)
        bare = {"contact_email_index": None, "postcode_index": None}
        unit.connection.execute(update(orders).values(bare))

        assert (
            "unproven" == prove_order(unit, _guest(unit), "100001", email="", postcode="").outcome
        )


def test_tries_in_a_conversation_end(store: Store, clock: Clock) -> None:
    """After the last wrong try even the right proof is not looked at, until some time has gone."""
    with store.transaction() as unit:
        add_order(unit)
        guest = _guest(unit)
        wrong = [
            prove_order(unit, guest, str(n), postcode="1").outcome
            for n in range(CONVERSATION_TRIES)
        ]
        right = prove_order(unit, guest, "100001", postcode="20095")
    clock.advance(minutes=31)
    with store.transaction() as unit:
        later = prove_order(unit, guest, "100001", postcode="20095")

    assert ["unproven"] * CONVERSATION_TRIES == wrong
    assert (Proof("blocked", 0), "proven") == (right, later.outcome)


def test_tries_on_one_number_end_whoever_makes_them(store: Store, clock: Clock) -> None:
    """New conversations do not buy more tries on one order; its owner can still try later."""
    with store.transaction() as unit:
        add_order(unit)
        for _ in range(NUMBER_TRIES):
            prove_order(unit, _guest(unit), "100001", postcode="99999")
        blocked = prove_order(unit, _guest(unit), "100001", postcode="20095")
        other = prove_order(unit, _guest(unit), "100002", postcode="20095")
    clock.advance(hours=7)
    with store.transaction() as unit:
        later = prove_order(unit, _guest(unit), "100001", postcode="20095")

    assert ("blocked", "unproven", "proven") == (blocked.outcome, other.outcome, later.outcome)


def test_tries_from_one_address_end_in_whatever_conversation(store: Store, clock: Clock) -> None:
    """Whoever sprays one postcode over many orders is stopped; an e-mail address still proves."""

    def guest(unit: Unit, address: str) -> Requester:
        talk = create(unit, "rest", origin=address)
        return requester_for(unit, talk.public_id, None)

    with store.transaction() as unit:
        add_order(unit)
        tries = [
            prove_order(unit, guest(unit, "192.0.2.1"), str(n), postcode="20095").outcome
            for n in range(ADDRESS_POSTCODE_TRIES + 1)
        ]
        blocked = prove_order(unit, guest(unit, "192.0.2.1"), "100001", postcode="20095")
        by_email = prove_order(unit, guest(unit, "192.0.2.1"), "100001", email="guest@example.org")
        elsewhere = prove_order(unit, guest(unit, "192.0.2.2"), "100001", postcode="20095")
    clock.advance(hours=7)
    with store.transaction() as unit:
        later = prove_order(unit, guest(unit, "192.0.2.1"), "100001", postcode="20095")

    assert ["unproven"] * ADDRESS_POSTCODE_TRIES + ["blocked"] == tries
    assert ("blocked", "proven", "proven", "proven") == (
        blocked.outcome,
        by_email.outcome,
        elsewhere.outcome,
        later.outcome,
    )


def test_tries_with_email_addresses_end_too(store: Store) -> None:
    """The limit on an address holds for every kind of proof."""
    with store.transaction() as unit:
        add_order(unit)
        for n in range(ADDRESS_TRIES):
            talk = create(unit, "rest", origin="192.0.2.1")
            guest = requester_for(unit, talk.public_id, None)
            prove_order(unit, guest, str(n), email="eve@example.org")
        last = create(unit, "rest", origin="192.0.2.1")
        right = {"email": "guest@example.org"}
        result = prove_order(unit, requester_for(unit, last.public_id, None), "100001", **right)

    assert "blocked" == result.outcome


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("10115", ["10115"]),
        ("it's sw1a 1aa", ["sw1a 1aa"]),
        ("1012 AB Amsterdam", ["1012 AB"]),
        ("00-950 Warszawa", ["00-950"]),
        ("111 22 Stockholm", ["111 22"]),
        ("1000-205 Lisboa", ["1000-205"]),
        ("order 104233", []),
        ("I paid 1234.50", []),
        ("me@10115.example", []),
        ("", []),
    ],
)
def test_postcodes_of_europe_are_found(text: str, found: list[str]) -> None:
    """Postcodes in the forms of Europe are seen, other figures not."""
    assert found == find_postcodes(text)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("order 104233, postcode 10115", "10115"),
        ("My ZIP code is: 20095", "20095"),
        ("plz 10115", "10115"),
        ("10115", None),
        ("what is a postcode", None),
    ],
)
def test_a_named_postcode_is_told_from_a_number(text: str, named: str | None) -> None:
    """Only figures that the text calls a postcode are taken for one without being asked."""
    assert named == named_postcode(text)


@given(st.text(max_size=300))
def test_any_text_can_be_searched(text: str) -> None:
    """Whatever is written, what is found stands in it."""
    assert all(found in text for found in find_postcodes(text))
