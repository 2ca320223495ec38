"""How a reply is tailored to who the customer is and how they feel: a table of rules, no store.

The first rule of a moment that holds decides; each decision says which rule it was and which facts
it saw, so that people can read at the desk why the bot spoke as it did. Who has no scores yet
has neutral ones and meets the last rule of the moment.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from crm.profiles import Profile

Moment = Literal["complaint", "person", "greeting", "praise"]
Tone = Literal["apologise_first", "celebrate", "warm", "plain"]
Handover = Literal["none", "offer", "now"]

FRUSTRATED = 0.6
"""From this frustration on, a person is better than a bot."""
UPSET = -0.6
"""At this sentiment or below, a single message counts as angry."""

GOODWILL_POINTS = 100
GOODWILL_MINOR = 500
"""What one goodwill is worth at most: points for members, minor units of a voucher for others."""
GOODWILL_PAUSE = timedelta(days=90)
CONTROL_SHARE = 0.1
"""Part of the customers to whom an offer is not shown, so that its effect can be measured."""


@dataclass(frozen=True)
class Situation:
    """What a decision is made from.

    Parameters
    ----------
    sentiment:
        Of this turn, from -1 to 1.
    frustration:
        Of the conversation so far, from 0 to 1.
    repeated:
        Whether the same was brought up before in this conversation.
    """

    moment: Moment
    profile: Profile
    sentiment: float = 0.0
    frustration: float = 0.0
    repeated: bool = False


@dataclass(frozen=True)
class Decision:
    """How to answer.

    Parameters
    ----------
    goodwill:
        Whether a goodwill may be given, within its limits.
    handover:
        ``none``; ``offer`` a person; hand over ``now``.
    priority:
        ``low``, ``normal`` or ``high``: of the ticket and of the handover.
    facts:
        What the rule saw.
    """

    rule: str
    tone: Tone
    goodwill: bool = False
    handover: Handover = "none"
    priority: str = "normal"
    facts: dict[str, Any] = field(default_factory=dict)

    def why(self, **more: Any) -> dict[str, Any]:
        """Return the reason as it is kept with the message; ``more`` adds what came of it."""
        outcome = {"tone": self.tone, "handover": self.handover, "priority": self.priority}
        return {"rule": self.rule, **outcome, "facts": self.facts, **more}


@dataclass(frozen=True)
class Rule:
    """A row of the table: when it holds, and what is done then."""

    name: str
    holds: Callable[[Situation], bool]
    tone: Tone
    goodwill: bool = False
    handover: Handover = "none"
    priority: str = "normal"


def valued(profile: Profile) -> bool:
    """Return whether the shop would miss this customer: high value that is proven, or gold."""
    return (profile.value_band == "high" and not _new(profile)) or profile.tier == "gold"


def at_risk(profile: Profile) -> bool:
    """Return whether the customer is about to leave; who has only just come is not."""
    leaving = profile.churn_risk == "high" or profile.segment in {"at_risk", "cannot_lose"}
    return leaving and not _new(profile)


def _new(profile: Profile) -> bool:
    return profile.segment == "new"


def _angry(now: Situation) -> bool:
    return now.frustration >= FRUSTRATED or now.sentiment <= UPSET


RULES: dict[Moment, tuple[Rule, ...]] = {
    "complaint": (
        Rule(
            "valued_at_risk_complains",
            lambda now: valued(now.profile) and at_risk(now.profile),
            "apologise_first", goodwill=True, handover="now", priority="high",
        ),
        Rule("complains_again", lambda now: now.repeated, "apologise_first",
             handover="now", priority="high"),
        Rule(
            "frustrated_complains",
            lambda now: now.frustration >= FRUSTRATED,
            "apologise_first", handover="now", priority="high",
        ),
        Rule("valued_complains", lambda now: valued(now.profile), "apologise_first",
             goodwill=True, handover="offer", priority="high"),
        Rule("at_risk_complains", lambda now: at_risk(now.profile), "apologise_first",
             goodwill=True, handover="offer"),
        Rule("complains", lambda _: True, "apologise_first", handover="offer"),
    ),
    "person": (
        Rule(
            "valued_at_risk_wants_person",
            lambda now: valued(now.profile) and at_risk(now.profile),
            "warm", handover="now", priority="high",
        ),
        Rule("angry_wants_person", _angry, "apologise_first", handover="now", priority="high"),
        Rule("wants_person", lambda _: True, "plain", handover="now"),
    ),
    "greeting": (
        Rule("greets_angry", _angry, "plain", handover="offer"),
        Rule("greets_at_risk", lambda now: at_risk(now.profile), "warm"),
        Rule("greets_gold", lambda now: now.profile.tier == "gold", "celebrate"),
        Rule("greets_champion", lambda now: now.profile.segment == "champion", "celebrate"),
        Rule("greets_known", lambda now: now.profile.known, "warm"),
        Rule("greets", lambda _: True, "plain"),
    ),
    "praise": (
        Rule("member_praises", lambda now: now.profile.tier is not None, "celebrate"),
        Rule("praises", lambda _: True, "warm"),
    ),
}  # fmt: skip


def decide(now: Situation) -> Decision:
    """Return how to answer in a situation: the first rule of its moment that holds."""
    rule = next(rule for rule in RULES[now.moment] if rule.holds(now))
    facts = {
        **now.profile.facts(),
        "sentiment": round(now.sentiment, 2),
        "frustration": round(now.frustration, 2),
        "repeated": now.repeated,
    }
    return Decision(rule.name, rule.tone, rule.goodwill, rule.handover, rule.priority, facts)


def goodwill_is_due(last_at: datetime | None, now: datetime, *, repeated: bool) -> bool:
    """Return whether the budget allows a goodwill: one in 90 days, none twice for a complaint."""
    return not repeated and (last_at is None or now - last_at >= GOODWILL_PAUSE)


def in_control_group(offer: str, customer: str, share: float = CONTROL_SHARE) -> bool:
    """Return whether a customer is held back from an offer, always the same for the same two.

    The first eight bytes of SHA-256 over ``offer:customer`` are read as a fraction of 2^64, and
    those below ``share`` are the control group. It depends on nothing that the customer does, so
    that the difference in what both groups do later is the effect of the offer.

    Parameters
    ----------
    offer:
        Code of the offer; the groups of two offers are independent.
    customer:
        The customer's opaque id.
    """
    digest = hashlib.sha256(f"{offer}:{customer}".encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64 < share
