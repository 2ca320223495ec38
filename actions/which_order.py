"""Which order a turn is about: named, pointed at, the only one that fits, or asked for."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from actions.answers_in_talk import gathered
from actions.choices import choice_words
from actions.meant import Meant
from actions.order_in_words import chosen_orders, mentioned_orders, newest, words_of
from actions.order_proof import ask_for_proof, check_proof
from actions.reply import Reply, Say
from actions.turn import Turn
from actions.wording import PERSON, order_choice
from crm.errors import NotFound
from crm.orders import Order, find_order, normal_number, recent_orders
from crm.postcodes import find_postcodes
from crm.requester import Requester, requester_for
from crm.store import Unit

_NUMBER = re.compile(r"(?<![\w-])#?([A-Z]{0,4}-?\d{2,12})(?![\w-])", re.IGNORECASE)
_OTHER = re.compile(r"\b(?:other|another|different)\b", re.IGNORECASE)
_CHOICES = 4


def which_order(
    unit: Unit,
    turn: Turn,
    topic: str,
    *,
    prefer: Collection[str] = (),
    keep_text: bool = False,
    intro: Say | None = None,
) -> Meant | Reply:
    """Return the order that a topic is about in this turn, or the question that finds it out.

    Parameters
    ----------
    topic:
        Name of the action that asks.
    prefer:
        States of orders that the topic can do something for; others are meant only when
        they are named or there is nothing else.
    keep_text:
        Keep what the customer said first (``about``, ``intent``, the quantity as ``wanted``),
        because it may name things of the order.
    intro:
        Said before the first question for an order.
    """
    requester = requester_for(unit, turn.conversation_id, turn.customer)
    kept = gathered(turn, topic)
    if not kept and keep_text:
        kept = {"about": turn.text[:300], "wanted": _quantity(turn), "intent": turn.intent}
    found = _found(unit, turn, topic, requester, prefer, kept)
    if isinstance(found, Reply) and intro is not None and turn.dialogue.topic != topic:
        return Reply((intro, *found.says), found.dialogue)
    return found


def _found(
    unit: Unit,
    turn: Turn,
    topic: str,
    requester: Requester,
    prefer: Collection[str],
    kept: Mapping[str, Any],
) -> Meant | Reply:
    if turn.asked(topic, "proof"):
        found = _answered_proof(unit, turn, topic, requester, kept)
    elif "order" in kept and not turn.asked(topic, "order_id"):
        found = _go_on(unit, turn, requester, kept)
    else:
        found = None
    if found is None and turn.asked(topic, "order_id") and not turn.values("order_id"):
        found = _in_words(unit, turn, topic, requester, kept)
    if found is not None:
        return found
    named = _named_numbers(turn, topic)
    if named:
        return _by_number(unit, turn, topic, requester, named, kept)
    return _by_context(unit, turn, topic, requester, prefer, kept)


def _answered_proof(
    unit: Unit, turn: Turn, topic: str, requester: Requester, kept: Mapping[str, Any]
) -> Meant | Reply | None:
    number = str(kept.get("order", ""))
    own = _first_known(unit, requester, turn.values("order_id"))
    if own is not None:
        return _meant(own, requester, {**kept, "order": own.number})
    if check_named := [n for n in turn.values("order_id") if _is_another(n, number, turn)]:
        return _by_number(unit, turn, topic, requester, check_named, kept)
    refusal = check_proof(unit, turn, topic, requester, number, kept, must=True)
    return refusal or _found_now(unit, turn, number, kept)


def _is_another(named: str, number: str, turn: Turn) -> bool:
    """Tell another order's number from a postcode or from the number that is being proven."""
    said = re.sub(r"\S*@\S*", " ", turn.text)
    in_address = named in turn.text and named not in said
    if normal_number(named) == number or in_address:
        return False
    cued = re.search(
        rf"(?:#|\babout |\border\W+(?:n\w+\W+)?){re.escape(named)}", said, re.IGNORECASE
    )
    return cued is not None or named not in find_postcodes(said)


def _go_on(
    unit: Unit, turn: Turn, requester: Requester, kept: Mapping[str, Any]
) -> Meant | Reply | None:
    """Return the order that the topic already speaks of, unless another of theirs is named."""
    other = _first_known(unit, requester, turn.values("order_id"))
    if other is not None and other.number != kept["order"]:
        about = {name: kept[name] for name in ("about", "wanted", "intent") if name in kept}
        return _meant(other, requester, {**about, "order": other.number})
    try:
        order = find_order(unit, requester, str(kept["order"]))
    except NotFound:
        return None
    return _meant(order, requester, kept, turn.dialogue.awaiting)


def _by_number(
    unit: Unit,
    turn: Turn,
    topic: str,
    requester: Requester,
    named: list[str],
    kept: Mapping[str, Any],
) -> Meant | Reply:
    own = _first_known(unit, requester, named)
    if own is not None:
        return _meant(own, requester, {**kept, "order": own.number})
    number = normal_number(named[0])
    if number is None:
        return _ask_again(turn, topic, kept, recent_orders(unit, requester, limit=_CHOICES))
    kept = {**kept, "order": number}
    refusal = check_proof(unit, turn, topic, requester, number, kept, must=False)
    if refusal is not None:
        return refusal
    return _found_now(unit, turn, number, kept) or ask_for_proof(
        turn, topic, kept, recent_orders(unit, requester, limit=_CHOICES)
    )


def _by_context(
    unit: Unit,
    turn: Turn,
    topic: str,
    requester: Requester,
    prefer: Collection[str],
    kept: Mapping[str, Any],
) -> Meant | Reply:
    recent = recent_orders(unit, requester, limit=10)
    if turn.asked(topic, "order_id"):
        return _ask_again(turn, topic, kept, recent)
    if not recent:
        name = "utter_no_orders" if requester.customer_id else "utter_ask_order_number"
        return _asking(turn, topic, kept, name)
    # What a question is open about was spoken of last.
    focus = turn.dialogue.data.get("order") or turn.dialogue.order
    # What is named goes before what the topic can do: a refusal must speak of the right order.
    named = mentioned_orders(turn, recent) or newest(turn, recent) or recent
    fitting = [order for order in named if not prefer or order.status in prefer] or list(named)
    of_other = bool(_OTHER.search(turn.text))
    pointed = [one for one in fitting if (one.number == focus) != of_other] or fitting
    if len(pointed) == 1:
        return _meant(pointed[0], requester, {**kept, "order": pointed[0].number})
    return _asking(turn, topic, kept, "utter_choose_order", pointed)


def _in_words(
    unit: Unit, turn: Turn, topic: str, requester: Requester, kept: Mapping[str, Any]
) -> Meant | Reply | None:
    """Return the order that an answer without a number points at, or which of several it is."""
    recent = recent_orders(unit, requester, limit=10)
    shown = {order.number: order for order in recent}
    offered = [shown[number] for number in kept.get("offered", ()) if number in shown]
    found = chosen_orders(turn, offered) or mentioned_orders(turn, recent)
    if not found:
        return None
    if len(found) > 1:
        return _asking(turn, topic, kept, "utter_choose_order", found)
    return _meant(found[0], requester, {**kept, "order": found[0].number})


def _ask_again(
    turn: Turn, topic: str, kept: Mapping[str, Any], recent: Collection[Order] = ()
) -> Reply:
    tries = int(kept.get("tries", 0)) + 1
    return _asking(turn, topic, {**kept, "tries": tries}, "utter_order_number_unclear", recent)


def _asking(
    turn: Turn,
    topic: str,
    kept: Mapping[str, Any],
    response: str,
    orders: Collection[Order] = (),
) -> Reply:
    shown = list(orders)[:_CHOICES]
    choices = tuple(order_choice(order) for order in shown)
    # Who was asked twice may rather want a person.
    helps = (PERSON,) if int(kept.get("tries", 0)) > 1 else ()
    kept = {name: value for name, value in kept.items() if name not in {"order", "offered"}}
    if shown:
        kept["offered"] = [order.number for order in shown]
        kept["choices"] = choice_words(choices, *words_of(shown))
    return Reply(
        (Say(response, quick_replies=(*choices, *helps)),),
        turn.dialogue.asks(topic, "order_id", **kept),
    )


def _named_numbers(turn: Turn, topic: str) -> list[str]:
    numbers = turn.values("order_id")
    if not numbers and turn.asked(topic, "order_id"):
        numbers = _NUMBER.findall(turn.text[:200])
    return numbers


def _first_known(unit: Unit, requester: Requester, numbers: Collection[str]) -> Order | None:
    for number in list(numbers)[:5]:
        try:
            return find_order(unit, requester, number)
        except NotFound:
            continue
    return None


def _found_now(unit: Unit, turn: Turn, number: str, kept: Mapping[str, Any]) -> Meant | None:
    requester = requester_for(unit, turn.conversation_id, turn.customer)
    order = _first_known(unit, requester, [number])
    return _meant(order, requester, kept) if order else None


def _meant(
    order: Order, requester: Requester, kept: Mapping[str, Any], awaiting: str | None = None
) -> Meant:
    data = {name: value for name, value in kept.items() if name not in {"tries", "offered"}}
    return Meant(order, requester, data, awaiting)


def _quantity(turn: Turn) -> int | None:
    entity = turn.entity("quantity")
    return int(entity.value[:4]) if entity and entity.value.isdecimal() else None
