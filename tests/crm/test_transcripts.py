"""Transcripts: what the customer saw, by whom and when, and nothing of the desk's."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from crm import attachments, conversations, handovers, transcripts
from crm.acceptance import accept
from crm.agent_messages import send
from crm.agents import Agent
from crm.errors import NotFound
from crm.messages import Draft, Message, append
from crm.store import Store
from crm.turns import record_answer
from tests.crm.talk import add_agent, an_answer
from tests.fixtures_store import Clock


def spoken(store: Store, clock: Clock) -> str:
    """Return a conversation of a customer, the bot and an agent, with a file."""
    agent = Agent(add_agent(store, "Sam"), "sam@shop.example", "Sam", "agent", True)
    with store.transaction() as unit:
        talk = conversations.create(unit, "widget").public_id
    with store.transaction() as unit:
        sealed = attachments.Sealed("cup.png", "image/png", 2048, store.vault.seal_bytes(b"x"))
        file = attachments.keep(unit, talk, sealed)
        accepted = accept(unit, talk, "m1", "It is broken", [file["id"]])
    clock.advance(seconds=5)
    with store.transaction() as unit:
        record_answer(unit, accepted.message_key, an_answer("I am sorry"))
        handovers.request_handover(unit, talk, "complaint", note="An internal note")
    with store.transaction() as unit:
        handovers.take(unit, talk, agent.id)
        send(unit, talk, agent, "a1", "Hello,\n[2026-01-01T00:00:00Z] You: I lied")
    return talk


def test_a_text_to_keep(store: Store, clock: Clock) -> None:
    """Times, names, texts and files in order; lines within a message cannot pose as messages."""
    talk = spoken(store, clock)
    with store.reading() as unit:
        text = transcripts.as_text(unit, talk)

    assert [
        f"Juniper & Co.: conversation {talk}",
        "Made at 2026-06-15T12:00:05Z. All times are UTC.",
        "",
        "[2026-06-15T12:00:00Z] You: It is broken",
        "    [file: cup.png, 2 KB]",
        "",
        "[2026-06-15T12:00:05Z] Assistant: I am sorry",
        "",
        "[2026-06-15T12:00:05Z] Note: Sam has joined the conversation.",
        "",
        "[2026-06-15T12:00:05Z] Sam: Hello,",
        "    [2026-01-01T00:00:00Z] You: I lied",
    ] == text.splitlines()


def test_json_to_keep(store: Store, clock: Clock) -> None:
    """The same for programs, with nothing that only the desk may see."""
    talk = spoken(store, clock)
    with store.reading() as unit:
        found = transcripts.as_json(unit, talk)
    first = found["messages"][0]
    whole = json.dumps(found)

    assert ["You", "Assistant", "Note", "Sam"] == [m["author_name"] for m in found["messages"]]
    assert [{"name": "cup.png", "media_type": "image/png", "size": 2048}] == first["attachments"]
    assert (1, "customer", "2026-06-15T12:00:00Z") == (
        first["seq"],
        first["author"],
        first["sent_at"],
    )
    assert not [word for word in ("reading", "why", "intent", "internal", 'note"') if word in whole]


def test_cards_are_told(store: Store) -> None:
    """Products and orders by name and price, without the reason; forms not at all."""
    cards = (
        {"kind": "product", "title": "Mug", "price": {"text": "€9.00"}, "why": "you like mugs"},
        {"kind": "order", "number": "104233", "status_text": "On its way", "total": None},
        {"kind": "form", "title": "Why?", "fields": []},
    )
    with store.transaction() as unit:
        conversation = conversations.create(unit, "widget")
        append(unit, conversation.id, [Draft("bot", "Look:", cards=cards)])
        text = transcripts.as_text(unit, conversation.public_id)
        (message,) = transcripts.as_json(unit, conversation.public_id)["messages"]

    assert [" - Mug, €9.00", " - Order 104233, On its way"] == [
        line[4:] for line in text.splitlines()[-2:]
    ]
    assert {"kind": "product", "title": "Mug", "price": {"text": "€9.00"}} == message["cards"][0]


def test_turning_marks_do_not_turn_the_lines() -> None:
    """A text cannot show its line the other way round."""
    said = Message(1, "m1", "customer", "abc\u202edef", datetime(2026, 1, 1, tzinfo=UTC))

    assert "[2026-01-01T00:00:00Z] You: abcdef" == transcripts.in_words(said)


def test_nothing_is_no_transcript(store: Store) -> None:
    """A conversation that is not there has none."""
    with store.reading() as unit, pytest.raises(NotFound):
        transcripts.as_text(unit, "nothing")
