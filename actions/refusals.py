"""How refusals of the shop's rules are said: why not, and what can be done instead."""

from __future__ import annotations

from datetime import date, datetime

from actions.reply import QuickReply, Reply, Say
from actions.turn import Turn
from actions.wording import PERSON, day, money
from crm.errors import Refused

RESPONSES = {
    "order_not_dispatched": "utter_refused_not_dispatched",
    "order_packed": "utter_refused_packed",
    "order_dispatched": "utter_refused_dispatched",
    "order_out_for_delivery": "utter_refused_out_for_delivery",
    "order_delivered": "utter_refused_delivered",
    "order_already_cancelled": "utter_refused_cancelled",
    "last_line": "utter_refused_last_line",
    "out_of_stock": "utter_refused_out_of_stock",
    "window_closed": "utter_refused_window_closed",
    "already_returned": "utter_refused_already_returned",
    "being_exchanged": "utter_refused_being_exchanged",
    "already_exchanged": "utter_refused_already_exchanged",
    "report_too_late": "utter_refused_report_too_late",
    "not_missing_yet": "utter_refused_not_missing_yet",
    "already_reported": "utter_refused_already_reported",
    "country_not_served": "utter_refused_country",
    "delivery_not_offered": "utter_refused_delivery_not_offered",
    "no_other_variant": "utter_refused_no_other_variant",
}

INSTEAD = {
    "track_order": QuickReply("Track the order", "Where is my order?"),
    "cancel_order": QuickReply("Cancel the order", "Cancel my order"),
    "return_item": QuickReply("How to return it", "I want to return an item"),
    "exchange_item": QuickReply("Exchange it", "I want to exchange an item"),
    "track_refund": QuickReply("See the refund", "Where is my refund?"),
    "report_damaged": QuickReply("Report damage", "My item arrived damaged"),
    "delivery_options": QuickReply("Delivery options", "Which delivery options do you have?"),
    "person": PERSON,
}


def refused(turn: Turn, refusal: Refused, order_number: str) -> Reply:
    """Return the reply to a refusal, with its alternatives as buttons; the question is over."""
    return Reply(
        (refusal_say(turn, refusal, order_number),), turn.dialogue.settled(order=order_number)
    )


def refusal_say(turn: Turn, refusal: Refused, order_number: str) -> Say:
    """Return what says a refusal.

    Facts in it are put into words by the end of their names: days ``_on``, amounts ``_minor``.
    """
    values = {
        name.removesuffix("_minor"): _in_words(name, value, turn.sent_at)
        for name, value in refusal.values.items()
    }
    buttons = tuple(INSTEAD[code] for code in refusal.alternatives if code in INSTEAD)
    return Say(
        RESPONSES[refusal.code], {"order_number": order_number, **values}, buttons or (PERSON,)
    )


def _in_words(name: str, value: str, now: datetime) -> str:
    if name.endswith("_on"):
        return day(date.fromisoformat(value), now)
    return money(int(value)) if name.endswith("_minor") else value
