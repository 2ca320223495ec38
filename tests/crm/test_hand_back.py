"""Giving a conversation back to the bot with what it goes on from."""

from __future__ import annotations

import pytest

from crm import handovers
from crm.errors import Invalid
from crm.panel import handover_trace
from crm.store import Store
from tests.crm.talk import add_agent
from tests.shop import add_customer, add_order
from tests.talking import Talker

AGREED = "a new lamp comes by Friday, the old one need not come back"


def given_back(store: Store, facts: object) -> Talker:
    """Return a customer whose conversation Mia had and gave back with these facts."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        for number in ("990107", "990108"):
            add_order(unit, anna, number=number)
    talker, mia = Talker(store, anna), add_agent(store, "Mia")
    with store.transaction() as unit:
        handovers.take(unit, talker.conversation.public_id, mia)
        back = handovers.hand_back(unit, talker.conversation.public_id, mia, "be kind", facts)
    state = back.conversation.dialogue_state
    if state is not None:
        talker.dialogue = state["slots"]["dialogue"]
    return talker


def test_the_bot_does_not_ask_for_the_order_again(store: Store) -> None:
    """Of two orders the one that was named is meant, and what was agreed comes first, once."""
    talker = given_back(store, {"order": "990107", "agreed": AGREED})
    first = talker.says("where is it", "track_order")
    again = talker.says("where is it", "track_order")

    assert ("utter_agreed", AGREED, "Mia") == (
        first.names[0],
        first.value("agreed"),
        first.value("agent"),
    )
    assert "990107" == first.value("order_number")
    assert "utter_agreed" not in again.names


@pytest.mark.parametrize(
    "asked", ["what did we agree on?", "What did your colleague tell me", "but Mia said so!"]
)
def test_what_was_agreed_is_said_as_often_as_asked(store: Store, asked: str) -> None:
    """However that was read, and without counting as a failure."""
    talker = given_back(store, {"agreed": AGREED})

    assert [["utter_agreed"]] * 3 == [talker.says(asked, "nlu_fallback").names for _ in range(3)]


def test_without_facts_it_is_as_before(store: Store) -> None:
    """The bot starts afresh, and the note is for colleagues."""
    talker = given_back(store, None)

    assert "utter_agreed" not in talker.says("what did we agree on?", "nlu_fallback").names


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ([], "facts_invalid"),
        ({"order": "104999"}, "order_unknown"),
        ({"order": ["990107"]}, "order_unknown"),
        ({"agreed": 5}, "agreed_invalid"),
        ({"agreed": "x" * 301}, "agreed_invalid"),
    ],
)
def test_what_cannot_be_is_refused(store: Store, facts: object, code: str) -> None:
    """The agent learns what is wrong, and still has the conversation."""
    with pytest.raises(Invalid) as refused:
        given_back(store, facts)

    assert code == refused.value.code


def test_the_desk_sees_the_facts(store: Store) -> None:
    """The trace shows them; in the store they are sealed."""
    talker = given_back(store, {"order": "990107", "agreed": AGREED})
    with store.reading() as unit:
        key = unit.connection.exec_driver_sql("SELECT max(id) FROM conversations").scalar_one()
        trace = handover_trace(unit, key)
        kept = unit.connection.exec_driver_sql("SELECT facts FROM handovers").scalars().all()

    assert talker is not None
    assert {"order": "990107", "agreed": AGREED} == trace[-1]["facts"]
    assert AGREED not in str(kept)
