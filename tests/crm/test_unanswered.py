"""What no engine answers in time is handed over once, and the bot finds its way back to it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from crm import conversations, messages, notices, unanswered
from crm.handovers import request_handover, take
from crm.ownership import Owner
from crm.store import Store
from crm.summaries import summaries
from crm.tables.conversations import conversations as conversations_table
from crm.tables.conversations import messages as messages_table
from crm.turns import Recorded, record_answer
from tests.crm.talk import add_agent, an_answer
from tests.crm.test_conversations import answer, begin, say, texts_of
from tests.crm.test_handovers import trace
from tests.fixtures_store import Clock

BACK = notices.STILL_IN_LINE_QUICK_REPLIES[0]["text"]


def hand_over(store: Store, message_key: int) -> Recorded:
    """Hand a conversation over in a transaction of its own."""
    with store.transaction() as unit:
        return unanswered.hand_over(unit, message_key)


def left(store: Store) -> list[str]:
    """Return the conversations that the bot may take back."""
    with store.reading() as unit:
        return unanswered.left_to_nobody(unit)


def take_back(store: Store, conversation: str) -> tuple[int, ...] | None:
    """Let the bot take a conversation back; return what it is to answer."""
    with store.transaction() as unit:
        back = unanswered.answer_after_all(unit, conversation)
    return None if back is None else back.message_keys


def statuses(store: Store) -> list[str]:
    """Return how the turns of all customers' messages stand."""
    query = (
        select(messages_table.c.turn_status)
        .where(messages_table.c.author == "customer")
        .order_by(messages_table.c.id)
    )
    with store.reading() as unit:
        return list(unit.connection.scalars(query))


def at_night(clock: Clock) -> None:
    """Go to 22:00 in Berlin, when nobody answers."""
    clock.advance(hours=8)


def test_a_person_is_asked_once(store: Store) -> None:
    """The conversation is queued with all its waiting turns, urgently, and the customer is told."""
    conversation = begin(store)
    first, second = say(store, conversation, "m1"), say(store, conversation, "m2", "Anyone?")
    recorded = [hand_over(store, accepted.message_key) for accepted in (first, first, second)]
    with store.reading() as unit:
        (row,) = summaries(unit, "queued", 0)

    assert [1, 0, 0] == [len(one.messages) for one in recorded]
    assert [Owner.QUEUED] * 3 == [one.conversation.owner for one in recorded]
    assert (notices.unanswered(None), notices.STILL_IN_LINE_QUICK_REPLIES) == (
        recorded[0].messages[0].text,
        recorded[0].messages[0].quick_replies,
    )
    assert [("bot", "queued", "engine_unavailable")] == trace(store)
    assert ("high", "engine_unavailable", "Hello", "customer") == (
        row["priority"],
        row["handover_reason"],
        row["last_text"],
        row["last_author"],
    )
    assert ["dropped", "dropped"] == statuses(store)


def test_the_bots_late_answer_is_not_shown(store: Store) -> None:
    """What the engine says after the handover is recorded as dropped."""
    conversation = begin(store)
    accepted = say(store, conversation, "m1")
    hand_over(store, accepted.message_key)

    assert "dropped" == answer(store, accepted, "Too late").status
    assert "Too late" not in [text for _, _, text in texts_of(store, conversation)]


def test_at_night_the_customer_learns_when_people_are_there(store: Store, clock: Clock) -> None:
    """Nobody is promised a person before there is one."""
    at_night(clock)
    recorded = hand_over(store, say(store, begin(store), "m1").message_key)

    assert [notices.unanswered("tomorrow at 08:00")] == [m.text for m in recorded.messages]


def test_the_way_back_leads_to_the_questions(store: Store) -> None:
    """Who goes back to the assistant gets all answers, in order, where the dialogue was."""
    conversation = begin(store)
    answer(store, say(store, conversation, "m1"), "Shall I cancel it?")
    asked = say(store, conversation, "m2", "Yes")
    hand_over(store, asked.message_key)
    added = say(store, conversation, "m3", "And what about the other one?")
    back = say(store, conversation, "m4", BACK)
    with store.reading() as unit:
        now = conversations.find(unit, conversation)

    assert (asked.message_key, added.message_key) == back.woken
    assert ["answered", "waiting", "waiting", ""] == statuses(store)
    assert (Owner.BOT, {"n": 1}) == (now.owner, now.dialogue_state)
    assert [notices.ANSWERING_AFTER_ALL] == [message.text for message in back.said]
    assert "answered" == answer(store, asked, "Done.").status


def test_a_former_wish_to_go_back_is_no_question(store: Store) -> None:
    """Handed over again after the way back, only the questions come back a second time."""
    conversation = begin(store)
    asked = say(store, conversation, "m1")
    hand_over(store, asked.message_key)
    say(store, conversation, "m2", BACK)
    hand_over(store, asked.message_key)
    again = say(store, conversation, "m3", BACK)

    assert ((asked.message_key,), ["waiting", "", ""]) == (again.woken, statuses(store))


def test_an_answer_that_came_late_is_given_anew(store: Store) -> None:
    """The reading of a dropped answer does not stand in the way of the shown one."""
    conversation = begin(store)
    asked = say(store, conversation, "m1")
    hand_over(store, asked.message_key)
    answer(store, asked, "Too late")
    say(store, conversation, "m2", BACK)

    assert "answered" == answer(store, asked, "In time").status


def test_the_way_back_from_another_line_wakes_nothing(store: Store) -> None:
    """What was asked of a person stays asked of a person."""
    conversation = begin(store)
    say(store, conversation, "m1")
    with store.transaction() as unit:
        request_handover(unit, conversation, "asked_for_person")
    back = say(store, conversation, "m2", BACK)

    assert ((), [notices.WITHDRAWN], ["dropped", ""]) == (
        back.woken,
        [message.text for message in back.said],
        statuses(store),
    )


def test_at_night_the_bot_takes_back_what_it_left(store: Store, clock: Clock) -> None:
    """With nobody there the answer comes as soon as an engine is; by day a person was asked."""
    conversation = begin(store)
    asked = say(store, conversation, "m1")
    hand_over(store, asked.message_key)
    by_day = left(store)
    at_night(clock)

    assert ([], [conversation]) == (by_day, left(store))
    assert (asked.message_key,) == take_back(store, conversation)
    assert ("queued", "bot", "engine_back") == trace(store)[-1]
    assert (None, []) == (take_back(store, conversation), left(store))


def test_an_engine_that_only_looks_well_is_tried_once(store: Store, clock: Clock) -> None:
    """Unanswered again, the conversation waits for a person, or for the customer to write."""
    at_night(clock)
    conversation = begin(store)
    asked = say(store, conversation, "m1")
    hand_over(store, asked.message_key)
    clock.advance(minutes=1)
    take_back(store, conversation)
    hand_over(store, asked.message_key)
    tried = left(store)
    clock.advance(minutes=1)
    say(store, conversation, "m2", "Hello?")

    assert ([], [conversation]) == (tried, left(store))


def test_a_person_who_was_first_keeps_the_conversation(store: Store, clock: Clock) -> None:
    """The bot takes nothing back from an agent, nor a turn that its lease lost."""
    at_night(clock)
    ana, conversation = add_agent(store, "Ana"), begin(store)
    asked = say(store, conversation, "m1")
    hand_over(store, asked.message_key)
    with store.transaction() as unit:
        take(unit, conversation, ana)

    assert ([], None) == (left(store), take_back(store, conversation))
    assert "dropped" == hand_over(store, asked.message_key).status


def test_a_turn_that_asked_for_a_person_is_told_so(store: Store) -> None:
    """The engine was lost after it had handed over and before it said so: the service does."""
    conversation = begin(store)
    asked = say(store, conversation, "m1", "A person, please")
    with store.transaction() as unit:
        request_handover(unit, conversation, "asked_for_person", message_id="m1")
    recorded = hand_over(store, asked.message_key)

    assert ("dropped", [notices.unanswered(None)]) == (
        recorded.status,
        [message.text for message in recorded.messages],
    )
    assert [("bot", "queued", "asked_for_person")] == trace(store)


@pytest.mark.parametrize("owner", ["agent", "closed"])
def test_a_turn_of_somebody_elses_conversation_ends_silently(store: Store, owner: str) -> None:
    """A turn that waits there by mistake talks into nothing."""
    conversation = begin(store)
    asked = say(store, conversation, "m1")
    with store.transaction() as unit:
        unit.connection.execute(conversations_table.update().values(owner=owner))

    assert ("dropped", ()) == (
        (recorded := hand_over(store, asked.message_key)).status,
        recorded.messages,
    )


def test_an_answer_ends_the_wait(store: Store, clock: Clock) -> None:
    """A turn that was answered meanwhile is not handed over."""
    conversation = begin(store)
    asked = say(store, conversation, "m1")
    with store.transaction() as unit:
        record_answer(unit, asked.message_key, an_answer("Hi", state={}))
    clock.now += timedelta(seconds=30)
    recorded = hand_over(store, asked.message_key)

    assert ("answered", Owner.BOT, ()) == (
        recorded.status,
        recorded.conversation.owner,
        recorded.messages,
    )
    with store.reading() as unit:
        assert 2 == len(messages.listed(unit, recorded.conversation.id))
