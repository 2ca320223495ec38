"""Offers that a plain yes takes up: the one thing that a reply proposes, as if its button was
pressed.

An offer stays for one turn. It only ever begins something; what cannot be undone is asked about
by the topic itself.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.intents import ACTIONS
from actions.refusals import INSTEAD
from actions.reply import QuickReply, Reply
from actions.suggestions import BUTTONS
from actions.turn import Dialogue, Entity, Turn

OFFERS = ("action_continue", "offer")
"""The topic and the question of an offer that is open."""
OFFERED = (
    "contact_human_agent",
    "track_order",
    "cancel_order",
    "return_item",
    "exchange_item",
    "track_refund",
    "report_damaged_item",
    "report_missing_item",
    "delivery_options",
    "recommend_product",
)
"""The intents whose buttons a yes may press."""
_INTENTS = {
    **{BUTTONS[intent].text: intent for intent in OFFERED},
    **{
        INSTEAD[code].text: intent
        for code, intent in (
            ("track_order", "track_order"),
            ("cancel_order", "cancel_order"),
            ("return_item", "return_item"),
            ("exchange_item", "exchange_item"),
            ("track_refund", "track_refund"),
            ("report_damaged", "report_damaged_item"),
            ("delivery_options", "delivery_options"),
        )
    },
    "Can you recommend something similar?": "recommend_product",
}


def offers(
    dialogue: Dialogue, button: QuickReply, order: str | None = None, intent: str | None = None
) -> Dialogue:
    """Return the dialogue in which a yes does what a button would do.

    The count of turns that were not understood is kept.

    Parameters
    ----------
    order:
        Number of the order that the button's text names.
    intent:
        What the button's text means, where that is not known by the text alone.
    """
    data: dict[str, Any] = {"text": button.text, "intent": intent or _INTENTS.get(button.text)}
    if order is not None:
        data["number"] = order
    topic, awaiting = OFFERS
    return replace(dialogue, topic=topic, awaiting=awaiting, data=data)


def with_offer(reply: Reply) -> Reply:
    """Return a reply whose only button a yes will press, when nothing else was asked."""
    buttons = {button for say in reply.says for button in say.quick_replies}
    if reply.dialogue.topic is not None or len(buttons) != 1:
        return reply
    (button,) = buttons
    known = button.text in _INTENTS
    return Reply(reply.says, offers(reply.dialogue, button)) if known else reply


def without_offer(turn: Turn) -> Turn:
    """Return the turn with an open offer dropped; other questions stay."""
    if not turn.asked(*OFFERS):
        return turn
    return replace(turn, dialogue=replace(turn.dialogue, topic=None, awaiting=None, data={}))


def taken_up(turn: Turn) -> tuple[str, Turn] | None:
    """Return the action that an offer leads to and the turn as if its button was pressed."""
    data = turn.dialogue.data
    text, intent = str(data.get("text", "")), str(data.get("intent", ""))
    action = ACTIONS.get(intent)
    if action is None:
        return None
    number = data.get("number")
    at = text.find(str(number)) if number else -1
    entities = (
        (Entity("order_id", str(number), str(number), at, at + len(str(number))),)
        if at >= 0
        else ()
    )
    dialogue = turn.dialogue.settled()
    return action, replace(turn, text=text, intent=intent, entities=entities, dialogue=dialogue)
