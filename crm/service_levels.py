"""Service levels: by when a person must first have answered, and the matter must be solved.

The clock runs while people answer and stands still outside of the support hours
(:class:`crm.policy.SupportHours`). A warning comes before the breach, when so much of the time has
gone as ``Level.warn_at`` says.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from crm.errors import Invalid
from crm.open_time import after_open_time, open_time_between
from crm.policy import SHOP_POLICY, SupportHours

_NONE = timedelta(0)


class State(StrEnum):
    """How a conversation stands to its service level."""

    FINE = "fine"
    AT_RISK = "at_risk"
    BREACHED = "breached"


@dataclass(frozen=True)
class Level:
    """A row of the table: for whom it is, and what is promised, in open time.

    Parameters
    ----------
    priorities, value_bands:
        It is for conversations of one of these; nothing given means any.
    warn_at:
        Share of the time after which there is a warning.

    Raises
    ------
    Invalid
        If a time is not positive, or the share not between 0 and 1.
    """

    name: str
    first_answer: timedelta
    resolution: timedelta
    priorities: frozenset[str] = frozenset()
    value_bands: frozenset[str] = frozenset()
    warn_at: float = 0.75

    def __post_init__(self) -> None:
        """Refuse what nobody can keep."""
        if min(self.first_answer, self.resolution) <= _NONE:
            raise Invalid("invalid_level", f"the times of level {self.name!r} must be above zero")
        if not 0 < self.warn_at <= 1:
            raise Invalid(
                "invalid_level",
                f"warn_at of level {self.name!r} is a share up to 1, not {self.warn_at}",
            )

    def holds(self, priority: str, value_band: str | None) -> bool:
        """Return whether it is for such conversations."""
        return (not self.priorities or priority in self.priorities) and (
            not self.value_bands or value_band in self.value_bands
        )


LEVELS = (
    Level("high priority", timedelta(minutes=5), timedelta(hours=4), frozenset({"high"})),
    Level("low priority", timedelta(minutes=30), timedelta(hours=24), frozenset({"low"})),
    Level("valued customer", timedelta(minutes=8), timedelta(hours=8),
          value_bands=frozenset({"high"})),
    Level("everybody", timedelta(minutes=10), timedelta(hours=12)),
)  # fmt: skip
"""The default levels; the first that holds counts."""


@dataclass(frozen=True)
class Clock:
    """One promise as it stands.

    Parameters
    ----------
    warn, due:
        From when it is at risk, and by when it has to be kept (UTC).
    left:
        Open time until then; negative once it is breached. When it was kept, what was left then.
    done:
        Whether it is over: what was promised was done, in time or not.
    """

    warn: datetime
    due: datetime
    state: State
    left: timedelta
    done: bool


@dataclass(frozen=True)
class Standing:
    """Both promises of a conversation, and the worse of their states."""

    level: str
    first_answer: Clock
    resolution: Clock

    @property
    def state(self) -> State:
        """Return the worse of both states."""
        states = {self.first_answer.state, self.resolution.state}
        return next((s for s in (State.BREACHED, State.AT_RISK) if s in states), State.FINE)


def level_for(priority: str, value_band: str | None, levels: Sequence[Level] = LEVELS) -> Level:
    """Return the first level that holds.

    Raises
    ------
    Invalid
        If none does: the table needs a last row for everybody.
    """
    for level in levels:
        if level.holds(priority, value_band):
            return level
    raise Invalid(
        "no_level", f"no service level is for priority {priority!r}: add a row for everybody"
    )


def clock(
    started: datetime,
    span: timedelta,
    now: datetime,
    done_at: datetime | None = None,
    *,
    warn_at: float = 0.75,
    hours: SupportHours = SHOP_POLICY.support_hours,
) -> Clock:
    """Return how a promise stands that was made when a person was first wanted.

    Parameters
    ----------
    span:
        What was promised, in open time.
    done_at:
        When it was done; nothing while it was not.
    """
    due = after_open_time(started, span, hours)
    warn = after_open_time(started, span * warn_at, hours)
    until = now if done_at is None else done_at
    left = (
        open_time_between(until, due, hours)
        if until <= due
        else -open_time_between(due, until, hours)
    )
    return Clock(
        warn, due, _state(warn, due, until, done_at is not None), left, done_at is not None
    )


def standing(
    level: Level,
    started: datetime,
    now: datetime,
    *,
    answered_at: datetime | None = None,
    resolved_at: datetime | None = None,
    hours: SupportHours = SHOP_POLICY.support_hours,
) -> Standing:
    """Return both promises of a conversation for which a person was wanted at ``started``.

    What was resolved without an answer needs none any more.
    """
    answered = answered_at if answered_at is not None else resolved_at
    return Standing(
        level.name,
        clock(started, level.first_answer, now, answered, warn_at=level.warn_at, hours=hours),
        clock(started, level.resolution, now, resolved_at, warn_at=level.warn_at, hours=hours),
    )


def turned(found: Clock, before: datetime, now: datetime) -> State | None:
    """Return the state that a clock has come into since ``before``, to be told once.

    Parameters
    ----------
    found:
        As it stands ``now``.
    before, now:
        The instants of the last look and of this one: (before, now].
    """
    if found.done:
        return None
    if before <= found.due < now:
        return State.BREACHED
    return State.AT_RISK if before < found.warn <= now <= found.due else None


def next_turn(clocks: Iterable[Clock], now: datetime) -> datetime | None:
    """Return the next instant at which one of these changes its state, if nothing happens.

    A breach begins just after the due time, so a microsecond is added to it.
    """
    moment = timedelta(microseconds=1)
    turns = [at for one in clocks if not one.done for at in (one.warn, one.due + moment)]
    return min((at for at in turns if at > now), default=None)


def _state(warn: datetime, due: datetime, until: datetime, done: bool) -> State:
    if until > due:
        return State.BREACHED
    return State.AT_RISK if until >= warn and not done else State.FINE
