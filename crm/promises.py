"""Service levels of conversations in the store: made when a person is wanted, and looked at later.

What was promised stays: a score that changes meanwhile moves no due time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select, update

from crm.open_time import after_open_time, open_time_between
from crm.ownership import Owner
from crm.queue_line import newest_request
from crm.service_levels import Level, State, level_for
from crm.store import Unit
from crm.tables.conversations import conversations, handovers
from crm.tables.events import customer_scores

_WORSE = (State.FINE, State.AT_RISK, State.BREACHED)
_HELD_BY_PEOPLE = (Owner.QUEUED.value, Owner.AGENT.value)


@dataclass(frozen=True)
class Alert:
    """A promise that is about to be broken, or just was.

    Parameters
    ----------
    what:
        ``first_answer`` or ``resolution``.
    """

    conversation_id: str
    what: str
    state: State
    due: datetime

    def words(self, now: datetime) -> str:
        """Return it for the desk."""
        named = "first answer" if self.what == "first_answer" else "resolution"
        minutes = abs(round((self.due - now) / timedelta(minutes=1)))
        span = f"{minutes} min" if minutes < 90 else f"{minutes / 60:.1f} h"
        if self.state is State.BREACHED:
            return f"The {named} was due {span} ago"
        return f"The {named} is due in {span}"


def promise(unit: Unit, conversation_id: int, priority: str) -> None:
    """Set by when a conversation that joins the line must be answered and solved."""
    band = unit.connection.scalar(
        select(customer_scores.c.value_band)
        .join(conversations, conversations.c.customer_id == customer_scores.c.customer_id)
        .where(conversations.c.id == conversation_id)
    )
    level = level_for(priority, band)
    statement = update(conversations).where(conversations.c.id == conversation_id)
    values = {
        "first_answer_due": after_open_time(unit.now, level.first_answer),
        "first_answered_at": None,
        "resolution_due": after_open_time(unit.now, level.resolution),
    }
    unit.connection.execute(statement.values(values))


def answered(unit: Unit, conversation_id: int) -> None:
    """Note that an agent has answered; only the first time counts."""
    first = (conversations.c.id == conversation_id, conversations.c.first_answered_at.is_(None))
    statement = update(conversations).where(*first, conversations.c.first_answer_due.is_not(None))
    unit.connection.execute(statement.values(first_answered_at=unit.now))


def due_of(row: Row[Any], now: datetime) -> dict[str, Any]:
    """Return how the promises of a conversation stand, as the desk shows them.

    Parameters
    ----------
    row:
        With the columns of the conversation, ``priority`` and ``value_band``.
    """
    if row.owner not in _HELD_BY_PEOPLE:
        return {"first_answer": None, "resolution": None, "state": State.FINE.value}
    worst = max((state for _, _, state in _states(row, now)), key=_WORSE.index, default=State.FINE)
    return {
        "first_answer": row.first_answer_due.isoformat() if row.first_answer_due else None,
        "resolution": row.resolution_due.isoformat() if row.resolution_due else None,
        "state": worst.value,
    }


def alerts(unit: Unit, before: datetime) -> list[Alert]:
    """Return the promises that came into another state since a look before, each once."""
    found = []
    for row in unit.connection.execute(_promised()):
        then = {what: state for what, _, state in _states(row, before)}
        for what, due, state in _states(row, unit.now):
            if state is not then.get(what) and state is not State.FINE and not _kept(row, what):
                found.append(Alert(row.public_id, what, state, due))
    return found


def _promised() -> Select[Any]:
    return (
        select(conversations, handovers.c.priority, customer_scores.c.value_band)
        .select_from(conversations)
        .outerjoin(handovers, handovers.c.id == newest_request())
        .outerjoin(customer_scores, customer_scores.c.customer_id == conversations.c.customer_id)
        .where(
            conversations.c.owner.in_(_HELD_BY_PEOPLE),
            func.coalesce(conversations.c.first_answer_due, conversations.c.resolution_due).is_not(
                None
            ),
        )
        .order_by(conversations.c.id)
    )


def _kept(row: Row[Any], what: str) -> bool:
    return what == "first_answer" and row.first_answered_at is not None


def _states(row: Row[Any], now: datetime) -> list[tuple[str, datetime, State]]:
    level = level_for(row.priority or "normal", row.value_band)
    found = []
    if row.first_answer_due is not None:
        state = _state(level, level.first_answer, row.first_answer_due, now, row.first_answered_at)
        found.append(("first_answer", row.first_answer_due, state))
    if row.resolution_due is not None:
        state = _state(level, level.resolution, row.resolution_due, now, None)
        found.append(("resolution", row.resolution_due, state))
    return found


def _state(
    level: Level, span: timedelta, due: datetime, now: datetime, done_at: datetime | None
) -> State:
    """Return how a promise stands: late stays late, and near is what is left of its open time."""
    if (done_at or now) > due:
        return State.BREACHED
    if done_at is not None:
        return State.FINE
    left = open_time_between(now, due)
    return State.AT_RISK if left <= span * (1 - level.warn_at) else State.FINE
