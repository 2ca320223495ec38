"""How what happens changes a customer's scores until they are computed anew: a table, no store.

Scores are computed ahead of time; a complaint or an order of this morning is not in them. Each rule
below multiplies the odds of churn by a stated factor. The product of all of them stays within a
fifth and five times the odds of the last scoring, whatever happens, because the factors are the
shop's judgement and not learnt. One matter (an order, a return, the anger of one conversation)
counts once, and the order in which things happened does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import prod
from typing import Any

from crm.tailoring import FRUSTRATED, UPSET

CHURN_MIDDLE, CHURN_HIGH = 0.45, 0.7
"""Churn probabilities from which a risk counts as middle and as high."""
LARGEST_FACTOR = 5.0
"""The odds of churn are at most multiplied or divided by this between two scorings."""
MOST_REASONS = 3

Data = Mapping[str, Any]


@dataclass(frozen=True)
class Rule:
    """A row of the table.

    Parameters
    ----------
    event:
        Type of the CRM event.
    odds:
        What the odds of churn are multiplied by.
    says:
        The reason in words, to which the date is added.
    about:
        What of the event, beside the rule, tells one matter from another; none: its conversation.
    holds:
        Which events of the type are meant.
    """

    name: str
    event: str
    odds: float
    says: str
    about: str | None = None
    holds: Callable[[Data], bool] = lambda _: True


@dataclass(frozen=True)
class Happening:
    """Something that counts: by which rule, what it was about, when, and an order's total."""

    rule: Rule
    about: str
    at: datetime
    amount_minor: int = 0


@dataclass(frozen=True)
class Scores:
    """The scores that adjust; see the columns of ``customer_scores``."""

    recency_days: int
    frequency: int
    monetary_minor: int
    rfm: str
    rfm_score: int | None
    segment: str
    churn_probability: float
    churn_risk: str
    churn_reasons: tuple[str, ...] = ()


def _angry(data: Data) -> bool:
    return bool(data["frustration"] >= FRUSTRATED or data["sentiment_score"] <= UPSET)


def _kind_in(*kinds: str) -> Callable[[Data], bool]:
    return lambda data: data["kind"] in kinds


ORDERED = Rule("ordered", "OrderPlaced", 0.2, "ordered", "order")
CANCELLED = Rule("cancelled", "OrderCancelled", 1.5, "cancelled an order", "order")
RULES: tuple[Rule, ...] = (
    ORDERED,
    Rule("praised", "PraiseReceived", 0.8, "praised the shop"),
    Rule("returned", "ReturnAnnounced", 1.2, "returned something", "number", _kind_in("return")),
    Rule("exchanged", "ReturnAnnounced", 1.1, "exchanged something", "number",
         _kind_in("exchange")),
    Rule("got_it_wrong", "ReturnAnnounced", 1.5, "got something damaged or not at all", "number",
         _kind_in("damaged", "missing")),
    CANCELLED,
    Rule("complained", "TicketOpened", 2.0, "complained", None,
         lambda data: data["topic"] == "complaint"),
    Rule("angry", "TurnAnswered", 1.3, "was angry", None, _angry),
    Rule("handed_over", "OwnershipChanged", 1.2, "needed a person", None,
         lambda data: data["to_owner"] == "queued"),
    Rule("left_club", "MembershipCancelled", 2.0, "left the loyalty programme", "tier"),
    Rule("wants_deletion", "AccountDeletionRequested", 5.0, "asked to delete the account",
         "ticket"),
)  # fmt: skip
BY_NAME = {rule.name: rule for rule in RULES}
EVENTS = frozenset(rule.event for rule in RULES)
"""Types of events that may count."""
# Who has just ordered is in none of these; frequency tells where to, one step below the best.
_BACK = {
    "new": "potential_loyal",
    "promising": "potential_loyal",
    "lost": "potential_loyal",
    "hibernating": "potential_loyal",
    "about_to_sleep": "potential_loyal",
    "need_attention": "potential_loyal",
    "at_risk": "potential_loyal",
    "cannot_lose": "loyal",
}


def happening(
    event: str, data: Data, conversation_id: int | None, at: datetime
) -> Happening | None:
    """Return what an event is for the scores, or nothing when it does not count.

    Parameters
    ----------
    event, data:
        The type and the fields of a CRM event.
    conversation_id:
        Store key of the conversation that it belongs to.
    """
    for rule in RULES:
        if rule.event == event and rule.holds(data):
            about = conversation_id if rule.about is None else data[rule.about]
            amount = int(data["total_minor"]) if rule is ORDERED else 0
            return Happening(rule, str(about), at, amount)
    return None


def adjusted(before: Scores, happened: Iterable[Happening]) -> Scores:
    """Return the scores after all that happened since they were computed.

    Parameters
    ----------
    before:
        The scores of the models.
    happened:
        In any order; the same matter twice counts once.
    """
    matters = {(one.rule.name, one.about): one for one in happened}
    counted = [one for one in matters.values() if not _undone(one, matters)]
    probability = with_odds(before.churn_probability, _factor(counted))
    now = replace(
        before,
        churn_probability=probability,
        churn_risk=_risk(before, probability),
        churn_reasons=_reasons(before, counted),
    )
    ordered = [one for one in counted if one.rule is ORDERED]
    return _after_orders(now, ordered) if ordered else now


def with_odds(probability: float, factor: float) -> float:
    """Return the probability whose odds are ``factor`` times as high; 0 and 1 stay."""
    return factor * probability / (1 - probability + factor * probability)


def churn_risk(probability: float) -> str:
    """Return a churn probability in words: ``high``, ``middle`` or ``low``."""
    if probability >= CHURN_HIGH:
        return "high"
    return "middle" if probability >= CHURN_MIDDLE else "low"


def _undone(one: Happening, matters: Mapping[tuple[str, str], Happening]) -> bool:
    return one.rule is ORDERED and (CANCELLED.name, one.about) in matters


def _factor(counted: Iterable[Happening]) -> float:
    # Sorted, so that rounding does not depend on the order of events either.
    factor = prod(sorted(one.rule.odds for one in counted))
    return min(max(factor, 1 / LARGEST_FACTOR), LARGEST_FACTOR)


def _risk(before: Scores, probability: float) -> str:
    """Return the risk in words; a model with other limits keeps its word until one is crossed."""
    found = churn_risk(probability)
    return before.churn_risk if found == churn_risk(before.churn_probability) else found


def _reasons(before: Scores, counted: list[Happening]) -> tuple[str, ...]:
    newest = sorted(counted, key=lambda one: (one.at, one.rule.name, one.about), reverse=True)
    fresh = dict.fromkeys(f"{one.rule.says} on {one.at.day} {one.at:%B %Y}" for one in newest)
    # What the model said of the time without an order is over with one.
    old = () if any(one.rule is ORDERED for one in counted) else before.churn_reasons
    return tuple([*fresh][:MOST_REASONS]) + old


def _after_orders(scores: Scores, ordered: list[Happening]) -> Scores:
    rfm = scores.rfm and f"5{scores.rfm[1:]}"
    return replace(
        scores,
        recency_days=0,
        frequency=scores.frequency + len(ordered),
        monetary_minor=scores.monetary_minor + sum(one.amount_minor for one in ordered),
        rfm=rfm,
        rfm_score=None if scores.rfm_score is None else sum(map(int, rfm)),
        segment=_BACK.get(scores.segment, scores.segment),
    )
