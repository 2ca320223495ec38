"""Which intents ask for something, and which two of one message are about the same matter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

# Politeness, moods and answers: none of them is an errand of its own.
_NO_REQUESTS = frozenset(
    "greet goodbye thank affirm deny stop help inform praise complaint bot_challenge out_of_scope "
    "nlu_fallback".split()
)
# One answer serves both, unless the second names another thing.
_TOGETHER = tuple(
    frozenset(intents.split())
    for intents in (
        "cancel_order get_refund check_cancellation_fee",
        "return_item exchange_item report_damaged_item get_refund",
        "report_missing_item get_refund",
        "report_missing_item track_order",
        "payment_issue get_refund",
        "check_invoice get_invoice",
        "change_shipping_address set_up_shipping_address",
        "newsletter_subscription unsubscribe",
        "create_account registration_problems",
        "recover_password registration_problems",
        "contact_customer_service contact_human_agent",
    )
)
# These do only when the second points back: "and when will it come", not "how long is delivery".
_TOGETHER_WHEN_POINTING = (
    frozenset({"track_order", "delivery_period"}),
    frozenset({"track_refund", "delivery_period", "track_order", "get_refund"}),
)
_HOW_TO_PAY = {"place_order", "check_payment_methods"}
# Two questions of one of these kinds differ by their words alone.
_MANY_QUESTIONS = frozenset({"ask_policy"})
_ABOUT_ORDERS = frozenset(
    "cancel_order change_order track_order change_shipping_address check_invoice get_invoice "
    "get_refund track_refund return_item exchange_item report_damaged_item report_missing_item "
    "payment_issue check_cancellation_fee".split()
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|it's|this(?! (?:week|month|year|season))|that|they|them|these|those|same|"
    r"(?:the|this|that|my) money)\b",
    re.IGNORECASE,
)
_COMPLAINT = re.compile(
    r"\b(?:complaint|claim|(?:want|like|wish|going|how (?:do|can) i|where (?:do|can) i)"
    r"(?: to)? complain)\b",
    re.IGNORECASE,
)
_ANOTHER = re.compile(r"\b(?:other|another|different|new|second|next)\b", re.IGNORECASE)


def asks_nothing(intent: str, said: str = "") -> bool:
    """Return whether an intent is no errand: a greeting, a mood, an answer, or not understood.

    A complaint is one where it is named: "I'd like to file a complaint".
    """
    if intent == "complaint" and _COMPLAINT.search(said):
        return False
    return intent in _NO_REQUESTS


def sureness(intent: str, confidence: float, ranking: Sequence[Mapping[str, Any]]) -> float:
    """Return how sure an intent is, together with the next one if it is about the same matter.

    Whether an invoice is to be looked at or to be sent makes no difference to where a message is
    taken apart.

    Args:
        intent: how a text was read.
        confidence: how sure that is.
        ranking: the likeliest intents with their probability, best first.
    """
    if len(ranking) < 2 or ranking[0]["name"] != intent:
        return confidence
    best, second = (float(row["confidence"]) for row in ranking[:2])
    pair = {intent, str(ranking[1]["name"])}
    if best <= 0 or not any(pair <= together for together in _TOGETHER):
        return confidence
    return min(confidence * (best + second) / best, 1.0)


def points_back(said: str) -> bool:
    """Return whether a clause speaks of a thing that was named before."""
    return _POINTS_BACK.search(said.replace("’", "'")) is not None


def takes_an_order(intent: str, said: str) -> bool:
    """Return whether a clause without a number means the order that was named before it."""
    return intent in _ABOUT_ORDERS and not _ANOTHER.search(said)


def belongs_together(other: Mapping[str, Any], intent: str, said: str, asks: bool) -> bool:
    """Return whether a clause adds to a request before it and asks for nothing of its own.

    Args:
        other: the request before, with `intent`.
        intent: how the clause was read.
        said: the clause.
        asks: whether it is a question: "and pay by card" tells how to order, "can I pay" asks.
    """
    first = str(other["intent"])
    if first == intent:
        return intent not in _MANY_QUESTIONS or points_back(said)
    pair = {first, intent}
    if any(pair <= together for together in _TOGETHER):
        return True
    if pair == _HOW_TO_PAY and not asks:
        return True
    return points_back(said) and any(pair <= pointing for pointing in _TOGETHER_WHEN_POINTING)
