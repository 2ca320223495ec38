"""Signing in at the desk: attempts that are counted, sessions that end."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, exists, func, insert, or_, select, update

from crm import audit
from crm.agents import Agent, agent_of, end_sessions
from crm.errors import Refused
from crm.store import Unit
from crm.tables.conversations import conversations, messages
from crm.tables.people import agent_sessions, agents

SESSION_LIFETIME = timedelta(hours=12)
IDLE = timedelta(hours=2)
# A session's last use is kept to the minute: most requests need not write.
_TO_THE = timedelta(minutes=1)
FREE_ATTEMPTS = 5
# An open page says four times a minute that it is there; one that is being opened does soon.
LATELY = timedelta(minutes=2)
_FIRST_LOCK = timedelta(seconds=30)
_LONGEST_LOCK = timedelta(minutes=15)


@dataclass(frozen=True)
class Attempt:
    """A counted attempt to sign in: the account and the hash that the password must match."""

    agent: Agent
    password_hash: str


@dataclass(frozen=True)
class Session:
    """An agent at the desk; ``csrf_token`` must come with everything that changes something."""

    agent: Agent
    csrf_token: str
    expires_at: datetime


def lock_after(failures: int) -> timedelta:
    """Return how long an account is locked after so many failures in a row.

    Nothing for the first four; then 30 seconds, doubled each time, 15 minutes at most.
    """
    if failures < FREE_ATTEMPTS:
        return timedelta(0)
    doublings = min(failures - FREE_ATTEMPTS, 16)
    return min(_FIRST_LOCK * 2**doublings, _LONGEST_LOCK)


def begin_attempt(unit: Unit, email: str) -> Attempt | None:
    """Count an attempt before its password is looked at, so that guesses at once count too.

    Returns nothing when nobody who may sign in has this address.

    Raises
    ------
    Refused
        ``sign_in_locked`` while the account is locked.
    """
    query = select(agents).where(agents.c.email == email.strip().casefold(), agents.c.active)
    row = unit.connection.execute(query.with_for_update()).one_or_none()
    if row is None:
        return None
    if row.locked_until is not None and unit.now < row.locked_until:
        seconds = max(1, round((row.locked_until - unit.now).total_seconds()))
        raise Refused(
            "sign_in_locked",
            f"too many failed attempts; try again in {seconds} s, not before",
            values={"retry_after": str(seconds)},
        )
    failures = row.failed_sign_ins + 1
    lock = lock_after(failures)
    values = {
        "failed_sign_ins": failures,
        "locked_until": unit.now + lock if lock else None,
    }
    unit.connection.execute(update(agents).where(agents.c.id == row.id).values(values))
    return Attempt(agent_of(row), row.password_hash)


def forgive_attempt(unit: Unit, agent: Agent) -> None:
    """Take one counted attempt back: the password was right, and no code was guessed."""
    failures = agents.c.failed_sign_ins
    changes = {"failed_sign_ins": failures - 1, "locked_until": None}
    where = (agents.c.id == agent.id, failures > 0)
    unit.connection.execute(update(agents).where(*where).values(changes))


def clear_attempts(unit: Unit, agent: Agent) -> None:
    """Begin to count anew, since everything was right."""
    cleared = {"failed_sign_ins": 0, "locked_until": None}
    unit.connection.execute(update(agents).where(agents.c.id == agent.id).values(cleared))


def open_session(unit: Unit, agent: Agent) -> tuple[str, Session]:
    """Open a session for an agent whose password was right; return its token and itself.

    The token is shown here once; the store keeps a digest.
    """
    token, csrf_token = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    expires_at = unit.now + SESSION_LIFETIME
    clear_attempts(unit, agent)
    expired = agent_sessions.c.expires_at <= unit.now
    unit.connection.execute(delete(agent_sessions).where(expired))
    row = {
        "agent_id": agent.id,
        "token_digest": _digest(token),
        "csrf_token": csrf_token,
        "created_at": unit.now,
        "used_at": unit.now,
        "expires_at": expires_at,
    }
    unit.connection.execute(insert(agent_sessions).values(row))
    audit.log(unit, f"agent:{agent.id}", "signed_in", f"agent:{agent.id}")
    return token, Session(agent, csrf_token, expires_at)


def find_session(unit: Unit, token: str, idle: timedelta = IDLE) -> Session | None:
    """Return the session that a token opens, while it lasts and its agent is active.

    Parameters
    ----------
    idle:
        So long it lasts without being used.
    """
    return sessions_of(unit, [token], idle).get(token)


def sessions_of(unit: Unit, tokens: Collection[str], idle: timedelta = IDLE) -> dict[str, Session]:
    """Return the sessions of those tokens whose sessions last."""
    by_digest = {_digest(token): token for token in tokens}
    one = agent_sessions.c
    query = (
        select(agents, one.token_digest, one.csrf_token, one.expires_at)
        .join(agent_sessions, agents.c.id == one.agent_id)
        .where(
            one.token_digest.in_(by_digest),
            one.expires_at > unit.now,
            func.coalesce(one.used_at, one.created_at) > unit.now - idle,
            agents.c.active,
        )
    )
    return {
        by_digest[row.token_digest]: Session(agent_of(row), row.csrf_token, row.expires_at)
        for row in unit.connection.execute(query)
    }


def is_use_old(unit: Unit, token: str) -> bool:
    """Return whether the use of a session should be noted again."""
    query = select(agent_sessions.c.used_at).where(agent_sessions.c.token_digest == _digest(token))
    used = unit.connection.execute(query).scalar_one_or_none()
    return used is None or used <= unit.now - _TO_THE


def note_use(unit: Unit, token: str) -> None:
    """Note that a session is used at this moment."""
    where = agent_sessions.c.token_digest == _digest(token)
    unit.connection.execute(update(agent_sessions).where(where).values(used_at=unit.now))


def somebody_is_there(unit: Unit) -> bool:
    """Return whether an agent is at the desk at this moment, whatever the support hours say."""
    return agents_there(unit) > 0


def agents_there(unit: Unit) -> int:
    """Return how many agents are at the desk at this moment.

    An agent is there whose session lasts (it is not closed, not expired, and the account is
    active) and was used lately: within :data:`LATELY` the agent signed in, wrote to a customer or
    had a page of the desk open, or holds the lease of a conversation, which an open page renews.
    """
    since = unit.now - LATELY
    wrote = exists().where(messages.c.agent_id == agents.c.id, messages.c.sent_at > since)
    holds = exists().where(
        conversations.c.agent_id == agents.c.id,
        conversations.c.owner == "agent",
        conversations.c.lease_until > unit.now,
    )
    query = (
        select(func.count(agents.c.id.distinct()))
        .join(agents, agents.c.id == agent_sessions.c.agent_id)
        .where(
            agent_sessions.c.expires_at > unit.now,
            agents.c.active,
            or_(agent_sessions.c.created_at > since, agents.c.seen_at > since, wrote, holds),
        )
    )
    return int(unit.connection.execute(query).scalar_one())


def close_all_sessions(unit: Unit, agent: Agent) -> None:
    """End all sessions of an agent, wherever they are signed in."""
    end_sessions(unit, agent)
    audit.log(unit, f"agent:{agent.id}", "signed_out_everywhere", f"agent:{agent.id}")


def close_session(unit: Unit, token: str) -> None:
    """End a session; harmless when there is none."""
    where = agent_sessions.c.token_digest == _digest(token)
    unit.connection.execute(delete(agent_sessions).where(where))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
