"""How fast the line moves: from what happened lately, or from what a conversation usually takes.

While anybody waited, so many were taken by so many agents. That includes those who wait still, so
that a queue that nobody works on slows down with every minute.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from crm.agent_sessions import agents_there
from crm.at_desk import room_at_desk
from crm.opening import opened_at
from crm.ownership import Owner
from crm.queue_order import pace_of
from crm.store import Unit
from crm.tables.conversations import handovers

WINDOW = timedelta(hours=4)
FEWEST_TAKES = 3
"""With fewer of them in the window, nobody can tell how long it takes."""
_MOST_TAKES = 200


@dataclass(frozen=True)
class Wait:
    """Somebody waited, or waits still, from one instant to another."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Facts:
    """What an estimate is made from.

    Parameters
    ----------
    taken:
        The waits that agents ended in the window.
    waiting:
        The waits that go on.
    agents_then, agents_now:
        How many agents took them, and how many are there now.
    room:
        How many conversations those who are there now hold at once.
    """

    taken: Sequence[Wait] = ()
    waiting: Sequence[Wait] = ()
    agents_then: int = 0
    agents_now: int = 0
    room: int = 0


def measured(facts: Facts) -> timedelta | None:
    """Return the time from one take to the next, or nothing if nobody can tell."""
    takes = len(facts.taken)
    if takes < FEWEST_TAKES or facts.agents_now < 1 or facts.agents_then < 1:
        return None
    busy = covered([*facts.taken, *facts.waiting])
    return busy / takes * facts.agents_then / facts.agents_now


def pace(facts: Facts) -> timedelta | None:
    """Return the pace that the order of help counts on; nothing when nobody is there.

    As long as nothing was measured, it follows from what a conversation usually takes and from how
    many those who are there hold at once.
    """
    if facts.agents_now < 1:
        return None
    return measured(facts) or pace_of(max(facts.room, facts.agents_now))


def covered(waits: Collection[Wait]) -> timedelta:
    """Return the time during which anybody waited."""
    total, end = timedelta(0), None
    for wait in sorted(waits, key=lambda one: one.since):
        begin = wait.since if end is None or wait.since > end else end
        if wait.until > begin:
            total += wait.until - begin
        end = wait.until if end is None else max(end, wait.until)
    return total


def facts_of(unit: Unit, since: Sequence[datetime]) -> Facts:
    """Return what happened lately.

    Parameters
    ----------
    since:
        Since when each of those who wait now does.
    """
    # Nobody was taken at night, and that says nothing about today.
    begin = max(unit.now - WINDOW, opened_at(unit.now) or unit.now - WINDOW)
    takes, asked = handovers.alias("takes"), handovers.alias("asked")
    request = (
        select(func.max(asked.c.id))
        .where(
            asked.c.conversation_id == takes.c.conversation_id,
            asked.c.to_owner == Owner.QUEUED.value,
            asked.c.id < takes.c.id,
        )
        .correlate(takes)
        .scalar_subquery()
    )
    query = (
        select(takes.c.created_at, takes.c.agent_id, handovers.c.created_at.label("since"))
        .select_from(takes)
        .join(handovers, handovers.c.id == request)
        .where(
            takes.c.created_at > begin,
            takes.c.from_owner == Owner.QUEUED.value,
            takes.c.to_owner == Owner.AGENT.value,
        )
        .order_by(takes.c.id.desc())
        .limit(_MOST_TAKES)
    )
    rows = unit.connection.execute(query).all()
    if len(rows) == _MOST_TAKES:
        begin = rows[-1].created_at
    return Facts(
        taken=[Wait(max(row.since, begin), row.created_at) for row in rows],
        waiting=[Wait(max(one, begin), unit.now) for one in since],
        agents_then=len({row.agent_id for row in rows}),
        agents_now=agents_there(unit),
        room=room_at_desk(unit),
    )
