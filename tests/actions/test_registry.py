"""Every action of the domain has a topic, and the executor calls the right one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import yaml

from actions.intents import ACTIONS
from actions.registry import all_topics, executor, topic_named
from crm.requester import requester_for
from crm.step_up import Purpose
from crm.store import Store, Unit
from tests.codes import prove
from tests.project_tree import PROJECT
from tests.shop import add_conversation, add_customer
from tests.tailored_shop import events_of


def _domain() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((PROJECT / "domain.yml").read_text("utf-8"))
    return found


# The engine calls none of these: a turn is routed to them.
ROUTED = {"action_did_you_mean", "action_refund_elsewhere"}


def test_each_action_of_the_domain_has_one_topic() -> None:
    """The domain and the topics know the same names."""
    named = [topic.name for topic in all_topics() if topic.__module__.startswith("actions.")]

    assert sorted({*_domain()["actions"], *ROUTED}) == named


def test_each_rule_leads_from_an_intent_to_an_action() -> None:
    """Each intent, and what was not understood, has exactly one rule, to a known action."""
    path = PROJECT / "bot" / "dialogue" / "rules.yml"
    steps = [rule["steps"] for rule in yaml.safe_load(path.read_text("utf-8"))["rules"]]
    actions = {second["action"] for _, second in steps}

    assert sorted([*_domain()["intents"], "nlu_fallback"]) == sorted(s["intent"] for s, _ in steps)
    assert ACTIONS == {first["intent"]: second["action"] for first, second in steps}
    assert set(_domain()["actions"]) == actions


def test_topics_are_found_by_name() -> None:
    """Topics hand turns on by name; a name of old finds nothing."""
    known = topic_named("action_greet")

    assert ("action_greet", None) == (known.name if known else None, topic_named("action_of_old"))


async def test_the_executor_takes_plain_answers_back_to_their_topic(store: Store) -> None:
    """A yes that was read as something else still answers the open question, once."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        talk = add_conversation(unit, anna)
        prove(
            unit,
            requester_for(unit, talk.public_id, anna.opaque_id),
            Purpose.DELETE_ACCOUNT,
        )

    async def write(work: Callable[[Unit], dict[str, Any]]) -> dict[str, Any]:
        with store.transaction() as unit:
            return work(unit)

    run = executor(all_topics(), write)
    message = {
        "text": "yes pls",
        "intent": {"name": "thank", "confidence": 0.6},
        "entities": [],
        "metadata": {
            "message_id": "one",
            "customer": anna.opaque_id,
            "sent_at": store.clock().isoformat(),
        },
    }
    dialogue = {"topic": "action_delete_account", "awaiting": "confirm", "data": {}}
    call = {
        "next_action": "action_thank",
        "sender_id": talk.public_id,
        "tracker": {
            "sender_id": talk.public_id,
            "slots": {"dialogue": dialogue},
            "latest_message": message,
            "events": [],
            "paused": False,
            "followup_action": None,
            "active_loop": {},
            "latest_action_name": None,
        },
        "domain": {},
    }
    said = [await run.run(call) for _ in range(2)]

    assert [["utter_delete_requested"]] * 2 == [
        [one["response"] for one in answer["responses"]] for answer in said if answer
    ]
    assert 1 == len(events_of(store, "AccountDeletionRequested"))
