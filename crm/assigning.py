"""Conversations given to agents: the rules of :mod:`crm.assignment` applied in the store."""

from __future__ import annotations

from sqlalchemy import select

from crm.assignment import Assignment, Mode, Wanted, assign
from crm.at_desk import agents_at_desk
from crm.errors import Conflict
from crm.handovers import Change, take
from crm.queue_line import line
from crm.store import Unit
from crm.tables.conversations import conversations
from crm.tables.people import agents


def give(unit: Unit) -> list[Change]:
    """Give those who wait to agents who have room, in the order of help; nothing by hand."""
    if unit.rules.mode is Mode.BY_HAND:
        return []
    # Two who give at once would fill the same seats; foreign keys are still looked up meanwhile.
    unit.connection.execute(
        select(agents.c.id).order_by(agents.c.id).with_for_update(key_share=True)
    )
    there = agents_at_desk(unit)
    if not any(agent.available and agent.holds < agent.capacity for agent in there):
        return []
    wanted = _wanted(unit, frozenset().union(*(agent.skills or () for agent in there)))
    return [change for one in assign(wanted, there) for change in _given(unit, one)]


def _given(unit: Unit, one: Assignment) -> list[Change]:
    try:
        return [take(unit, one.conversation, one.agent_id, "assigned")]
    except Conflict:
        # Somebody was quicker.
        return []


def _wanted(unit: Unit, known: frozenset[str]) -> list[Wanted]:
    """Return those who wait; a topic that nobody at the desk names as a skill is for all."""
    waiting = line(unit)
    query = select(
        conversations.c.public_id, conversations.c.topic, conversations.c.language
    ).where(conversations.c.owner == "queued")
    rows = {row.public_id: row for row in unit.connection.execute(query)}
    return [
        Wanted(
            key,
            skills=frozenset({rows[key].topic}) & known if rows[key].topic else frozenset(),
            language=rows[key].language,
            near_bound=place.held,
        )
        for key, place in waiting.items()
        if key in rows
    ]
