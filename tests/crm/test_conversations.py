"""Messages are stored once and in order; turns are answered at most once."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import select

from crm import conversations, messages, notices, turns
from crm.acceptance import Accepted, accept
from crm.errors import Conflict, Invalid, NotFound
from crm.handovers import request_handover, take
from crm.message_rules import clean_text
from crm.store import Store
from crm.tables.conversations import messages as messages_table
from tests.crm.talk import READING, add_agent, add_customer, an_answer, event_types


def begin(store: Store, customer_id: int | None = None) -> str:
    """Begin a conversation and return its public id."""
    with store.transaction() as unit:
        return conversations.create(unit, "rest", customer_id).public_id


def say(store: Store, conversation: str, client_id: str, text: str = "Hello") -> Accepted:
    """Accept a customer's message in a transaction of its own."""
    with store.transaction() as unit:
        return accept(unit, conversation, client_id, text)


def answer(store: Store, accepted: Accepted, *texts: str) -> turns.Recorded:
    """Record the bot's answer in a transaction of its own."""
    with store.transaction() as unit:
        return turns.record_answer(unit, accepted.message_key, an_answer(*texts, state={"n": 1}))


def texts_of(store: Store, conversation: str, after: int = 0) -> list[tuple[int, str, str]]:
    """Return number, author and text of the messages after a sequence number."""
    with store.reading() as unit:
        key = conversations.find(unit, conversation).id
        return [(m.seq, m.author, m.text) for m in messages.listed(unit, key, after)]


def test_a_turn_is_kept_whole(store: Store) -> None:
    """Replies, reading, dialogue state, summary and events of a turn are there together."""
    customer = add_customer(store)
    conversation = begin(store, customer)
    accepted = say(store, conversation, "m1", "Where is my order?")
    answer(store, accepted, "On its way.", "Anything else?")

    with store.reading() as unit:
        now = conversations.find(unit, conversation)
        said = messages.transcript(unit, now.id)
    assert [1, 2, 3] == [message.seq for message in said]
    assert [READING, None, None] == [message.reading for message in said]
    assert [None, {"rule": "test"}, {"rule": "test"}] == [message.why for message in said]
    assert ({"n": 1}, 3, "opaque-C-1") == (now.dialogue_state, now.last_seq, now.customer)
    assert ["ConversationStarted", "MessageReceived", "TurnAnswered"] == event_types(store)


def test_the_same_message_again_is_stored_once(store: Store) -> None:
    """A second sending finds the first one with its number and the status of its turn."""
    conversation = begin(store)
    first = say(store, conversation, "m1")
    answer(store, first, "Hi!")
    again = say(store, conversation, "m1")

    assert (first.message_key, 1, "answered", False) == (
        again.message_key,
        again.message.seq,
        again.status,
        again.fresh,
    )
    assert [(1, "customer", "Hello"), (2, "bot", "Hi!")] == texts_of(store, conversation)


def test_an_id_stands_for_one_text(store: Store) -> None:
    """Another text under a used id is refused instead of lost."""
    conversation = begin(store)
    say(store, conversation, "m1", "Hello")

    with pytest.raises(Conflict, match="'m1' was used for another text"):
        say(store, conversation, "m1", "Goodbye")


def test_ids_belong_to_their_conversation(store: Store) -> None:
    """Two conversations may use the same ids."""
    one, other = begin(store), begin(store)

    assert (True, True) == (say(store, one, "m1").fresh, say(store, other, "m1").fresh)


def test_messages_at_once_get_one_number_each(store: Store) -> None:
    """Concurrent messages, some of them twice, are numbered without gaps and without doubles."""
    conversation = begin(store)
    names = [f"m{n % 8}" for n in range(16)]
    threads = [
        threading.Thread(target=say, args=(store, conversation, name, name)) for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    stored = texts_of(store, conversation)
    assert list(range(1, 9)) == [seq for seq, _, _ in stored]
    assert sorted(set(names)) == sorted(text for _, _, text in stored)


def test_the_gap_after_a_number_is_replayed(store: Store) -> None:
    """Messages after a sequence number come in order."""
    conversation = begin(store)
    answer(store, say(store, conversation, "m1"), "one", "two")

    assert [(3, "bot", "two")] == texts_of(store, conversation, after=2)


@pytest.mark.parametrize(
    "text",
    [
        "👩‍👩‍👧‍👦 🇩🇪 żółć",
        "<script>alert('x')</script><img src=x onerror=alert(1)>",
        "'; DROP TABLE messages; --",
        '{"intent": "cancel_order"} /cancel_order{"a": 1}',
        "مرحبا 你好",
        "x" * 10_000,
        "  line one\nline two\t ",
    ],
)
def test_texts_are_kept_to_the_letter(store: Store, text: str) -> None:
    """Emoji, HTML, SQL and other scripts are only text."""
    conversation = begin(store)
    say(store, conversation, "m1", text)

    assert [(1, "customer", text)] == texts_of(store, conversation)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a\x00b\x1bc", "abc"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\ud800b", "ab"),
        ("a\x85b\x7f", "ab"),
    ],
)
def test_control_characters_are_taken_out(text: str, expected: str) -> None:
    """What no person types and no database takes is left out; the rest stays."""
    assert expected == clean_text(text)


@pytest.mark.parametrize(
    ("client_id", "text", "code"),
    [
        ("m1", "", "text_empty"),
        ("m1", " \n\x00\t ", "text_empty"),
        ("m1", "x" * 10_001, "text_too_long"),
        ("m1", None, "text_missing"),
        ("m1", ["a"], "text_missing"),
        ("", "Hello", "client_message_id_invalid"),
        ("x" * 81, "Hello", "client_message_id_invalid"),
        ("a b", "Hello", "client_message_id_invalid"),
        ("bot#2", "Hello", "client_message_id_invalid"),
        ("m1\n", "Hello", "client_message_id_invalid"),
        (7, "Hello", "client_message_id_invalid"),
    ],
)
def test_what_cannot_be_taken_is_refused_by_name(
    sqlite_store: Store, client_id: object, text: object, code: str
) -> None:
    """An unacceptable text or id leads to an error that names it, and nothing is stored."""
    conversation = begin(sqlite_store)
    with pytest.raises(Invalid) as refused, sqlite_store.transaction() as unit:
        accept(unit, conversation, client_id, text)

    assert (code, []) == (refused.value.code, texts_of(sqlite_store, conversation))


def test_an_unknown_conversation_is_named(sqlite_store: Store) -> None:
    """A message to nowhere says so."""
    with pytest.raises(NotFound, match="'nowhere'"):
        say(sqlite_store, "nowhere", "m1")


def test_a_turn_is_answered_once(store: Store) -> None:
    """A second answer to the same message (a retry, a resumed turn) changes nothing."""
    conversation = begin(store)
    accepted = say(store, conversation, "m1")
    answer(store, accepted, "first")
    second = answer(store, accepted, "second")

    assert ("answered", ()) == (second.status, second.messages)
    assert [(1, "customer", "Hello"), (2, "bot", "first")] == texts_of(store, conversation)


def test_a_late_answer_is_dropped_and_recorded(store: Store) -> None:
    """When an agent took over while the bot was thinking, its reply is not shown."""
    agent = add_agent(store, "Ana")
    conversation = begin(store)
    accepted = say(store, conversation, "m1")
    with store.transaction() as unit:
        take(unit, conversation, agent)
    late = answer(store, accepted, "too late")

    assert ("dropped", ()) == (late.status, late.messages)
    assert "ReplyDropped" == event_types(store)[-1]
    assert [(1, "customer", "Hello"), (2, "system", "Ana has joined the conversation.")] == (
        texts_of(store, conversation)
    )


def test_the_reply_that_announces_a_handover_is_shown(store: Store) -> None:
    """The message whose own turn asked for a person is answered; others that wait are not."""
    conversation = begin(store)
    asking = say(store, conversation, "m1", "A person, please")
    waiting = say(store, conversation, "m2", "Hello?")
    with store.transaction() as unit:
        request_handover(unit, conversation, "asked_for_person", message_id="m1")
    outcomes = [answer(store, asking, "Right away.").status, answer(store, waiting, "?").status]

    assert ["answered", "dropped"] == outcomes


def test_people_are_not_interrupted_by_the_bot(store: Store) -> None:
    """A message to a queue or an agent waits for no bot."""
    conversation = begin(store)
    with store.transaction() as unit:
        request_handover(unit, conversation, "asked_for_person")

    assert "" == say(store, conversation, "m1").status


def test_waiting_turns_are_found_in_order(store: Store) -> None:
    """After a restart the unanswered messages are there, each conversation in its order."""
    conversation = begin(store)
    answer(store, say(store, conversation, "m1"), "one")
    for name in ("m2", "m3"):
        say(store, conversation, name, name)

    with store.reading() as unit:
        found = turns.waiting_turns(unit)
    assert [("m2", 3, {"n": 1}), ("m3", 4, {"n": 1})] == [
        (turn.client_message_id, turn.seq, turn.dialogue_state) for turn in found
    ]


def test_a_delay_is_told_once(store: Store) -> None:
    """However often the engine fails, the customer is told once that it takes longer."""
    conversation = begin(store)
    accepted = say(store, conversation, "m1")
    for _ in range(2):
        with store.transaction() as unit:
            turns.record_delay(unit, accepted.message_key, "timeout")
    answer(store, accepted, "Here you are.")

    assert [
        (1, "customer", "Hello"),
        (2, "system", notices.DELAYED),
        (3, "bot", "Here you are."),
    ] == texts_of(store, conversation)


def test_a_failed_turn_offers_a_person(store: Store) -> None:
    """When the engine gives up, the customer hears it from the bot, and no answer follows."""
    conversation = begin(store)
    accepted = say(store, conversation, "m1")
    with store.transaction() as unit:
        failed = turns.record_failure(unit, accepted.message_key, "timeout")
    answer(store, accepted, "late")

    assert notices.FAILED_QUICK_REPLIES == failed.messages[0].quick_replies
    assert [(1, "customer", "Hello"), (2, "bot", notices.FAILED)] == texts_of(store, conversation)


def test_a_unit_undone_leaves_the_numbers_unused(store: Store) -> None:
    """A message whose transaction fails takes no sequence number."""
    conversation = begin(store)
    with pytest.raises(RuntimeError, match="stop"), store.transaction() as unit:
        accept(unit, conversation, "m1", "Hello")
        raise RuntimeError("stop")

    assert 1 == say(store, conversation, "m2").message.seq
    with store.reading() as unit:
        assert ["m2"] == list(unit.connection.scalars(select(messages_table.c.client_message_id)))
