"""How pressing a waiting conversation is: points, with the parts that they are made of.

A point is a minute of waiting. Waiting itself earns one point a minute, without end; everything
else is a head start: a customer with five points for a failed payment stands in the line as if they
had come five minutes earlier. All of it together is at most ``Weights.head_start`` points.

In the terms of queueing theory this is a dynamic priority discipline: the urgency numbers of
Jackson (1960, Naval Research Logistics Quarterly 7), one of the linear delay-dependent disciplines
of Kleinrock (1964, NRLQ 11), which Stanford, Taylor and Ziedins (2014, Queueing Systems 77) call
accumulating priority queues. Theirs let classes earn at different rates; here all earn at the same
rate and differ in where they start. So two who wait keep their order while nothing new is known of
them, the place that a customer is told does not move about, and nobody can be overtaken by somebody
who came more than ``head_start`` minutes later. What else is guaranteed: :mod:`crm.queue_order`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from crm.money import minor_units, money_text
from crm.queue_weights import HEAD_START, Weight, checked_head_start, table_with

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Waiting:
    """A conversation that waits for a person, and what its score is made from.

    Parameters
    ----------
    key:
        What tells it from others; among those who came at the same instant it is the order, too.
    since:
        When it joined the line. Who comes back because an agent vanished keeps their first instant.
    value_band, churn_risk:
        ``high``, ``middle`` or ``low``, as the models have it; nothing for guests.
    lifetime_value_minor:
        Expected revenue in minor units.
    sentiment:
        Of the last message, from -1 to 1.
    frustration:
        Of the conversation so far, from 0 to 1.
    topic:
        Intent or ticket topic that it is about, such as ``payment_issue``.
    promised_at:
        By when somebody was promised to answer; nothing when nobody promised.
    reason, priority:
        Of the handover: a code such as ``agent_vanished``; ``low``, ``normal`` or ``high``.
    """

    key: str
    since: datetime
    value_band: str | None = None
    lifetime_value_minor: int = 0
    churn_risk: str | None = None
    sentiment: float = 0.0
    frustration: float = 0.0
    topic: str | None = None
    promised_at: datetime | None = None
    reason: str | None = None
    priority: str = "normal"
    currency: str = "EUR"


@dataclass(frozen=True)
class Part:
    """One reason for a score: its name, its points, and words for the desk."""

    name: str
    points: float
    words: str


@dataclass(frozen=True)
class Score:
    """The points of a conversation, which are the sum of its parts."""

    parts: tuple[Part, ...]

    @cached_property
    def points(self) -> float:
        """Return the sum of the parts."""
        return sum(part.points for part in self.parts)

    def shown(self) -> dict[str, object]:
        """Return the score as the desk gets it, to a tenth of a minute."""
        parts = [
            {"name": part.name, "points": round(part.points, 1), "words": part.words}
            for part in self.parts
        ]
        return {"points": round(self.points, 1), "parts": parts}


@dataclass(frozen=True)
class Weights:
    """The points that a shop gives: its own over those of the table.

    Parameters
    ----------
    points:
        By the names of :data:`crm.queue_weights.WEIGHTS`; what is left out keeps its default.
    head_start:
        Most points that all parts but the waiting give together.

    Raises
    ------
    Invalid
        If a name is unknown, or a number is none or out of range.
    """

    points: Mapping[str, float] = field(default_factory=dict)
    head_start: float = HEAD_START

    def __post_init__(self) -> None:
        """Refuse what would break the order."""
        table_with(self.points)
        checked_head_start(self.head_start)

    @cached_property
    def table(self) -> Mapping[str, Weight]:
        """Return all rows with the points that count here."""
        return table_with(self.points)

    def part(self, name: str, share: float = 1.0, words: str | None = None) -> Part:
        """Return a part with a share of a row's points; it bears the first word of the name."""
        row = self.table[name]
        return Part(name.partition(".")[0], row.points * share, words or row.words)


DEFAULT_WEIGHTS = Weights()


def score(one: Waiting, now: datetime, weights: Weights = DEFAULT_WEIGHTS) -> Score:
    """Return the score of a conversation, its waiting first and then what weighs most."""
    minutes = max(now - one.since, timedelta(0)) / _MINUTE
    others = [part for part in _head_start(one, now, weights) if part.points > 0]
    others.sort(key=lambda part: -part.points)
    surplus = sum(part.points for part in others) - weights.head_start
    if surplus > 0:
        words = f"at most {weights.head_start:g} points besides the waiting"
        others.append(Part("limit", -surplus, words))
    return Score((Part("waiting", minutes, _waiting_words(minutes)), *others))


def _head_start(one: Waiting, now: datetime, weights: Weights) -> list[Part]:
    parts = [_lifetime_value(one, weights), _promise(one, now, weights)]
    named = (
        f"value.{one.value_band}",
        f"churn.{one.churn_risk}",
        f"topic.{one.topic}",
        f"priority.{one.priority}",
        f"reason.{one.reason}",
    )
    parts += [weights.part(name) for name in named if name in weights.table]
    frustration, sentiment = _within(one.frustration, 1.0), _within(-one.sentiment, 1.0)
    parts.append(weights.part("frustration", frustration, f"frustration {frustration:.0%}"))
    parts.append(weights.part("sentiment", sentiment, f"last message {-sentiment:+.1f}"))
    return parts


def _lifetime_value(one: Waiting, weights: Weights) -> Part:
    """Return the points for expected revenue: in proportion to it, up to a full amount."""
    full = minor_units(weights.table["lifetime_value_full"].points, one.currency)
    share = _within(one.lifetime_value_minor / full, 1.0) if full else 0.0
    worth = money_text(one.lifetime_value_minor, one.currency)
    return weights.part("lifetime_value", share, f"expected revenue {worth}")


def _promise(one: Waiting, now: datetime, weights: Weights) -> Part:
    """Return the points for a promise: none until it is near, then more and more; broken, most."""
    if one.promised_at is None:
        return Part("promise", 0.0, "")
    left = (one.promised_at - now) / _MINUTE
    if left < 0:
        words = f"promised {-left:.0f} min ago"
        return weights.part("promise.broken", words=words)
    near = weights.table["promise_near"].points
    share = _within(1 - left / near, 1.0) if near else 0.0
    # Never above what a broken one gets, so that time only ever adds points.
    most = min(weights.table["promise.near"].points, weights.table["promise.broken"].points)
    return Part("promise", most * share, f"promised in {left:.0f} min")


def _within(value: float, most: float) -> float:
    """Return a number between 0 and the most; one that is none counts as 0."""
    return min(max(value, 0.0), most) if value == value else 0.0


def _waiting_words(minutes: float) -> str:
    if minutes < 1:
        return "just came"
    if minutes < 90:
        return f"waits {minutes:.0f} min"
    return f"waits {minutes / 60:.1f} h"
