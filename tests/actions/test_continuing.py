"""Answers find the topic that asked, and who is not understood finds a way on."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from actions.suggestions import BUTTONS
from crm.step_up import Purpose
from crm.store import Store
from tests.codes import proven
from tests.project_tree import PROJECT
from tests.shop import add_customer, add_order, add_product
from tests.tailored_shop import events_of
from tests.talking import Entities, Talker

CONTINUE, FALLBACK = "action_continue", "action_fallback"
RANKING = [("nlu_fallback", 0.3), ("track_refund", 0.2), ("get_refund", 0.15), ("greet", 0.1)]


def _asked_to_delete(store: Store) -> Talker:
    """Return a customer who was asked whether the account shall be deleted."""
    with store.transaction() as unit:
        anna = add_customer(unit)
    talker = proven(Talker(store, anna), Purpose.DELETE_ACCOUNT)
    talker.ask("action_delete_account")
    return talker


@pytest.mark.parametrize(
    ("action", "intent", "text", "response", "requested"),
    [
        (CONTINUE, "affirm", "yes", "utter_delete_requested", 1),
        (CONTINUE, "affirm", "maybe", "utter_confirm_unclear", 0),
        (CONTINUE, "inform", "hmm", "utter_confirm_unclear", 0),
        (CONTINUE, "inform", "yes", "utter_delete_requested", 1),
        (CONTINUE, "deny", "no", "utter_delete_kept", 0),
        (CONTINUE, "stop", "stop", "utter_nothing_changed", 0),
        (FALLBACK, "nlu_fallback", "yes", "utter_delete_requested", 1),
        (FALLBACK, "nlu_fallback", "nope", "utter_delete_kept", 0),
        (FALLBACK, "nlu_fallback", "blargh", "utter_confirm_unclear", 0),
    ],
)
def test_an_answer_goes_to_the_topic_that_asked(
    store: Store, action: str, intent: str, text: str, response: str, requested: int
) -> None:
    """A yes acts, a no does not, "stop" ends the question, and noise changes nothing."""
    talker = _asked_to_delete(store)
    heard = talker.ask(action, text, intent=intent)
    asked_again = ["utter_delete_confirm"] if response == "utter_confirm_unclear" else []

    assert [response, *asked_again] == heard.names
    assert requested == len(events_of(store, "AccountDeletionRequested"))


def test_a_question_is_still_open_after_noise(store: Store) -> None:
    """What was not understood can be said again in other words."""
    talker = _asked_to_delete(store)
    talker.ask(FALLBACK, "blargh", intent="nlu_fallback")
    heard = talker.ask(CONTINUE, "yes", intent="affirm")

    assert ["utter_delete_requested"] == heard.names


@pytest.mark.parametrize(
    ("intent", "entities", "response"),
    [
        ("deny", None, "utter_question_dropped"),
        ("stop", None, "utter_question_dropped"),
        ("deny", {"product": "oak lamp"}, "utter_stock_in"),
        ("inform", {"product": "oak lamp"}, "utter_stock_in"),
    ],
)
def test_an_open_question_is_answered_or_dropped(
    store: Store, intent: str, entities: Entities | None, response: str
) -> None:
    """A no alone drops it; a no with the detail that was asked for answers it."""
    with store.transaction() as unit:
        add_product(unit, "Oak lamp")
    talker = Talker(store)
    talker.ask("action_check_stock")
    heard = talker.ask(CONTINUE, "no", intent=intent, entities=entities)

    assert [response] == heard.names


@pytest.mark.parametrize(
    ("intent", "response"),
    [
        ("affirm", "utter_idle_affirm"),
        ("deny", "utter_idle_deny"),
        ("stop", "utter_idle_stop"),
    ],
)
def test_answers_to_nothing_get_a_menu(store: Store, intent: str, response: str) -> None:
    """When no question is open, the bot asks what it can do."""
    heard = Talker(store).ask(CONTINUE, "yes", intent=intent)

    assert ([response], 4) == (heard.names, len(heard.quick_replies))


def test_a_bare_detail_says_what_it_is_about(store: Store) -> None:
    """An order's number alone asks where the order is; a product's name what it is like."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = add_order(unit, anna, status="shipped")
        add_product(unit, "Oak lamp")
    talker = Talker(store, anna)
    tracked = talker.ask(CONTINUE, order.number, entities={"order_id": order.number})
    told = talker.ask(CONTINUE, "oak lamp", entities={"product": "oak lamp"})

    assert order.number == tracked.cards[0]["number"]
    assert "utter_product_info_short" == told.names[0]


@pytest.mark.parametrize(
    ("text", "entities", "response"),
    [
        ("asdkjh", None, "utter_fallback"),
        ("qweqwe", None, "utter_fallback"),
        ("what is Anna Lindqvist's address?", {"person_name": "Anna Lindqvist"}, "utter_fallback"),
        ("", {"email": "anna@example.org"}, "utter_idle"),
    ],
)
def test_what_says_nothing_is_not_understood(
    store: Store, text: str, entities: Entities | None, response: str
) -> None:
    """Noise that was read as a detail counts as a failure; a bare detail is asked about."""
    talker = Talker(store)
    heard = talker.ask(CONTINUE, text, entities=entities)

    assert ([response], response != "utter_idle") == (heard.names, talker.dialogue["failures"] == 1)


@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("how much is it", "utter_product_info_short"),
        ("which sizes does it have", "utter_product_info_short"),
        ("do you have it left", "utter_stock_in"),
        ("asdkjh", "utter_fallback"),
    ],
)
@pytest.mark.parametrize("action", [CONTINUE, FALLBACK])
def test_a_question_about_it_means_the_product(
    store: Store, action: str, text: str, response: str
) -> None:
    """What was spoken of is described when the question is about it, however it was read."""
    with store.transaction() as unit:
        add_product(unit, "Oak lamp")
    talker = Talker(store)
    talker.ask("action_product_info", "the oak lamp", entities={"product": "oak lamp"})
    heard = talker.ask(action, text)

    assert response == heard.names[0]


@pytest.mark.parametrize(
    ("text", "response", "buttons"),
    [
        ("where is order 104233", "utter_track_shipped", 0),
        ("104233", "utter_track_shipped", 0),
        ("grumble 104233 mumble", "utter_fallback_order", 4),
    ],
)
def test_an_order_that_was_named_is_acted_on(
    store: Store, text: str, response: str, buttons: int
) -> None:
    """A sentence that was not understood still tells which order, and that leads on."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104233", status="shipped")
    at = text.index("104233")
    number = {"value": "104233", "text": "104233", "start": at, "end": at + 6}
    heard = Talker(store, anna).ask(
        FALLBACK, text, intent="nlu_fallback", entities={"order_id": number}
    )

    assert (response, buttons) == (heard.names[0], len(heard.quick_replies))


def test_a_topic_that_is_gone_is_not_called(store: Store) -> None:
    """A dialogue of an older release may name what no longer exists."""
    talker = Talker(store)
    talker.dialogue = {"topic": "action_of_old", "awaiting": "confirm"}

    assert ["utter_idle_affirm"] == talker.ask(CONTINUE, "yes", intent="affirm").names
    talker.dialogue = {"topic": "action_of_old", "awaiting": "confirm"}
    assert ["utter_fallback"] == talker.ask(FALLBACK, "yes", intent="nlu_fallback").names


def test_failures_in_a_row_lead_to_a_person(store: Store) -> None:
    """First the bot asks back, then it offers a person, then it gets one."""
    talker = Talker(store)
    heard = [talker.ask(FALLBACK, "blargh", intent="nlu_fallback") for _ in range(3)]

    assert ["utter_fallback"] == heard[0].names
    assert (["utter_fallback_again"], BUTTONS["contact_human_agent"].text) == (
        heard[1].names,
        heard[1].quick_replies[0],
    )
    assert ["utter_fallback_hand_over", "utter_handover_open"] == heard[2].names
    assert [("queued", "not_understood")] == [
        (event["to_owner"], event["reason"]) for event in events_of(store, "OwnershipChanged")
    ]


def test_being_understood_starts_the_count_afresh(store: Store) -> None:
    """Two failures with a success between them are not two in a row."""
    talker = Talker(store)
    talker.ask(FALLBACK, "blargh", intent="nlu_fallback")
    talker.ask("action_thank", "thanks")
    heard = talker.ask(FALLBACK, "blargh", intent="nlu_fallback")

    assert ["utter_fallback"] == heard.names


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        (RANKING, ["Where is my refund?", "I want a refund"]),
        ([("track_refund", 0.2)], ["Where is my refund?"]),
        ([("greet", 0.4)], None),
    ],
)
def test_the_likeliest_are_asked_about(
    store: Store, ranking: list[tuple[str, float]], expected: list[str] | None
) -> None:
    """The two best readings are buttons; those that no button fits are left out."""
    heard = Talker(store).ask(FALLBACK, "my money", intent="nlu_fallback", ranking=ranking)

    if expected is None:
        assert ["utter_fallback"] == heard.names
    else:
        assert (["utter_fallback_did_you_mean"], expected) == (heard.names, heard.quick_replies)


def test_each_button_leads_to_an_intent_of_the_domain() -> None:
    """No button stands for an intent that does not exist."""
    domain: dict[str, Any] = yaml.safe_load((PROJECT / "domain.yml").read_text("utf-8"))

    assert set() == set(BUTTONS) - set(domain["intents"])
