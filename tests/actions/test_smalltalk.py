"""Greetings by who somebody is, small talk that interrupts nothing, and answers from articles."""

from __future__ import annotations

import pytest

from crm.store import Store
from tests.shop import add_customer, add_product
from tests.tailored_shop import add_scores, events_of
from tests.talking import Talker

GREET = "action_greet"


@pytest.mark.parametrize(
    ("tier", "segment", "sentiment", "response"),
    [
        (None, None, 0.0, "utter_greet_known"),
        ("gold", None, 0.0, "utter_greet_gold"),
        ("silver", "champion", 0.0, "utter_greet_champion"),
        ("bronze", "at_risk", 0.0, "utter_greet_missed"),
        ("gold", "cannot_lose", 0.0, "utter_greet_missed"),
        ("gold", None, -0.9, "utter_greet_upset"),
    ],
)
def test_a_greeting_knows_whom_it_greets(
    store: Store, tier: str | None, segment: str | None, sentiment: float, response: str
) -> None:
    """Tier, segment and mood choose the words; the reason is kept."""
    with store.transaction() as unit:
        anna = add_customer(unit, "Anna Berg", tier=tier)
        if segment:
            add_scores(unit, anna, segment=segment)
    heard = Talker(store, anna).ask(GREET, "hi", sentiment=sentiment)

    assert [response] == heard.names
    assert "name" not in heard.responses[0] or "Anna" == heard.value("name")
    assert (
        events_of(store, "ReplyTailored")[0]["rule"]
        == (heard.responses[0]["custom"]["why"]["rule"])
    )


def test_a_visitor_is_greeted_plainly(store: Store) -> None:
    """Nobody knows the visitor; the menu shows what can be done."""
    heard = Talker(store).ask(GREET, "hello")

    assert (["utter_greet"], 4) == (heard.names, len(heard.quick_replies))


@pytest.mark.parametrize(
    "action",
    [
        "action_greet",
        "action_thank",
        "action_help",
        "action_bot_challenge",
        "action_praise",
        "action_out_of_scope",
    ],
)
def test_small_talk_leaves_a_question_open(store: Store, action: str) -> None:
    """A polite word between two answers ends nothing, and counts as understood."""
    with store.transaction() as unit:
        add_product(unit, "Oak lamp")
    talker = Talker(store)
    talker.ask("action_check_stock", "is it in stock?")
    talker.ask("action_fallback", "", intent="nlu_fallback")
    heard = talker.ask(action)
    found = talker.reply("oak lamp")

    assert 1 == len(heard.names)
    assert ["utter_stock_in"] == found.names


@pytest.mark.parametrize(
    ("tier", "response"), [(None, "utter_praise"), ("gold", "utter_praise_member")]
)
def test_praise_is_passed_on(store: Store, tier: str | None, response: str) -> None:
    """Thanks fit the member, and the praise is an event."""
    with store.transaction() as unit:
        anna = add_customer(unit, tier=tier)
    heard = Talker(store, anna).ask("action_praise", "you are great", sentiment=0.9)

    assert [response] == heard.names
    assert [{"sentiment": 0.9}] == events_of(store, "PraiseReceived")


def test_a_goodbye_drops_what_was_open(store: Store) -> None:
    """The next talk starts afresh."""
    talker = Talker(store)
    talker.ask("action_check_stock")
    heard = talker.ask("action_goodbye", "bye")

    assert (["utter_goodbye"], None) == (heard.names, talker.dialogue["topic"])


def test_a_review_leads_to_the_product(store: Store) -> None:
    """The page of the product is shown when one is meant."""
    with store.transaction() as unit:
        lamp = add_product(unit, "Oak lamp")
    talker = Talker(store)
    general = talker.ask("action_review", "where can I write a review")
    lamps = {"product": {"value": "Oak lamp", "resolved": {"id": lamp.id}}}
    special = talker.ask("action_review", "review of the oak lamp", entities=lamps)

    assert (["utter_review"], ["utter_review_product"]) == (general.names, special.names)
    assert [lamp.id] == [card["id"] for card in special.cards]


def test_questions_are_answered_from_the_help_centre(store: Store) -> None:
    """The quote and its page are said, and which article it was is kept."""
    talker = Talker(store)
    heard = talker.ask("action_answer", "how long is a gift card valid?", intent="ask_policy")
    unknown = talker.ask("action_answer", "do you hire astronauts?", intent="ask_policy")

    assert (["utter_answer"], "Gift cards") == (heard.names, heard.value("title"))
    assert "valid for three years" in heard.value("answer")
    assert "gift-cards" == heard.responses[0]["custom"]["why"]["article"]
    assert ["utter_answer_not_found"] == unknown.names
