"""Whom next: the line ordered by score, with a bound on how long others may go first.

Each conversation may be overtaken only as often as its own wait can bear. Were nobody to overtake
it any more, one that has waited ``waited`` behind ``ahead`` earlier ones would begin after
``waited + ahead * pace``, where ``pace`` is the time from one conversation's begin to the next
one's. Each overtaking adds one ``pace``. So it may yet be overtaken
``floor((limit - waited) / pace) - ahead`` times, ``limit`` being the bound less a reserve. At
nought it is *held*: nobody who came after it goes before it. Among those up to the first held one,
by arrival, the highest score is next.

What follows, for agents who take the next one whenever they are free (tests prove each):

1.  Whoever has waited up to the bound goes before all who have not, in order of arrival.
2.  Nobody is overtaken by somebody who came more than ``head_start`` minutes later (10).
3.  Whoever is overtaken begins within the bound, and whoever is not begins no later than in order
    of arrival, as long as the line moves no slower than the pace. So the bound holds for each one
    for whom order of arrival itself keeps it.
4.  However slowly it moves: nobody waits longer than ``head_start`` minutes more than the longest
    wait of that line in order of arrival.
5.  With more customers than the agents can bear, waits pass the bound in any order. Then the line
    is in order of arrival, and nobody's worth counts until it is shorter.

The pace is an estimate: 3 may fail where agents are slower by more than the reserve covers, and
``make bench-queue`` counts how often. 3 and 4 compare lines in which what a conversation takes has
nothing to do with its place; then the mean wait of all together is the same in any order, too
(Kleinrock's conservation law, 1965, NRLQ 12): what some gain, others give, within the bound.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crm.errors import Invalid
from crm.queue_score import DEFAULT_WEIGHTS, Score, Waiting, Weights, score

HANDLING = timedelta(minutes=6)
"""What a conversation takes an agent, as long as nothing was measured."""
# Points closer than this are equal, so that sums of fractions do not decide.
_DIGITS = 6


@dataclass(frozen=True)
class Fairness:
    """How long a conversation may wait because others go first.

    Parameters
    ----------
    bound:
        What is promised to everybody.
    caution:
        Standard deviations that are kept in reserve for agents who are slower than usual.

    Raises
    ------
    Invalid
        If the bound or the caution is negative.
    """

    bound: timedelta = timedelta(minutes=10)
    caution: float = 3.0

    def __post_init__(self) -> None:
        """Refuse what would mean nothing."""
        if self.bound < timedelta(0):
            raise Invalid("invalid_bound", f"the bound must not be negative, as {self.bound} is")
        if not 0 <= self.caution <= 100:
            raise Invalid("invalid_caution", f"caution is from 0 to 100, not {self.caution}")

    def begins(self, waited: timedelta, pace: timedelta) -> int:
        """Return how many conversations surely begin before one that waits reaches its bound.

        The largest ``n`` with ``n + caution * sqrt(n)`` times the pace within what is left: begins
        by many agents are about a Poisson process, so ``n`` of them deviate by ``sqrt(n)``.
        """
        left = (self.bound - waited) / pace
        if left < 1:
            return 0
        number = int(((math.sqrt(self.caution**2 + 4 * left) - self.caution) / 2) ** 2 + 1e-9)
        # The square root of a whole number may come out a hair too large.
        return number if number * pace <= self.bound - waited else number - 1


DEFAULT_FAIRNESS = Fairness()


@dataclass(frozen=True)
class Place:
    """Where a conversation stands.

    Parameters
    ----------
    place:
        From 1 on.
    expected:
        How long until it begins, at this pace; nothing when nobody can tell.
    may_be_overtaken:
        How many later ones may yet go before it, counting those that stand before it now.
    """

    one: Waiting
    score: Score
    place: int
    expected: timedelta | None
    may_be_overtaken: int

    @property
    def held(self) -> bool:
        """Whether nobody who came later may go before it: what ``near its bound`` means."""
        return self.may_be_overtaken == 0


def pace_of(slots: int, handling: timedelta = HANDLING) -> timedelta | None:
    """Return the time from one conversation's begin to the next one's while the line is not empty.

    Parameters
    ----------
    slots:
        How many conversations the agents who are there hold at once, all together.
    handling:
        How long one takes.

    Returns
    -------
    timedelta or None
        Nothing when nobody is there.
    """
    return handling / slots if slots > 0 and handling > timedelta(0) else None


def in_order(
    waiting: Sequence[Waiting],
    now: datetime,
    pace: timedelta | None,
    weights: Weights = DEFAULT_WEIGHTS,
    fairness: Fairness = DEFAULT_FAIRNESS,
) -> list[Place]:
    """Return all that wait, whom to help next first.

    The result depends on who waits and on the instant alone, not on the sequence in which they are
    given.

    Parameters
    ----------
    waiting:
        With keys that differ.
    pace:
        See :func:`pace_of`. Nothing, when nobody is there, is the order of arrival.
    """
    line = _arrivals(waiting, now, pace, weights, fairness)
    left = {one.waiting.key: one.left for one in line}
    places: list[Place] = []
    while line:
        chosen = line.pop(_next(line))
        one, before = chosen.waiting, len(places)
        expected = None if pace is None else before * pace
        places.append(Place(one, chosen.score, before + 1, expected, left[one.key]))
    return places


def next_of(
    waiting: Sequence[Waiting],
    now: datetime,
    pace: timedelta | None,
    weights: Weights = DEFAULT_WEIGHTS,
    fairness: Fairness = DEFAULT_FAIRNESS,
) -> Waiting | None:
    """Return whom to help next, the first of :func:`in_order`; nothing when nobody waits."""
    line = _arrivals(waiting, now, pace, weights, fairness)
    return line[_next(line)].waiting if line else None


@dataclass
class _InLine:
    waiting: Waiting
    score: Score
    left: int


def _arrivals(
    waiting: Sequence[Waiting],
    now: datetime,
    pace: timedelta | None,
    weights: Weights,
    fairness: Fairness,
) -> list[_InLine]:
    """Return those who wait in order of arrival, each with how often it may be overtaken."""
    ordered = sorted(waiting, key=lambda one: (one.since, one.key))
    return [
        _InLine(one, score(one, now, weights), _may_be_overtaken(one, ahead, now, pace, fairness))
        for ahead, one in enumerate(ordered)
    ]


def _may_be_overtaken(
    one: Waiting, ahead: int, now: datetime, pace: timedelta | None, fairness: Fairness
) -> int:
    if pace is None or pace <= timedelta(0):
        return 0
    return max(0, fairness.begins(max(now - one.since, timedelta(0)), pace) - ahead)


def _next(line: list[_InLine]) -> int:
    """Return the position of whom to take, and count them against those whom they overtake."""
    best, most = 0, round(line[0].score.points, _DIGITS)
    for position, one in enumerate(line):
        if position and (points := round(one.score.points, _DIGITS)) > most:
            best, most = position, points
        if one.left == 0:
            break
    for one in line[:best]:
        one.left -= 1
    return best
