"""Who is at the desk now, with how much room and for what."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Exists, and_, func, or_, select

from crm.assignment import AtDesk
from crm.ownership import LEASE, Owner
from crm.store import Unit
from crm.tables.conversations import conversations, handovers
from crm.tables.people import agent_sessions, agents

# Who was at the desk so lately still counts for how fast the line moves: they may come back.
_ON_DUTY = timedelta(hours=2)


def agents_at_desk(unit: Unit, within: timedelta = LEASE) -> list[AtDesk]:
    """Return the agents whose page was open so lately.

    Parameters
    ----------
    within:
        An open page says that it is there four times in a lease.
    """
    holds = (
        select(func.count())
        .where(conversations.c.agent_id == agents.c.id, conversations.c.owner == Owner.AGENT.value)
        .scalar_subquery()
    )
    got = (
        select(func.max(handovers.c.created_at))
        .where(handovers.c.agent_id == agents.c.id, handovers.c.to_owner == Owner.AGENT.value)
        .scalar_subquery()
    )
    query = (
        select(agents, holds.label("holds"), got.label("got"))
        .where(agents.c.active, agents.c.seen_at > unit.now - within, _session(unit))
        .order_by(agents.c.id)
    )
    return [
        AtDesk(
            id=row.id,
            holds=row.holds,
            capacity=row.capacity,
            available=row.available,
            skills=frozenset(row.skills) if row.skills else None,
            languages=frozenset(row.languages) if row.languages else None,
            idle_since=row.got,
        )
        for row in unit.connection.execute(query)
    ]


def room_at_desk(unit: Unit) -> int:
    """Return how many conversations the agents who are there hold at once, all together."""
    since = unit.now - _ON_DUTY
    signed_in = (
        select(agent_sessions.c.id)
        .where(agent_sessions.c.agent_id == agents.c.id, agent_sessions.c.created_at > since)
        .exists()
    )
    there = or_(agents.c.seen_at > since, signed_in)
    query = select(func.coalesce(func.sum(agents.c.capacity), 0)).where(
        and_(agents.c.active, agents.c.available, there, _session(unit))
    )
    return int(unit.connection.execute(query).scalar_one())


def seen(unit: Unit, agent_id: int) -> None:
    """Note that an agent's page is open."""
    statement = agents.update().where(agents.c.id == agent_id).values(seen_at=unit.now)
    unit.connection.execute(statement)


def _session(unit: Unit) -> Exists:
    return (
        select(agent_sessions.c.id)
        .where(agent_sessions.c.agent_id == agents.c.id, agent_sessions.c.expires_at > unit.now)
        .exists()
    )
