"""Messages without words, in another language, or made clear by a button."""

from __future__ import annotations

import pytest

from actions.other_languages import in_another_language
from crm.store import Store
from tests.shop import add_customer, add_order
from tests.talking import Talker

FALLBACK = "action_fallback"


@pytest.mark.parametrize("text", ["?", "...", "0", "🙂"])
def test_marks_alone_never_queue_for_a_person(store: Store, text: str) -> None:
    """Words are asked for each time, with a person among the ways on."""
    talker = Talker(store)
    heard = [talker.ask(FALLBACK, text, intent="nlu_fallback") for _ in range(4)]

    assert [["utter_fallback_no_words"]] * 4 == [one.names for one in heard]
    assert (4, 0) == (len(heard[-1].quick_replies), talker.dialogue["failures"])


def test_a_button_keeps_what_was_said(store: Store) -> None:
    """The thing that was named before the button was pressed is not asked for again."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = add_order(unit, anna, number="104201")
    talker = Talker(store, anna)
    ranking = [("track_order", 0.3), ("get_invoice", 0.2)]
    said = {"order_id": {"value": order.number, "text": order.number, "start": 0, "end": 6}}
    first = talker.ask(
        FALLBACK, "104201 fnord zap", intent="nlu_fallback", entities=said, ranking=ranking
    )
    kept = talker.dialogue["data"]["said"]
    heard = talker.says("I want to cancel order 104201", "cancel_order")

    assert ("utter_fallback_order", "104201 fnord zap") == (first.names[0], kept)
    assert (["utter_cancel_confirm"], "104201") == (heard.names, heard.value("order_number"))
    assert "said" not in talker.dialogue["data"]


def test_other_words_than_the_button_forget_what_was_said(store: Store) -> None:
    """Who goes on with something else is not held to what was not understood."""
    talker = Talker(store)
    talker.ask(FALLBACK, "fnord", intent="nlu_fallback", ranking=[("track_order", 0.3)])
    talker.says("thanks", "thank")

    assert {} == talker.dialogue["data"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wo ist meine bestellung", True),
        ("où est ma commande", True),
        ("где мой заказ", True),
        ("我的订单在哪里", True),
        ("quiero devolver mi lámpara con caja", True),
        ("where is my order", False),
        ("blargh fnord", False),
        ("is die Lampe mit LED in stock", False),
        ("¿?", False),
        ("", False),
    ],
)
def test_another_language_is_told_by_script_or_small_words(text: str, expected: bool) -> None:
    """A name or a slip of the pen makes no other language."""
    assert expected == in_another_language(text)


@pytest.mark.parametrize(
    ("action", "intent"), [(FALLBACK, "nlu_fallback"), ("action_out_of_scope", "out_of_scope")]
)
def test_who_writes_another_language_is_told_and_offered_a_person(
    store: Store, action: str, intent: str
) -> None:
    """A yes then gets the person."""
    talker = Talker(store)
    heard = talker.ask(action, "wo ist meine bestellung", intent=intent)
    then = talker.ask("action_continue", "yes", intent="affirm")

    assert ["utter_english_only"] == heard.names
    assert then.names[0].startswith("utter_handover")


def test_who_changes_to_another_language_in_the_middle_of_a_topic_is_told(store: Store) -> None:
    """What the bot spoke of before makes it read no more than before."""
    talker = Talker(store)
    talker.ask("action_track_order", "where is my order")
    heard = talker.ask("action_out_of_scope", "wo ist meine bestellung", intent="out_of_scope")

    assert ["utter_english_only"] == heard.names


def test_another_language_leaves_a_question_for_a_yes_open(store: Store) -> None:
    """A yes is then meant for what was asked to be carried out, and that is said once more."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status="placed")
    talker = Talker(store, anna)
    talker.ask("action_cancel_order", "cancel my order")
    heard = talker.ask("action_out_of_scope", "wo ist meine bestellung", intent="out_of_scope")
    then = talker.ask("action_continue", "yes", intent="affirm")

    assert "utter_question_still_open" == heard.names[-1]
    assert ["utter_cancelled_refund"] == then.names
