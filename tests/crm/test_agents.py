"""Accounts of the desk are opened once, listed, and given new passwords."""

from __future__ import annotations

import hashlib
from datetime import timedelta

import pytest
from sqlalchemy import func, insert, select, update

from crm.agents import add_agent, list_agents, reset_password
from crm.errors import AttuneError, Conflict, Invalid, NotFound
from crm.store import Store
from crm.tables.people import agent_sessions, agents, audit_log


def test_accounts_are_listed_by_name(store: Store) -> None:
    """Addresses are kept in lower case, names without blanks around them."""
    with store.transaction() as unit:
        add_agent(unit, " Zoe@Shop.Example ", " Zoe ", "hash-1")
        add_agent(unit, "ann@shop.example", "Ann", "hash-2", role="admin")
    with store.reading() as unit:
        actual = [(agent.email, agent.name, agent.role) for agent in list_agents(unit)]

    assert [("ann@shop.example", "Ann", "admin"), ("zoe@shop.example", "Zoe", "agent")] == actual


@pytest.mark.parametrize(
    ("email", "name", "role", "error"),
    [
        ("ann@shop.example", "Ann", "agent", Conflict),
        ("ANN@shop.example", "Ann", "agent", Conflict),
        ("ann", "Ann", "agent", Invalid),
        ("a b@shop.example", "Ann", "agent", Invalid),
        ("x" * 65 + "@shop.example", "Ann", "agent", Invalid),
        ("bob@shop.example", "", "agent", Invalid),
        ("bob@shop.example", "b" * 81, "agent", Invalid),
        ("bob@shop.example", "Bob", "owner", Invalid),
    ],
)
def test_what_cannot_be_an_account_is_refused(
    store: Store, email: str, name: str, role: str, error: type[AttuneError]
) -> None:
    """A second account for an address and malformed values are refused."""
    with store.transaction() as unit:
        first = add_agent(unit, "ann@shop.example", "Ann", "hash")
    with pytest.raises(error), store.transaction() as unit:
        add_agent(unit, email, name, "hash", role)
    with store.reading() as unit:
        actual = list_agents(unit)

    assert [first] == actual


def test_a_reset_ends_sessions_and_lifts_the_lock(store: Store) -> None:
    """After a reset the old sessions are gone, the lock is lifted and the audit log tells it."""
    with store.transaction() as unit:
        agent = add_agent(unit, "ann@shop.example", "Ann", "old")
        locked = {"failed_sign_ins": 5, "locked_until": unit.now + timedelta(hours=1)}
        unit.connection.execute(update(agents).values(locked))
        session = {
            "agent_id": agent.id,
            "token_digest": hashlib.sha256(b"token").hexdigest(),
            "csrf_token": "csrf",
            "created_at": unit.now,
            "expires_at": unit.now + timedelta(hours=8),
        }
        unit.connection.execute(insert(agent_sessions).values(session))
    with store.transaction() as unit:
        again = reset_password(unit, "Ann@shop.example", "new")
    with store.reading() as unit:
        row = unit.connection.execute(select(agents)).one()
        sessions = unit.connection.execute(select(func.count(agent_sessions.c.id))).scalar_one()
        log = unit.connection.execute(select(audit_log.c.action).order_by(audit_log.c.id))
        logged = list(log.scalars())

    assert agent == again
    assert ("new", 0, None, 0) == (
        row.password_hash,
        row.failed_sign_ins,
        row.locked_until,
        sessions,
    )
    assert ["agent_added", "agent_password_reset"] == logged


def test_a_reset_needs_an_account(store: Store) -> None:
    """An address without an account is named."""
    with pytest.raises(NotFound) as caught, store.transaction() as unit:
        reset_password(unit, "nobody@shop.example", "hash")

    assert "nobody@shop.example" in caught.value.detail
