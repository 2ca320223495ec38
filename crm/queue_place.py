"""Where a waiting customer stands, and how long it takes: honest numbers, or none.

The minutes come from what happened lately (:mod:`crm.queue_pace`): who waits at place ``p`` needs
``p`` more takes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from crm.opening import next_opening, opening_words
from crm.queue_line import line_and_facts
from crm.queue_pace import Facts, measured
from crm.store import Unit
from crm.waiting import people_are_there

LONGEST_TOLD = 180
"""Minutes beyond which a number would be false comfort."""


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
    each = measured(facts)
    return None if each is None else rounded_up(place * each.total_seconds() / 60)


def rounded_up(minutes: float) -> int | None:
    """Return minutes as they are told: never fewer than it takes, the coarser the longer.

    Whole ones up to 10, fives up to 60, quarters of an hour up to three hours, then nothing.
    """
    if minutes > LONGEST_TOLD:
        return None
    step = 1 if minutes <= 10 else 5 if minutes <= 60 else 15
    return max(1, math.ceil(minutes / step) * step)


def places(unit: Unit) -> dict[str, Place]:
    """Return the place of every waiting conversation by its public id, in the desk's order."""
    waiting, facts = line_and_facts(unit)
    if not waiting:
        return {}
    there = people_are_there(unit)
    opens_at = None if there else next_opening(unit.now).astimezone(UTC)
    opens = None if there else opening_words(unit.now)
    return {
        public_id: Place(
            stands.place,
            minutes_for(stands.place, facts) if there else None,
            there,
            opens_at,
            opens,
        )
        for public_id, stands in waiting.items()
    }
