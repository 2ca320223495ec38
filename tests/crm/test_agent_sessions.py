"""Sessions at the desk and the lock before them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from crm import agent_sessions, agents
from crm.agent_sessions import SESSION_LIFETIME, lock_after
from crm.errors import Refused
from crm.store import Store
from crm.tables.people import agent_sessions as sessions_table
from crm.tables.people import agents as agents_table
from tests.fixtures_store import Clock


def add(store: Store) -> agents.Agent:
    """Add an agent."""
    with store.transaction() as unit:
        return agents.add_agent(unit, "ana@shop.example", "Ana", "the hash")


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (4, 0), (5, 30), (6, 60), (7, 120), (9, 480), (10, 900), (1000, 900)],
)
def test_locks_grow(failures: int, seconds: int) -> None:
    """Four failures are free, then the lock doubles from 30 seconds to 15 minutes."""
    assert timedelta(seconds=seconds) == lock_after(failures)


def test_a_session_opens_and_ends(store: Store, clock: Clock) -> None:
    """A token opens its session for twelve hours; the store does not know the token."""
    agent = add(store)
    with store.transaction() as unit:
        token, session = agent_sessions.open_session(unit, agent)
    with store.reading() as unit:
        found = agent_sessions.find_session(unit, token)
        kept = unit.connection.execute(select(sessions_table.c.token_digest)).scalar_one()
        other = agent_sessions.find_session(unit, token + "x")
    clock.advance(seconds=SESSION_LIFETIME.total_seconds())
    with store.reading() as unit:
        ended = agent_sessions.find_session(unit, token)

    assert (session, None, None, False) == (found, other, ended, token in kept)


def test_an_agent_who_left_is_signed_out(store: Store) -> None:
    """The sessions of a disabled account open nothing, and nobody signs in to it."""
    agent = add(store)
    with store.transaction() as unit:
        token, _ = agent_sessions.open_session(unit, agent)
        unit.connection.execute(update(agents_table).values(active=False))
        attempt = agent_sessions.begin_attempt(unit, agent.email)

    with store.reading() as unit:
        assert (None, None) == (attempt, agent_sessions.find_session(unit, token))


def test_attempts_count_until_one_succeeds(store: Store) -> None:
    """The fifth failure locks; a success before it starts the count anew."""
    agent = add(store)
    with store.transaction() as unit:
        for _ in range(4):
            agent_sessions.begin_attempt(unit, "ANA@shop.example")
        agent_sessions.open_session(unit, agent)
        for _ in range(5):
            attempt = agent_sessions.begin_attempt(unit, agent.email)
        with pytest.raises(Refused) as refused:
            agent_sessions.begin_attempt(unit, agent.email)

    assert ("the hash", "sign_in_locked") == (
        attempt.password_hash if attempt else None,
        refused.value.code,
    )
