"""Several requests in one message: each is seen to as soon as the one before it has settled."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from actions.intents import ACTIONS
from actions.offers import OFFERS, offers
from actions.reply import QuickReply, Reply, Say
from actions.suggestions import BUTTONS
from actions.turn import Dialogue, Entity, Request, Turn
from actions.upset import HANDED_OVER

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
# "Cancel 104233, but not 104240": the second is to be left alone.
_LEFT_ALONE = re.compile(
    r"\b(?:not|keep|except|without|leave|but)(?: order)?(?: (?:no|nr|number)\.?)? #?\Z", re.I
)
_MOST, _LONGEST = 4, 300
_DROP = frozenset({"action_goodbye", "action_hand_over"})

Wish = Mapping[str, Any]


def split_wishes(name: str, turn: Turn) -> tuple[Turn, tuple[Wish, ...]]:
    """Return the turn as its first wish alone, and the wishes that wait.

    Wishes are kept as :class:`actions.turn.Request` is written.

    Parameters
    ----------
    name:
        The action that is going to answer.
    """
    if turn.requests:
        return turn, tuple(_kept(request) for request in turn.requests)
    if name in _OF_ORDERS and turn.dialogue.topic != name:
        asked = [e for e in turn.entities if not _LEFT_ALONE.search(turn.text[: e.start])]
        numbers = list(dict.fromkeys(e.value for e in asked if e.name == "order_id"))[: _MOST + 1]
        intent, text = _OF_ORDERS[name]
        wishes = [_of_order(text, intent, number) for number in numbers]
        return turn, tuple(wishes) if len(wishes) > 1 else ()
    if name in _REPORTS and turn.dialogue.topic != name:
        return _two_reports(name, turn)
    return turn, ()


def with_waiting(name: str, turn: Turn, reply: Reply, wishes: tuple[Wish, ...]) -> Reply:
    """Return the reply with what waits kept in its dialogue.

    Who is being handed over, says goodbye or wants to stop is not taken further; what still waited
    is offered to the last, and a yes goes on with it.
    """
    dialogue = reply.dialogue
    if name in _DROP or any(say.response in HANDED_OVER for say in reply.says):
        return Reply(reply.says, replace(dialogue, later=()))
    if wishes:
        taken = dialogue.data.get("order") or dialogue.order
        of_orders = name in _OF_ORDERS and not turn.requests
        new = _others(wishes, taken) if of_orders else wishes
        dialogue = replace(dialogue, later=(*new, *dialogue.later)[:_MOST])
        if not waits_for_nothing(dialogue):
            return Reply((Say("utter_one_at_a_time"), *reply.says), dialogue)
    if turn.intent == "stop" and dialogue.later and waits_for_nothing(dialogue):
        return _offering(Reply(reply.says, dialogue))
    return Reply(reply.says, dialogue)


def waits_for_nothing(dialogue: Dialogue) -> bool:
    """Return whether no question is open; an offer, or products shown, may be left alone."""
    shown = dialogue.topic == "action_recommend" and bool(dialogue.data.get("last"))
    return dialogue.topic is None or (dialogue.topic, dialogue.awaiting) == OFFERS or shown


def next_wish(turn: Turn, dialogue: Dialogue) -> tuple[str, Turn]:
    """Return the action of the wish that waits first, and the turn that asks for it.

    Parameters
    ----------
    turn:
        The turn that is being answered: its message, customer and mood.
    dialogue:
        As the answer before leaves it, with at least one wish in ``later``.
    """
    first, *rest = dialogue.later
    settled = replace(dialogue, topic=None, awaiting=None, data={}, later=tuple(rest))
    request = _read(first)
    told = replace(
        turn,
        text=request.text,
        intent=request.intent,
        confidence=request.confidence,
        entities=request.entities,
        dialogue=settled,
        ranking=(),
        candidates=(),
        requests=(),
    )
    return ACTIONS.get(request.intent, ""), told


def _offering(reply: Reply) -> Reply:
    wish, *rest = reply.dialogue.later
    request = _read(wish)
    known = BUTTONS.get(request.intent)
    button = QuickReply(known.title if known else request.text[:40], request.text)
    number = next((e.value for e in request.entities if e.name == "order_id"), None)
    then = replace(reply.dialogue, later=tuple(rest))
    if known is None:
        return Reply(reply.says, replace(then, later=()))
    say = Say("utter_next_offer", quick_replies=(button,))
    return Reply((*reply.says, say), offers(then, button, number, request.intent))


def _kept(request: Request) -> Wish:
    return replace(request, text=request.text[:_LONGEST]).to_json()


def _read(wish: Wish) -> Request:
    try:
        return Request.from_json(wish)
    except (KeyError, TypeError, ValueError):
        return Request("", "", 0.0, ())


def _of_order(text: str, intent: str, number: str) -> Wish:
    said = text.format(number)
    at = said.index(number)
    entity = Entity("order_id", number, number, at, at + len(number))
    return Request(said, intent, 1.0, (entity,)).to_json()


def _others(wishes: tuple[Wish, ...], taken: str | None) -> tuple[Wish, ...]:
    """Return the wishes without the one that the topic took: the first order that is theirs."""
    numbers = [_number(wish) for wish in wishes]
    first = numbers.index(taken) if taken in numbers else 0
    return tuple(wish for at, wish in enumerate(wishes) if at != first)


def _number(wish: Wish) -> str | None:
    return next((e.value for e in _read(wish).entities if e.name == "order_id"), None)


def _two_reports(name: str, turn: Turn) -> tuple[Turn, tuple[Wish, ...]]:
    (other,) = set(_REPORTS) - {name}
    clauses = _clauses(turn.text[:500])
    mine = [part for part in clauses if _REPORTS[name].search(part)]
    others = [part for part in clauses if _REPORTS[other].search(part) and part not in mine]
    if not mine or not others:
        return turn, ()
    said = mine[0]
    wish = Request(others[0], _REPORT_INTENTS[other], 1.0, _of_clause(turn, others[0], said))
    return replace(turn, text=said, entities=_of_clause(turn, said, others[0])), (_kept(wish),)


def _of_clause(turn: Turn, clause: str, other: str) -> tuple[Entity, ...]:
    """Return the entities of a clause, and those that hold for both; none of the other clause."""
    return tuple(
        entity
        for entity in turn.entities
        if entity.text.casefold() in clause.casefold()
        or (entity.name in {"order_id", "email"} and entity.text.casefold() not in other.casefold())
    )


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
