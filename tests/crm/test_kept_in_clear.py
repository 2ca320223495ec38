"""What customers tell of themselves lies in clear in one place only: their own words."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from crm import turns
from crm.acceptance import turn_of
from crm.action_results import record_result, recorded_result
from crm.store import Store
from crm.tables.conversations import action_results as action_results_table
from crm.tables.conversations import conversations as conversations_table
from crm.tables.conversations import readings as readings_table
from tests.crm.talk import READING
from tests.crm.test_conversations import begin, say


def test_a_proof_lies_in_clear_in_no_second_place(store: Store) -> None:
    """An address that was told is in the message, and in neither the state nor the reading."""
    told = "zoe@example.org"
    conversation = begin(store)
    accepted = say(store, conversation, "m1", f"104233, {told}")
    entity = {"entity": "email", "value": told, "text": told, "start": 8, "end": 23}
    order = {"entity": "order_id", "value": "104233", "text": "104233", "start": 0, "end": 6}
    reading = replace(READING, entities=(order, entity))
    state = {"slots": {"dialogue": {"data": {"email": told}}}}
    with store.transaction() as unit:
        turns.record_answer(unit, accepted.message_key, turns.Answer((), reading, state))
        record_result(unit, conversation, "m1", "action_x", {"events": [told]})
    following = say(store, conversation, "m2")
    with store.reading() as unit:
        kept = [
            str(unit.connection.execute(select(column)).all())
            for column in (
                conversations_table.c.dialogue_state,
                readings_table.c.entities,
                action_results_table.c.reply,
            )
        ]
        (waiting,) = turns.waiting_turns(unit)
        result = recorded_result(unit, conversation, "m1", "action_x")

    assert [False] * 3 == [told in text for text in kept]
    assert ("'104233'" in kept[1], "'start': 8" in kept[1]) == (True, True)
    assert [state, state] == [waiting.dialogue_state, turn_of(following).dialogue_state]
    assert {"events": [told]} == result
