"""What a reply offers is taken up with a yes, and with nothing that was asked before."""

from __future__ import annotations

import pytest
import yaml

from actions.intents import ACTIONS
from crm.step_up import Purpose
from crm.store import Store
from tests.codes import proven
from tests.project_tree import PROJECT
from tests.shop import add_customer, add_order
from tests.tailored_shop import events_of
from tests.talking import Talker

CONTINUE, FALLBACK = "action_continue", "action_fallback"


def _asked_to_delete(store: Store) -> Talker:
    """Return a customer who was asked whether the account shall be deleted."""
    with store.transaction() as unit:
        anna = add_customer(unit)
    talker = proven(Talker(store, anna), Purpose.DELETE_ACCOUNT)
    talker.ask("action_delete_account")
    return talker


@pytest.mark.parametrize(
    ("text", "response"),
    [("yes", "utter_handover_open"), ("no", "utter_idle_deny"), ("hm", "utter_fallback_hand_over")],
)
def test_an_offered_person_is_taken_up(store: Store, text: str, response: str) -> None:
    """After "Shall I get a person?" a yes gets one, a no does not, and noise is the third time."""
    talker = Talker(store)
    for _ in range(2):
        talker.ask(FALLBACK, "blargh", intent="nlu_fallback")
    intent = {"yes": "affirm", "no": "deny"}.get(text, "inform")

    assert response == talker.reply(text, intent).names[0]


def test_a_yes_to_a_person_is_no_yes_to_an_older_question(store: Store) -> None:
    """Once a person is offered, the question that was not answered is over."""
    talker = _asked_to_delete(store)
    talker.ask(FALLBACK, "blargh", intent="nlu_fallback")
    offered = talker.ask(FALLBACK, "blargh", intent="nlu_fallback")
    heard = talker.ask(CONTINUE, "yes", intent="affirm")

    assert (["utter_fallback_again"], ["utter_handover_open"]) == (offered.names, heard.names)
    assert [] == events_of(store, "AccountDeletionRequested")


def test_the_only_way_that_a_refusal_shows_is_taken_with_a_yes(store: Store) -> None:
    """ "I can show you where the refund is" and a yes show it; later the offer is over."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104233", status="cancelled")
    cancel, number = "action_cancel_order", {"order_id": "104233"}
    talker = Talker(store, anna)
    refused = talker.ask(cancel, "cancel 104233", entities=number)
    shown = talker.ask(CONTINUE, "yes", intent="affirm")
    talker.ask(cancel, "cancel 104233", entities=number)
    talker.ask("action_thank", "thanks", intent="thank")
    late = talker.ask(CONTINUE, "yes", intent="affirm")

    assert (["utter_refused_cancelled"], ["Where is my refund?"]) == (
        refused.names,
        refused.quick_replies,
    )
    assert (["utter_refund_none"], ["utter_idle_affirm"]) == (shown.names, late.names)


@pytest.mark.parametrize("remark", ["action_thank", "action_greet", "action_answer"])
def test_a_remark_says_the_open_question_again(store: Store, remark: str) -> None:
    """ "Anything else?" is not what the next yes answers, so the question stands below it."""
    talker = _asked_to_delete(store)
    heard = talker.ask(remark, "thanks")
    done = talker.ask(CONTINUE, "yes", intent="affirm")

    assert "utter_question_still_open" == heard.names[-1]
    assert ["utter_delete_requested"] == done.names


def test_each_offer_leads_where_its_button_leads() -> None:
    """A yes to an offer runs the action of the button's intent."""
    rules = yaml.safe_load((PROJECT / "bot" / "dialogue" / "rules.yml").read_text("utf-8"))
    steps = [rule["steps"] for rule in rules["rules"]]
    known = {step[0]["intent"]: step[1]["action"] for step in steps if "intent" in step[0]}

    assert dict(ACTIONS) == {intent: known[intent] for intent in ACTIONS}
