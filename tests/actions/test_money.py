"""Customers ask for refunds, invoices and ways to pay."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from crm.store import Store
from crm.tables.events import crm_events
from crm.tables.orders import orders, refunds
from tests.fixtures_store import Clock
from tests.shop import add_customer, add_order
from tests.talking import Talker

REFUND = "action_request_refund"
TRACK = "action_track_refund"
INVOICE = "action_invoice"
ISSUE = "action_payment_issue"
METHODS = "action_payment_methods"


@pytest.mark.parametrize(
    ("order", "response"),
    [
        ({"status": "placed"}, "utter_refund_by_cancelling"),
        ({"status": "placed", "payment": "pending"}, "utter_refund_nothing_paid"),
        ({"status": "shipped"}, "utter_refused_dispatched"),
        ({"status": "delivered"}, "utter_refund_by_return"),
        ({"status": "delivered", "delivered_days_ago": 50}, "utter_refused_window_closed"),
    ],
)
def test_each_state_has_its_way_to_the_money(
    store: Store, order: dict[str, Any], response: str
) -> None:
    """A refund comes by cancelling or by returning; the reply leads there or says why not."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, **order)

    assert [response] == Talker(store, anna).ask(REFUND, "I want my money back").names


def test_a_refund_by_cancelling_needs_one_yes(store: Store) -> None:
    """The yes to the offer cancels, and the refund can be followed at once."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna)
    talker = Talker(store, anna)
    talker.ask(REFUND, "refund please")
    done = talker.reply("yes", "affirm")
    where = talker.ask(TRACK, "where is my refund")
    again = talker.ask(REFUND, "refund it!")

    assert ["utter_cancelled_refund"] == done.names
    assert ["utter_refund_pending"] == where.names == again.names


@pytest.mark.parametrize(
    ("change", "days", "response"),
    [
        ({}, 0, "utter_refund_pending"),
        ({}, 20, "utter_refund_overdue"),
        ({"status": "paid"}, 0, "utter_refund_paid"),
        ({"status": "failed"}, 0, "utter_refund_failed"),
    ],
)
def test_where_a_refund_is(
    store: Store, clock: Clock, change: dict[str, Any], days: int, response: str
) -> None:
    """Each state of a refund has its words."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna)
    talker = Talker(store, anna)
    talker.ask("action_cancel_order")
    talker.reply("yes", "affirm")
    if change:
        with store.transaction() as unit:
            unit.connection.execute(update(refunds).values(paid_at=unit.now, **change))
    clock.advance(days=days)

    assert [response] == talker.ask(TRACK).names


def test_a_return_that_is_still_travelling(store: Store) -> None:
    """Before the parcel is back the reply names the case and how long it takes from then on."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status="delivered")
    talker = Talker(store, anna)
    talker.ask("action_return_item")
    talker.reply("yes", "affirm")
    general = talker.ask(TRACK, "where's my money")
    asked = talker.ask(REFUND, "refund me")

    assert ["utter_refund_after_return"] == general.names == asked.names
    assert "5 working days" == general.value("refund_time")


def test_no_refund_at_all(store: Store) -> None:
    """Where there is none, that is said; a guest is asked for the order first."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status="delivered")

    assert ["utter_refund_none"] == Talker(store, anna).ask(TRACK).names
    assert ["utter_ask_order_number"] == Talker(store).ask(TRACK).names


def test_the_rules_of_refunds(store: Store) -> None:
    """The policy is told in its own numbers."""
    heard = Talker(store).ask("action_refund_policy")

    assert ("30 days", "60 days") == (heard.value("days"), heard.value("gold_days"))


def test_an_invoice_is_shown_and_sent_when_asked_for(store: Store) -> None:
    """Looking sends nothing; asking for it sends a copy to the masked address."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, invoice=True)
    talker = Talker(store, anna)
    looked = talker.ask(INVOICE, intent="check_invoice")
    with store.reading() as unit:
        before = unit.connection.scalar(select(func.count()).select_from(crm_events))
    sent = talker.ask(INVOICE, intent="get_invoice", entities={"invoice_id": "INV-2026-000001"})

    assert (["utter_invoice"], 0, "€29.90") == (looked.names, before, looked.value("total"))
    assert (["utter_invoice_sent"], "a•••@example.org") == (sent.names, sent.value("email"))


def test_an_invoice_that_is_anothers_or_none(store: Store) -> None:
    """Another's invoice is unknown like one that is not there; the order's number is asked for."""
    with store.transaction() as unit:
        add_order(unit, add_customer(unit), number="1001", invoice=True)
        ben = add_customer(unit, "Ben", "ben@example.org")
        add_order(unit, ben, number="1002", status="placed")
    talker = Talker(store, ben)
    said = [
        talker.ask(INVOICE, intent="get_invoice", entities={"invoice_id": number}).names
        for number in ("INV-2026-000001", "INV-2026-000009")
    ]
    mine = talker.reply("1002", entities={"order_id": "1002"})

    assert [["utter_invoice_unknown"]] * 2 == said
    assert ["utter_invoice_not_yet"] == mine.names


def test_a_guest_gets_an_invoice_after_a_proof(store: Store) -> None:
    """That a copy was wanted is still known after number and proof."""
    with store.transaction() as unit:
        add_order(unit, number="104233", invoice=True)
    talker = Talker(store)
    talker.ask(INVOICE, "need an invoice", intent="get_invoice")
    talker.reply("104233")
    sent = talker.reply("20095")

    assert (["utter_invoice_sent"], "g•••@example.org") == (sent.names, sent.value("email"))


@pytest.mark.parametrize(
    ("code", "response"),
    [
        ("card_declined", "utter_payment_card_declined"),
        ("insufficient_funds", "utter_payment_insufficient_funds"),
        ("expired_card", "utter_payment_expired_card"),
        ("something_new", "utter_payment_failed"),
        (None, "utter_payment_failed"),
    ],
)
def test_why_a_payment_failed(store: Store, code: str | None, response: str) -> None:
    """The reason is told with what helps and until when."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, payment="failed", failure_code=code)
    heard = Talker(store, anna).ask(ISSUE, "my payment doesn't work")

    assert ([response], "Wednesday 17 June") == (heard.names, heard.value("until"))


@pytest.mark.parametrize(
    ("order", "response"),
    [
        ({"payment": "paid"}, "utter_payment_arrived"),
        ({"payment": "pending", "method": "bank_transfer"}, "utter_payment_open"),
        ({"payment": "failed", "placed_days_ago": 5}, "utter_payment_lapsed"),
    ],
)
def test_the_payment_of_a_named_order(store: Store, order: dict[str, Any], response: str) -> None:
    """A named order is looked at, whatever its payment's state."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104233", **order)
    heard = Talker(store, anna).ask(ISSUE, entities={"order_id": "104233"})

    assert [response] == heard.names


def test_advice_without_an_order(store: Store) -> None:
    """Nothing failed that is known of: general advice and a person."""
    heard = Talker(store).ask(ISSUE, "cant pay")

    assert (["utter_payment_advice"], True) == (heard.names, bool(heard.quick_replies))


@pytest.mark.parametrize(
    ("named", "response"),
    [
        (None, "utter_payment_methods"),
        ("Visa", "utter_payment_method_yes"),
        ("bitcoin", "utter_payment_method_no"),
    ],
)
def test_ways_to_pay(store: Store, named: str | None, response: str) -> None:
    """All ways are listed, or the named one is answered for."""
    entities = {"payment_method": named} if named else None

    assert [response] == Talker(store).ask(METHODS, entities=entities).names


def test_a_refund_is_told_in_days_of_the_shop(store: Store) -> None:
    """A refund paid an hour before midnight UTC was paid the next day in Berlin."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna)
    talker = Talker(store, anna)
    talker.ask("action_cancel_order")
    talker.reply("yes", "affirm")
    with store.transaction() as unit:
        paid = unit.now.replace(hour=23) - timedelta(days=1)
        unit.connection.execute(update(refunds).values(status="paid", paid_at=paid))
        unit.connection.execute(update(orders).values(status="cancelled"))

    assert "Monday 15 June" == talker.ask(TRACK).value("paid")
