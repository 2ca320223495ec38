"""Torn between two readings, the bot asks; the answer takes up what was said first."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from actions.suggestions import BUTTONS
from crm.store import Store
from crm.tables.orders import orders
from tests.shop import Person, add_customer, add_order
from tests.talking import Heard, Talker

TORN = ("track_order", "cancel_order")
ORDER = {"order_id": "104202"}


def _two_orders(store: Store) -> Person:
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104201")
        add_order(unit, anna, number="104202")
        return anna


def _torn(store: Store) -> tuple[Talker, Heard]:
    talker = Talker(store, _two_orders(store))
    asked = talker.says("something with 104202", "track_order", ORDER, candidates=TORN)
    return talker, asked


def test_the_bot_asks_which_is_meant(store: Store) -> None:
    """Two buttons, a way out, and nothing done yet."""
    _, asked = _torn(store)

    assert ["utter_did_you_mean"] == asked.names
    assert [*(BUTTONS[intent].text for intent in TORN), "Something else"] == asked.quick_replies


@pytest.mark.parametrize(
    ("text", "intent", "response"),
    [
        ("Where is my order?", "track_order", "utter_track_placed"),
        ("I want to cancel my order", "cancel_order", "utter_cancel_confirm"),
        ("the first", "inform", "utter_track_placed"),
        ("first one please", "nlu_fallback", "utter_track_placed"),
        ("1", "inform", "utter_track_placed"),
        ("the second one", "inform", "utter_cancel_confirm"),
        ("the latter", "nlu_fallback", "utter_cancel_confirm"),
        ("2", "inform", "utter_cancel_confirm"),
        ("track it", "track_order", "utter_track_placed"),
        ("cancel it please", "nlu_fallback", "utter_cancel_confirm"),
        ("I'd rather not have it any more, so please call it off", "cancel_order",
         "utter_cancel_confirm"),
        ("neither", "deny", "utter_did_you_mean_neither"),
        ("Something else", "help", "utter_did_you_mean_neither"),
        ("no", "deny", "utter_did_you_mean_neither"),
        ("bye for now", "goodbye", "utter_goodbye"),
    ],
)  # fmt: skip
def test_the_answer_goes_on_with_the_first_message(
    store: Store, text: str, intent: str, response: str
) -> None:
    """Nobody repeats the order's number; what is another wish is seen to instead."""
    talker, _ = _torn(store)
    heard = talker.says(text, intent)
    numbers = [said["order_number"] for said in heard.responses if "order_number" in said]

    assert ([response], set()) == (heard.names, set(numbers) - {"104202"})


def test_both_are_seen_to_in_turn(store: Store) -> None:
    """ "Both" tracks the order and then asks whether to cancel it."""
    talker, _ = _torn(store)
    heard = talker.says("both", "inform")

    assert ["utter_track_placed", "utter_cancel_confirm"] == heard.names
    assert {"104202"} == {said["order_number"] for said in heard.responses}


def test_nothing_is_cancelled_without_a_yes(store: Store) -> None:
    """To choose the cancellation is not to confirm it."""
    talker, _ = _torn(store)
    talker.says("the second one", "inform")
    with store.reading() as unit:
        statuses = set(unit.connection.scalars(select(orders.c.status)))

    assert {"placed"} == statuses


def test_a_yes_to_two_things_is_asked_about_once_more(store: Store) -> None:
    """Then the bot finds another way, and noise leads there at once."""
    talker, _ = _torn(store)
    again = talker.says("yes", "affirm")
    after = talker.says("yes", "affirm")

    assert ["utter_did_you_mean"] == again.names
    assert "utter_did_you_mean" not in after.names


def test_a_detail_given_instead_of_a_choice_is_kept(store: Store) -> None:
    """The other number replaces the first, and the question stays."""
    talker, _ = _torn(store)
    again = talker.says("104201", "inform", {"order_id": "104201"})
    heard = talker.says("track it", "track_order")

    assert ["utter_did_you_mean"] == again.names
    assert "104201" == heard.cards[0]["number"]


@pytest.mark.parametrize(
    "candidates",
    [(), ("track_order",), ("check_invoice", "get_invoice"), ("track_order", "greet")],
)
def test_what_makes_no_difference_is_not_asked(store: Store, candidates: tuple[str, ...]) -> None:
    """One action for both, or none to choose: the best reading is followed."""
    talker = Talker(store, _two_orders(store))
    heard = talker.says("where is 104202", "track_order", ORDER, candidates=candidates)

    assert ["utter_track_placed"] == heard.names


def test_an_open_question_is_not_left_for_it(store: Store) -> None:
    """While the bot waits for an answer it does not ask which of two things is meant."""
    talker = Talker(store, _two_orders(store))
    talker.says("cancel 104202", "cancel_order", ORDER)
    heard = talker.says("and 104201 then?", "track_order", {"order_id": "104201"}, candidates=TORN)

    assert ["utter_track_placed"] == heard.names
