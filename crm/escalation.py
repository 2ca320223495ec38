"""When a person is better than the bot, unasked: one small table of rules, no store.

A rule says for which reason, when it holds, and whether the bot offers a person or hands over.
After a way back to the bot the same reason rests for some messages, so that nothing goes round in
circles; a customer who asks for a person always gets one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from crm.errors import Invalid

REST = 5
"""Messages of the customer after a way back during which the same reason hands over no more."""
_UPSET = -0.6
TROUBLE = frozenset(
    {"payment_issue", "report_damaged_item", "report_missing_item", "get_refund", "complaint"}
)


class Step(StrEnum):
    """What the bot does when a rule holds."""

    OFF = "off"
    OFFER = "offer"
    NOW = "now"


@dataclass(frozen=True)
class Seen:
    """What a decision is made from.

    Parameters
    ----------
    failures:
        Readings in a row that failed.
    frustration, sentiment:
        Of the conversation, from 0 to 1; of this message, from -1 to 1.
    topic:
        The intent of this message.
    order_minor:
        What the order that it is about costs, in minor units.
    """

    failures: int = 0
    frustration: float = 0.0
    sentiment: float = 0.0
    value_band: str | None = None
    churn_risk: str | None = None
    topic: str = ""
    order_minor: int = 0


@dataclass(frozen=True)
class Rule:
    """A row of the table."""

    reason: str
    words: str
    step: Step
    holds: Callable[[Seen, Escalation], bool]
    priority: str = "normal"


@dataclass(frozen=True)
class Escalation:
    """The numbers of a shop, and its own steps over those of the table.

    Parameters
    ----------
    frustration:
        From which frustration on a person is offered.
    amount_minor:
        From which price on an order that is in trouble is a person's matter; 0 is never.
    topics:
        Intents that are a person's matter.
    steps:
        By reason; what is left out keeps the table's.

    Raises
    ------
    Invalid
        If there is no such reason.
    """

    frustration: float = 0.6
    amount_minor: int = 50_000
    topics: frozenset[str] = frozenset()
    steps: Mapping[str, Step] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse reasons that no rule has."""
        for reason in self.steps:
            if reason not in REASONS:
                known = ", ".join(REASONS)
                raise Invalid("unknown_reason", f"no rule is called {reason!r}; there are {known}")

    def step_of(self, rule: Rule) -> Step:
        """Return what is done when a rule holds."""
        return Step(self.steps.get(rule.reason, rule.step))


RULES = (
    Rule("not_understood", "Three messages in a row were not understood", Step.NOW,
         lambda seen, _: seen.failures >= 3),
    Rule("valued_at_risk", "A valued customer who may leave has trouble", Step.NOW,
         lambda seen, _: seen.value_band == "high" and seen.churn_risk == "high"
         and seen.sentiment <= _UPSET, "high"),
    Rule("two_failures", "Two messages in a row were not understood", Step.OFFER,
         lambda seen, _: seen.failures >= 2),
    Rule("frustration", "The customer is getting frustrated", Step.OFFER,
         lambda seen, shop: seen.frustration >= shop.frustration, "high"),
    Rule("high_amount", "Much money is at stake", Step.OFFER,
         lambda seen, shop: 0 < shop.amount_minor <= seen.order_minor and seen.topic in TROUBLE),
    Rule("topic", "A matter for people", Step.OFFER,
         lambda seen, shop: seen.topic in shop.topics),
)  # fmt: skip
"""The first rule that holds and is not off or resting decides, those that hand over first."""
REASONS = tuple(rule.reason for rule in RULES)
DEFAULT_ESCALATION = Escalation()


def rule_for(
    seen: Seen, shop: Escalation = DEFAULT_ESCALATION, resting: frozenset[str] = frozenset()
) -> Rule | None:
    """Return the rule that decides, or nothing when the bot goes on alone.

    Parameters
    ----------
    resting:
        Reasons for which a person was got lately, and the customer came back.
    """
    holding = [
        rule
        for rule in RULES
        if rule.reason not in resting
        and shop.step_of(rule) is not Step.OFF
        and rule.holds(seen, shop)
    ]
    now = [rule for rule in holding if shop.step_of(rule) is Step.NOW]
    return next(iter((*now, *holding)), None)
