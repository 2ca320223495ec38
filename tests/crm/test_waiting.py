"""Who waits for a person is told the truth now and then, and can always go back to the bot."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from crm import notices
from crm.conversations import find
from crm.handovers import request_handover, take
from crm.opening import next_opening, opening_words
from crm.store import Store
from crm.summaries import summaries_of
from crm.waiting import wants_the_assistant
from tests.crm.talk import add_agent
from tests.crm.test_conversations import answer, begin, say, texts_of
from tests.crm.test_handovers import trace
from tests.fixtures_store import Clock


def queued(store: Store) -> str:
    """Return a conversation that waits for a person."""
    conversation = begin(store)
    with store.transaction() as unit:
        request_handover(unit, conversation, "asked_for_person")
    return conversation


def test_a_waiting_customer_is_answered_now_and_then(store: Store, clock: Clock) -> None:
    """The first message gets a note with the way back, later ones at most every five minutes."""
    conversation = queued(store)
    said = []
    for number, minutes in enumerate((0, 1, 3, 2), start=1):
        clock.advance(minutes=minutes)
        said.append(say(store, conversation, f"m{number}", f"hello? {number}").said)
    first = said[0][0]

    assert [1, 0, 0, 1] == [len(messages) for messages in said]
    assert ("system", notices.STILL_IN_LINE_QUICK_REPLIES) == (first.author, first.quick_replies)
    assert "still in line" in first.text
    assert [1, 2, 3, 4, 5, 6] == [seq for seq, _, _ in texts_of(store, conversation)]


def test_the_desk_goes_on_showing_the_customers_words(store: Store) -> None:
    """The note does not hide from the list what the customer wrote."""
    conversation = queued(store)
    say(store, conversation, "m1", "It is urgent")
    with store.reading() as unit:
        (row,) = summaries_of(unit, [conversation])

    assert ("It is urgent", "customer", 2) == (
        row["last_text"],
        row["last_author"],
        row["messages"],
    )


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 6, 15, 9, tzinfo=UTC), None),
        (datetime(2026, 6, 15, 3, tzinfo=UTC), "today at 08:00"),
        (datetime(2026, 6, 15, 20, tzinfo=UTC), "tomorrow at 08:00"),
        (datetime(2026, 6, 20, 20, tzinfo=UTC), "Monday at 08:00"),
    ],
)
def test_the_note_says_when_people_are_there(
    store: Store, clock: Clock, moment: datetime, words: str | None
) -> None:
    """At night nobody is promised an answer before the morning."""
    clock.advance(seconds=(moment - clock()).total_seconds())
    conversation = queued(store)
    (note,) = say(store, conversation, "m1").said

    assert notices.still_in_line(words) == note.text
    assert (words is None) == (next_opening(moment) <= moment)
    assert words in (None, opening_words(moment))


def test_the_customer_goes_back_to_the_bot(store: Store) -> None:
    """The quick reply leads out of the line; the next message is the bot's to answer."""
    conversation = queued(store)
    say(store, conversation, "m1", "hello??")
    back = say(store, conversation, "m2", notices.STILL_IN_LINE_QUICK_REPLIES[0]["text"])
    again = say(store, conversation, "m2", notices.STILL_IN_LINE_QUICK_REPLIES[0]["text"])
    following = say(store, conversation, "m3", "Where is my order?")
    answer(store, following, "On its way")

    assert (True, "", "bot") == (back.moved, back.status, back.conversation.owner)
    assert [notices.WITHDRAWN] == [message.text for message in back.said]
    assert (False, False) == (again.fresh, again.moved)
    assert ("waiting", (6, "bot", "On its way")) == (
        following.status,
        texts_of(store, conversation)[-1],
    )
    assert ("queued", "bot", "customer_withdrew") == trace(store)[-1]


def test_an_agent_who_was_first_keeps_the_conversation(store: Store) -> None:
    """Once a person has it, the same words are a message to that person."""
    ana, conversation = add_agent(store, "Ana"), queued(store)
    with store.transaction() as unit:
        take(unit, conversation, ana)
    said = say(store, conversation, "m1", "Go on with the assistant")
    with store.reading() as unit:
        owner = find(unit, conversation).owner

    assert (False, (), "agent") == (said.moved, said.said, owner)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Go on with the assistant", True),
        ("ok, go back to the bot please", True),
        ("I'd like to talk to the assistant instead", True),
        ("can I continue with the bot?", True),
        ("cancel that, I don't need a person any more", True),
        ("I no longer need an agent.", True),
        ("I don\u2019t want to wait for a human any more", True),
        ("Where is my order?", False),
        ("hello??", False),
        ("I do not want to go on with the assistant", False),
        ("I never want to talk to the bot again", False),
        ("I don't need the bot, I need a person", False),
        ("why don't you need a person to check this", False),
        ("I want a person, not the assistant", False),
        ("don't need a person " * 100, False),
        ("", False),
    ],
)
def test_only_plain_words_lead_out_of_the_line(text: str, expected: bool) -> None:
    """A doubtful text costs nobody their place."""
    assert expected == wants_the_assistant(text)
