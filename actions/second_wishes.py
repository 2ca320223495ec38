"""Two wishes in one message: the first is seen to, then the talk goes on with the next."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.offers import offers
from actions.reply import QuickReply, Reply, Say
from actions.suggestions import BUTTONS
from actions.turn import Turn

# By action: the intent, and what a customer says of one order.
_OF_ORDERS = {
    "action_track_order": ("track_order", "Where is my order {}?"),
    "action_cancel_order": ("cancel_order", "I want to cancel order {}"),
    "action_return_item": ("return_item", "I want to return something from order {}"),
    "action_exchange_item": ("exchange_item", "I want to exchange something from order {}"),
}
_REPORTS = {
    "action_report_damaged": re.compile(
        r"\b(?:broken?|damaged?|cracked|smashed|shattered|torn|defective|scratched|chipped)\b", re.I
    ),
    "action_report_missing": re.compile(r"\b(?:missing|lacks?|lacking|not in the box)\b", re.I),
}
_REPORT_INTENTS = {
    "action_report_damaged": "report_damaged_item",
    "action_report_missing": "report_missing_item",
}
_CLAUSES = re.compile(r"\s*(?:[,;.]\s*)?\b(?:and|but|also|plus)\b(?:\s+also\b)?\s*|[,;.]\s+", re.I)
_MOST, _LONGEST = 4, 200
_DROP = frozenset({"action_goodbye", "action_hand_over"})

Wish = Mapping[str, Any]


def split_wishes(name: str, turn: Turn) -> tuple[Turn, tuple[Wish, ...]]:
    """Return the turn as its first wish alone, and the wishes that wait.

    Wishes are kept as JSON values: the text and intent of a message, and an order's number.

    Parameters
    ----------
    name:
        The action that is going to answer.
    """
    if name in _OF_ORDERS and turn.dialogue.topic != name:
        numbers = list(dict.fromkeys(turn.values("order_id")))[: _MOST + 1]
        intent, text = _OF_ORDERS[name]
        wishes = [{"text": text.format(n), "intent": intent, "number": n} for n in numbers]
        return turn, tuple(wishes) if len(wishes) > 1 else ()
    if name in _REPORTS and turn.dialogue.topic != name:
        return _two_reports(name, turn)
    return turn, ()


def with_waiting(name: str, reply: Reply, wishes: tuple[Wish, ...]) -> Reply:
    """Return the reply that says that one thing is done at a time, or goes on with the next."""
    dialogue = reply.dialogue
    if name in _DROP:
        return Reply(reply.says, replace(dialogue, later=()))
    says = reply.says
    if wishes:
        taken = dialogue.data.get("order") or dialogue.order
        dialogue = replace(dialogue, later=_others(wishes, taken)[:_MOST])
        says = (Say("utter_one_at_a_time"), *says)
    if dialogue.topic is not None or not dialogue.later:
        return Reply(says, dialogue)
    wish, *rest = dialogue.later
    number = wish.get("number")
    if number is not None:
        button = QuickReply(f"Order {number}", str(wish["text"]))
        say = Say("utter_next_order", {"order_number": str(number)}, (button,))
    else:
        button = QuickReply(BUTTONS[str(wish["intent"])].title, str(wish["text"]))
        say = Say("utter_next_report", quick_replies=(button,))
    then = offers(replace(dialogue, later=tuple(rest)), button, number, str(wish["intent"]))
    return Reply((*says, say), then)


def _others(wishes: tuple[Wish, ...], taken: str | None) -> tuple[Wish, ...]:
    """Return the wishes without the one that the topic took: the first order that is theirs."""
    numbers = [wish.get("number") for wish in wishes]
    first = numbers.index(taken) if taken in numbers else 0
    # A wish without a number was split off before the topic saw the turn.
    return tuple(w for at, w in enumerate(wishes) if at != first or numbers[at] is None)


def _two_reports(name: str, turn: Turn) -> tuple[Turn, tuple[Wish, ...]]:
    (other,) = set(_REPORTS) - {name}
    clauses = _clauses(turn.text[:500])
    mine = [part for part in clauses if _REPORTS[name].search(part)]
    others = [part for part in clauses if _REPORTS[other].search(part) and part not in mine]
    if not mine or not others:
        return turn, ()
    said = mine[0]
    kept = tuple(
        entity
        for entity in turn.entities
        if entity.name in {"order_id", "email"} or entity.text.casefold() in said.casefold()
    )
    wish = {"text": others[0][:_LONGEST], "intent": _REPORT_INTENTS[other]}
    return replace(turn, text=said, entities=kept), (wish,)


def _clauses(text: str) -> list[str]:
    """Return what is said of things, each with the things ("lamp and mug are broken") before it."""
    found: list[str] = []
    things: list[str] = []
    for part in filter(str.strip, _CLAUSES.split(text)):
        things.append(part)
        if any(words.search(part) for words in _REPORTS.values()):
            found.append(" and ".join(things))
            things = []
    return found
