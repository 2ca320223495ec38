"""Customers cancel orders, and are asked before it happens."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from crm.store import Store
from crm.tables.orders import orders, refunds
from tests.shop import add_customer, add_order
from tests.talking import Talker

CANCEL = "action_cancel_order"
FEE = "action_cancellation_fee"


def _state(store: Store) -> tuple[str | None, int]:
    """Return the only order's status and the number of refunds."""
    with store.reading() as unit:
        status = unit.connection.scalar(select(orders.c.status))
        return status, unit.connection.scalar(select(func.count()).select_from(refunds)) or 0


@pytest.mark.parametrize(
    ("text", "intent"),
    [("yes", "affirm"), ("Yes, cancel it please", "cancel_order"), ("ok do it", "nlu_fallback")],
)
def test_an_order_is_cancelled_after_a_yes(store: Store, text: str, intent: str) -> None:
    """The bot asks, cancels on a yes however it was read, and says what comes back when."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna)
    talker = Talker(store, anna)
    asked = talker.ask(CANCEL, "cancel my order")
    before = _state(store)
    done = talker.reply(text, intent)

    assert (["utter_cancel_confirm"], ("placed", 0)) == (asked.names, before)
    assert (["utter_cancelled_refund"], ("cancelled", 1)) == (done.names, _state(store))
    assert ("€29.90", "Monday 22 June") == (done.value("amount"), done.value("due"))


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("no", "deny"),
        ("no don't cancel it", "cancel_order"),
        ("hmm", "nlu_fallback"),
        ("yes but not that one", "inform"),
        ("stop", "stop"),
        ("okay wait", "inform"),
    ],
)
def test_nothing_is_cancelled_without_a_clear_yes(store: Store, text: str, intent: str) -> None:
    """A no, a doubt or a reservation leaves the order alone."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna)
    talker = Talker(store, anna)
    talker.ask(CANCEL)
    talker.reply(text, intent)

    assert ("placed", 0) == _state(store)


@pytest.mark.parametrize(
    "text", ["cancel the return R-10748", "please cancel my return", "cancel the exchange"]
)
def test_a_return_is_no_order(store: Store, text: str) -> None:
    """Who wants a return taken back is not asked for an order, but offered a person."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna)
    talker = Talker(store, anna)
    heard = talker.ask(CANCEL, text)
    person = talker.ask("action_continue", "yes", intent="affirm")

    assert ["utter_cancel_is_return"] == heard.names
    assert (["utter_handover_open"], ("placed", 0)) == (person.names, _state(store))


def test_a_repeated_message_cancels_once(store: Store) -> None:
    """The same message again gets the same answer and has no second effect."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna)
    talker = Talker(store, anna)
    talker.ask(CANCEL)
    first = talker.ask(CANCEL, "yes", intent="affirm", message_id="same")
    second = talker.ask(CANCEL, "yes", intent="affirm", message_id="same")

    assert (first, ("cancelled", 1)) == (second, _state(store))


def test_a_parcel_that_left_while_we_talked(store: Store) -> None:
    """An order dispatched between question and answer is not cancelled, and that is said."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna)
    talker = Talker(store, anna)
    talker.ask(CANCEL)
    with store.transaction() as unit:
        unit.connection.execute(update(orders).values(status="shipped"))
    late = talker.reply("yes", "affirm")

    assert (["utter_cancel_left_meanwhile"], ("shipped", 0)) == (late.names, _state(store))


def test_a_warehouse_that_packed_while_we_talked_hinders_nothing(store: Store) -> None:
    """Packed orders can be cancelled as well as placed ones."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna)
    talker = Talker(store, anna)
    talker.ask(CANCEL)
    with store.transaction() as unit:
        unit.connection.execute(update(orders).values(status="packed"))

    assert ["utter_cancelled_refund"] == talker.reply("yes", "affirm").names


@pytest.mark.parametrize(
    ("status", "response"),
    [
        ("shipped", "utter_refused_dispatched"),
        ("out_for_delivery", "utter_refused_out_for_delivery"),
        ("delivered", "utter_refused_delivered"),
        ("cancelled", "utter_refused_cancelled"),
    ],
)
def test_a_refusal_says_why_and_what_instead(store: Store, status: str, response: str) -> None:
    """An order that left is not cancelled; the reply names the reason and offers another way."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status=status)
    heard = Talker(store, anna).ask(CANCEL)

    assert (response, True) == (heard.names[0], bool(heard.quick_replies))


def test_a_choice_among_those_that_can_be_cancelled(store: Store) -> None:
    """Only orders that can still be cancelled are offered; the chosen one is asked about."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="1001")
        add_order(unit, anna, number="1002", status="packed")
        add_order(unit, anna, number="1003", status="delivered")
    talker = Talker(store, anna)
    asked = talker.ask(CANCEL, "cancel it")
    confirm = talker.reply("1002", entities={"order_id": "1002"})
    switched = talker.reply("yes, and 1001 too", "affirm", entities={"order_id": "1001"})

    assert ["1001", "1002"] == asked.quick_replies
    assert ["1002", "1001"] == [confirm.value("order_number"), switched.value("order_number")]
    assert ["utter_cancel_confirm"] == switched.names


def test_a_guest_cancels_after_a_proof(store: Store) -> None:
    """Number, proof and yes cancel a guest's order."""
    with store.transaction() as unit:
        add_order(unit, number="104233", payment="pending", method="bank_transfer")
    talker = Talker(store)
    talker.ask(CANCEL, entities={"order_id": "104233"})
    confirm = talker.reply("guest@example.org")
    done = talker.reply("yes", "affirm")

    assert (["utter_cancel_confirm"], ["utter_cancelled_unpaid"]) == (confirm.names, done.names)


def test_someone_elses_order_survives(store: Store) -> None:
    """A customer who names another's order and says yes to everything cancels nothing."""
    with store.transaction() as unit:
        add_order(unit, add_customer(unit), number="104233")
        ben = add_customer(unit, "Ben Adler", "ben@example.org")
    talker = Talker(store, ben)
    talker.ask(CANCEL, entities={"order_id": "104233"})
    talker.reply("yes", "affirm")
    talker.ask(CANCEL, "yes cancel 104233", entities={"order_id": "104233"})

    assert ("placed", 0) == _state(store)


def test_the_fee_in_general_and_for_an_order(store: Store) -> None:
    """Without an order the rule is told; with one its terms, and a yes then cancels it."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104233")
    talker = Talker(store, anna)
    general = talker.ask(FEE, "what does cancelling cost?")
    special = talker.ask(FEE, entities={"order_id": "104233"})
    done = talker.reply("yes", "affirm")

    assert ["utter_cancellation_free"] == general.names
    assert ("€0.00", "€29.90") == (special.value("fee"), special.value("refund"))
    assert (["utter_cancelled_refund"], "cancelled") == (done.names, _state(store)[0])


def test_the_fee_of_an_order_that_left(store: Store) -> None:
    """For an order that cannot be cancelled the reason is told instead of a price."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104233", status="shipped")

    assert ["utter_refused_dispatched"] == Talker(store, anna).ask(
        FEE, entities={"order_id": "104233"}
    ).names
