"""Where a waiting customer stands, and how long it takes: honest numbers, or none.

The minutes come from what happened lately: while anybody waited, so many were taken by so many
agents. Who waits at place ``p`` needs ``p`` more takes. That includes those who wait still, so that
a queue that nobody works on promises less with every minute.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from crm.agent_sessions import agents_there
from crm.opening import next_opening, opened_at, opening_words
from crm.ownership import Owner
from crm.store import Unit
from crm.summaries import line
from crm.tables.conversations import handovers
from crm.waiting import people_are_there

WINDOW = timedelta(hours=4)
FEWEST_TAKES = 3
"""With fewer of them in the window, nobody can tell how long it takes."""
LONGEST_TOLD = 180
"""Minutes beyond which a number would be false comfort."""
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
    """

    taken: Sequence[Wait] = ()
    waiting: Sequence[Wait] = ()
    agents_then: int = 0
    agents_now: int = 0


@dataclass(frozen=True)
class Place:
    """A place in the line.

    Parameters
    ----------
    open, opens_at:
        Whether people answer now, and when they do next when not.
    """

    place: int
    minutes: int | None
    open: bool
    opens_at: datetime | None
    opens: str | None

    def shown(self) -> dict[str, Any]:
        """Return it in the form of the API."""
        return {
            "place": self.place,
            "minutes": self.minutes,
            "open": self.open,
            "opens": self.opens,
            "opens_at": self.opens_at.isoformat() if self.opens_at else None,
        }


def minutes_for(place: int, facts: Facts) -> int | None:
    """Return in how many minutes who stands at a place is taken, or nothing if nobody can tell.

    Parameters
    ----------
    place:
        1 is who comes next.
    """
    takes = len(facts.taken)
    if takes < FEWEST_TAKES or facts.agents_now < 1 or facts.agents_then < 1:
        return None
    busy = covered([*facts.taken, *facts.waiting]).total_seconds() / 60
    each = busy / takes * facts.agents_then / facts.agents_now
    return rounded_up(place * each)


def rounded_up(minutes: float) -> int | None:
    """Return minutes as they are told: never fewer than it takes, the coarser the longer.

    Whole ones up to 10, fives up to 60, quarters of an hour up to three hours, then nothing.
    """
    if minutes > LONGEST_TOLD:
        return None
    step = 1 if minutes <= 10 else 5 if minutes <= 60 else 15
    return max(1, math.ceil(minutes / step) * step)


def covered(waits: Collection[Wait]) -> timedelta:
    """Return the time during which anybody waited."""
    total, end = timedelta(0), None
    for wait in sorted(waits, key=lambda one: one.since):
        begin = wait.since if end is None or wait.since > end else end
        if wait.until > begin:
            total += wait.until - begin
        end = wait.until if end is None else max(end, wait.until)
    return total


def places(unit: Unit) -> dict[str, Place]:
    """Return the place of every waiting conversation by its public id, in the desk's order."""
    waiting = line(unit)
    if not waiting:
        return {}
    there = people_are_there(unit)
    opens_at = None if there else next_opening(unit.now).astimezone(UTC)
    opens = None if there else opening_words(unit.now)
    facts = _facts(unit, [since for _, since in waiting]) if there else Facts()
    return {
        public_id: Place(place, minutes_for(place, facts), there, opens_at, opens)
        for place, (public_id, _) in enumerate(waiting, start=1)
    }


def _facts(unit: Unit, since: Sequence[datetime]) -> Facts:
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
    )
