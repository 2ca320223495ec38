"""A made-up day at a shop: who comes when, what they want and how they feel, who needs a person.

Nothing here was measured at a shop. The shares are set so that the bot settles most alone and eight
agents are as good as fully busy in the busiest hours. What is drawn depends on the seed alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np

from crm.profiles import Profile
from crm.queue_score import Waiting
from crm.tailoring import FRUSTRATED, Moment, Situation, decide

OPENS, CLOSES = 8, 20
"""Support hours of the day; who needs a person at other times leaves a ticket."""
MIDNIGHT = datetime(2026, 6, 15, tzinfo=UTC)
MEAN_HANDLING = 400.0
"""Seconds that a conversation takes an agent on average."""
_SPREAD = 0.7  # of the logarithm: the longest twentieth takes 2.5 times the mean
_BY_HOUR = (8, 5, 3, 2, 2, 4, 12, 30, 62, 104, 128, 134, 108, 88, 82, 86, 94, 116, 134, 132, 96, 60,
            36, 18)  # fmt: skip
_VALUES, _VALUE_SHARES = ("high", "middle", "low"), (0.2, 0.3, 0.5)
_LIFETIME = {"high": 62_000.0, "middle": 21_000.0, "low": 6_000.0}
_CHURN, _CHURN_SHARES = ("high", "middle", "low"), (0.25, 0.35, 0.4)
_GUESTS, _PROMISED, _TWICE_FAILED = 0.25, 0.05, 0.2
# Topic: share of the conversations, and of these the part that the bot does not settle alone.
_TOPICS = {
    "track_order": (0.27, 0.18),
    "product_info": (0.15, 0.2),
    "return_item": (0.1, 0.28),
    "get_refund": (0.08, 0.45),
    "cancel_order": (0.07, 0.25),
    "payment_issue": (0.06, 0.7),
    "report_damaged_item": (0.05, 0.6),
    "report_missing_item": (0.04, 0.65),
    "complaint": (0.06, 0.75),
    "contact_human_agent": (0.06, 0.95),
    "greet": (0.06, 0.08),
}
_URGENT = {"payment_issue", "report_damaged_item", "report_missing_item"}
GROUPS = (
    "valued and at risk",
    "valued",
    "frustrated",
    "payment, damage, loss",
    "everybody else",
)


@dataclass(frozen=True)
class Day:
    """A day's line: who waits for a person, by arrival, and how long each begin takes.

    Parameters
    ----------
    waiting, groups:
        Whoever needs a person, and of which of :data:`GROUPS` they are.
    arrivals:
        Seconds after midnight.
    handling:
        Seconds of the n-th conversation that begins.
    conversations, contained, tickets:
        How many there were, how many the bot settled alone, and how many came at night.
    """

    waiting: tuple[Waiting, ...]
    groups: tuple[str, ...]
    arrivals: tuple[float, ...]
    handling: tuple[float, ...]
    conversations: int
    contained: int
    tickets: int

    def utilisation(self, slots: int) -> list[float]:
        """Return the work that comes in each hour as a part of what the slots can do in it."""
        hours = [int(came // 3600) for came in self.arrivals]
        return [hours.count(hour) * MEAN_HANDLING / 3600 / slots for hour in range(24)]


def day(seed: int, conversations: int = 2_000) -> Day:
    """Return the day of a seed."""
    rng = np.random.default_rng([seed, conversations])
    hours = rng.choice(24, conversations, p=np.array(_BY_HOUR) / sum(_BY_HOUR))
    times = np.sort((hours + rng.random(conversations)) * 3600)
    shares = np.array([share for share, _ in _TOPICS.values()])
    topics = rng.choice(list(_TOPICS), conversations, p=shares / shares.sum())
    unsettled = rng.random(conversations) < [_TOPICS[topic][1] for topic in topics]
    by_day = (times >= OPENS * 3600) & (times < CLOSES * 3600)
    arrivals = times[unsettled & by_day].tolist()
    waiting = [
        _customer(rng, number, came, str(topic))
        for number, (came, topic) in enumerate(
            zip(arrivals, topics[unsettled & by_day], strict=True)
        )
    ]
    # Of the log-normal distribution with this mean.
    location = np.log(MEAN_HANDLING) - _SPREAD**2 / 2
    return Day(
        waiting=tuple(waiting),
        groups=tuple(_group(one) for one in waiting),
        arrivals=tuple(arrivals),
        handling=tuple(rng.lognormal(location, _SPREAD, len(arrivals)).tolist()),
        conversations=conversations,
        contained=int((~unsettled).sum()),
        tickets=int((unsettled & ~by_day).sum()),
    )


def _customer(rng: np.random.Generator, number: int, came: float, topic: str) -> Waiting:
    """Return somebody who waits for a person, with the priority that the product would give."""
    guest = rng.random() < _GUESTS
    value, churn = (
        str(rng.choice(_VALUES, p=_VALUE_SHARES)),
        str(rng.choice(_CHURN, p=_CHURN_SHARES)),
    )
    upset = topic == "complaint" or topic in _URGENT
    frustration = float(rng.beta(2.2, 2.4) if upset else rng.beta(1.2, 4.0))
    sentiment = float(np.clip(rng.normal(0.1 - 0.9 * frustration, 0.3), -1, 1))
    moment: Moment = "complaint" if topic == "complaint" else "person"
    profile = Profile() if guest else Profile(number, value_band=value, churn_risk=churn)
    decision = decide(Situation(moment, profile, sentiment, frustration))
    since = MIDNIGHT + timedelta(seconds=came)
    promised = (
        since + timedelta(minutes=float(rng.uniform(2, 20))) if rng.random() < _PROMISED else None
    )
    return Waiting(
        key=f"{number:05d}",
        since=since,
        value_band=None if guest else value,
        lifetime_value_minor=0 if guest else int(_LIFETIME[value] * rng.lognormal(0, 0.4)),
        churn_risk=None if guest else churn,
        sentiment=sentiment,
        frustration=frustration,
        topic=topic,
        promised_at=promised,
        reason="two_failures" if rng.random() < _TWICE_FAILED else "asked_for_person",
        priority=decision.priority,
    )


def _group(one: Waiting) -> str:
    """Return the first group that a customer belongs to."""
    if one.value_band == "high":
        return GROUPS[0] if one.churn_risk == "high" else GROUPS[1]
    if one.frustration >= FRUSTRATED:
        return GROUPS[2]
    return GROUPS[3] if one.topic in _URGENT else GROUPS[4]
