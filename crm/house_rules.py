"""What a shop decides of how people help: one value that travels with each unit of work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from crm.assignment import Mode
from crm.escalation import DEFAULT_ESCALATION, Escalation, Step
from crm.money import minor_units
from crm.policy import SHOP_POLICY
from crm.queue_order import DEFAULT_FAIRNESS, Fairness
from crm.queue_score import DEFAULT_WEIGHTS, Weights

if TYPE_CHECKING:
    from crm.settings import Settings


@dataclass(frozen=True)
class HouseRules:
    """The rules of one shop; the settings lead to them.

    Parameters
    ----------
    weights, fairness:
        Whom to help next: see :mod:`crm.queue_score` and :mod:`crm.queue_order`.
    mode:
        Whether agents take conversations themselves or are given them.
    escalation:
        When a person is better than the bot.
    """

    weights: Weights = DEFAULT_WEIGHTS
    fairness: Fairness = DEFAULT_FAIRNESS
    mode: Mode = Mode.BY_HAND
    escalation: Escalation = DEFAULT_ESCALATION


DEFAULT_RULES = HouseRules()


def rules_of(settings: Settings) -> HouseRules:
    """Return the rules that the settings lead to.

    Raises
    ------
    Invalid
        If a weight or a reason is unknown, or a number out of range; the detail names it.
    """
    topics = (topic.strip() for topic in settings.escalation_topics.split(","))
    return HouseRules(
        weights=Weights(settings.queue_weights, settings.queue_head_start),
        fairness=Fairness(timedelta(minutes=settings.queue_bound_minutes)),
        mode=Mode(settings.assignment),
        escalation=Escalation(
            frustration=settings.frustration,
            amount_minor=minor_units(settings.escalation_amount, SHOP_POLICY.currency),
            topics=frozenset(topic for topic in topics if topic),
            steps={reason: Step(step) for reason, step in settings.escalation_steps.items()},
        ),
    )
