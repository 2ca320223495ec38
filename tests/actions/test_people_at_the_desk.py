"""Outside the support hours it counts whether an agent sits at the desk all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from crm import agent_sessions, agents, at_desk, notices
from crm.agent_messages import send
from crm.agent_sessions import LATELY, SESSION_LIFETIME, somebody_is_there
from crm.handovers import request_handover, take
from crm.opening import opening_words
from crm.store import Store
from crm.tables.people import agents as agents_table
from tests.crm.test_conversations import begin, say
from tests.fixtures_store import Clock
from tests.talking import Talker

SUNDAY = datetime(2026, 6, 21, 10, tzinfo=UTC)


def sign_in(store: Store) -> tuple[agents.Agent, str]:
    """Sign an agent in at the desk."""
    with store.transaction() as unit:
        agent = agents.add_agent(unit, "ana@shop.example", "Ana", "the hash")
        token, _ = agent_sessions.open_session(unit, agent)
    return agent, token


def _wait(store: Store, clock: Clock, seconds: float) -> None:
    sign_in(store)
    clock.advance(seconds=seconds)


def _sign_out(store: Store, clock: Clock) -> None:
    _, token = sign_in(store)
    with store.transaction() as unit:
        agent_sessions.close_session(unit, token)


def _leave_the_shop(store: Store, clock: Clock) -> None:
    sign_in(store)
    with store.transaction() as unit:
        unit.connection.execute(update(agents_table).values(active=False))


def _hold(store: Store, clock: Clock) -> None:
    agent, _ = sign_in(store)
    conversation = begin(store)
    clock.advance(hours=3)
    with store.transaction() as unit:
        request_handover(unit, conversation, "asked_for_person")
        take(unit, conversation, agent.id)


def _look(store: Store, clock: Clock, minutes_after: float) -> None:
    agent, _ = sign_in(store)
    clock.advance(hours=3)
    with store.transaction() as unit:
        at_desk.seen(unit, agent.id)
    clock.advance(minutes=minutes_after)


def _write(store: Store, clock: Clock, minutes_after: float) -> None:
    agent, _ = sign_in(store)
    conversation = begin(store)
    clock.advance(hours=3)
    with store.transaction() as unit:
        request_handover(unit, conversation, "asked_for_person")
        take(unit, conversation, agent.id)
        send(unit, conversation, agent, "a1", "Hello, this is Ana")
    clock.advance(minutes=minutes_after)


@pytest.mark.parametrize(
    ("happens", "expected"),
    [
        (lambda store, clock: None, False),
        (lambda store, clock: _wait(store, clock, 60), True),
        (lambda store, clock: _wait(store, clock, LATELY.total_seconds()), False),
        (lambda store, clock: _wait(store, clock, SESSION_LIFETIME.total_seconds()), False),
        (_sign_out, False),
        (_leave_the_shop, False),
        (_hold, True),
        (lambda store, clock: _write(store, clock, minutes_after=1.5), True),
        (lambda store, clock: _write(store, clock, minutes_after=3), False),
        (lambda store, clock: _look(store, clock, minutes_after=1.5), True),
        (lambda store, clock: _look(store, clock, minutes_after=3), False),
    ],
)
def test_who_counts_as_there(
    store: Store, clock: Clock, happens: Callable[[Store, Clock], None], expected: bool
) -> None:
    """An agent with a session that lasts, who came, wrote, has a page open or holds a lease."""
    happens(store, clock)
    with store.reading() as unit:
        found = somebody_is_there(unit)

    assert expected == found


@pytest.mark.parametrize(
    ("signed_in", "handover", "contact"),
    [
        (True, "utter_handover_open", "utter_contact_at_desk"),
        (False, "utter_handover_closed", "utter_contact_closed"),
    ],
)
def test_on_a_sunday_it_counts_who_is_signed_in(
    store: Store, clock: Clock, signed_in: bool, handover: str, contact: str
) -> None:
    """Nobody is said to be away who sits at the desk, and nobody to be there who does not."""
    clock.now = SUNDAY
    if signed_in:
        sign_in(store)
    heard = Talker(store).ask("action_hand_over", "a person please")
    hours = Talker(store).ask("action_contact", "when can I call?", sent_at=SUNDAY)

    assert ([handover], ["utter_contact", contact]) == (heard.names, hours.names)


@pytest.mark.parametrize("signed_in", [True, False])
def test_the_note_in_the_line_says_the_same(store: Store, clock: Clock, signed_in: bool) -> None:
    """Who writes while waiting on a Sunday is told of the agent who is there."""
    clock.now = SUNDAY
    if signed_in:
        sign_in(store)
    conversation = begin(store)
    with store.transaction() as unit:
        request_handover(unit, conversation, "asked_for_person")
    (note,) = say(store, conversation, "m1").said

    assert notices.still_in_line(None if signed_in else opening_words(SUNDAY)) == note.text
