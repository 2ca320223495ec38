"""Short messages that lean on the one before: "and 104240?", "the other one", "the cheaper one"."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.offers import OFFERS
from actions.turn import Dialogue, Turn
from crm.catalogue import Product, products_by_id
from crm.store import Unit

_OF_ORDERS = frozenset(
    {
        "action_track_order",
        "action_cancel_order",
        "action_change_order",
        "action_change_address",
        "action_return_item",
        "action_exchange_item",
        "action_invoice",
        "action_track_refund",
        "action_request_refund",
        "action_report_damaged",
        "action_report_missing",
    }
)
_OF_PRODUCTS = frozenset({"action_check_stock", "action_product_info", "action_recommend"})
REPEATABLE = _OF_ORDERS | _OF_PRODUCTS
"""Actions that "the same for the other one" may ask for again."""

# They answer for others, or are remarks: what was asked before stays the latest request.
_NO_REQUESTS = frozenset(
    {
        "action_continue",
        "action_fallback",
        "action_did_you_mean",
        "action_greet",
        "action_thank",
        "action_praise",
        "action_help",
        "action_bot_challenge",
        "action_out_of_scope",
    }
)
# A message that was read as one of these asks for nothing clearer than the follow-up does.
_UNCLEAR = frozenset({"action_continue", "action_fallback", "action_out_of_scope", "action_answer"})
_AGAIN = re.compile(
    r"\b(?:and|what|how|about|same|thing|do|for|with|also|too|likewise|then|ok|okay|please|pls|is|it|"
    r"in|the|my|this|that|to|of|on|order|number|no|nr|a|an|have|you|got|as|well|i|ll|take|would|"
    r"like|d|want|one|ones|colour|color|size)\b|[\W_]",
    re.IGNORECASE,
)
# A number alone asks where the order is, whatever was done before.
_LEANS = re.compile(r"\b(?:and|what about|how about|same|also|too|likewise|as well)\b", re.I)
_OTHER = re.compile(r"\b(?:the|my|that) other (?:one|order)\b|\bother order\b", re.IGNORECASE)
# "Stop that" stops the talk; an order that was spoken of can be cancelled.
_CANCEL_IT = re.compile(
    r"\W*(?:(?:ok|okay|please|pls|then|can you|could you|just)\W+)*cancel (?:it|that|this)"
    r"(?: (?:one|order))?(?:\W+(?:please|pls|then))?\W*",
    re.IGNORECASE,
)
_CHEAPER = re.compile(r"\b(?:cheap(?:er|est)|less expensive|lowest price)\b", re.IGNORECASE)
_DEARER = re.compile(r"\b(?:more expensive|most expensive|dearer|dearest|pricier)\b", re.IGNORECASE)
_PLACES = tuple(
    re.compile(words, re.IGNORECASE)
    for words in (
        r"\b(?:first|1st)(?: one)?\b",
        r"\b(?:second|2nd)(?: one)?\b",
        r"\b(?:third|3rd)(?: one)?\b",
    )
)
_MOST_SHOWN = 6


def follow_up(unit: Unit, called: str, turn: Turn) -> tuple[str, Turn]:
    """Return the action and the turn that a short message means after what was done before it.

    Parameters
    ----------
    called:
        The action that the message would lead to by itself.
    """
    dialogue = turn.dialogue
    free = dialogue.topic is None or turn.asked(*OFFERS)
    if not free or turn.requests or len(turn.text) > 80:
        return called, turn
    if dialogue.last in _OF_ORDERS and _names_another_order(turn):
        return str(dialogue.last), turn
    if turn.intent == "stop" and dialogue.order and _CANCEL_IT.fullmatch(turn.text):
        return "action_cancel_order", replace(turn, intent="cancel_order")
    picked = _picked(unit, turn) if called in _UNCLEAR | _OF_PRODUCTS else None
    if picked is not None:
        focused = replace(turn, entities=(), dialogue=replace(dialogue, product=picked.id))
        kept = dialogue.last if dialogue.last == "action_check_stock" else "action_product_info"
        return str(kept), focused
    variant = turn.entity("size", "colour") is not None and _is_bare(turn, _AGAIN)
    if variant and dialogue.product is not None and called in _UNCLEAR | _OF_PRODUCTS:
        return "action_check_stock", turn
    return called, turn


def remembered(name: str, dialogue: Dialogue, product_ids: list[int]) -> Dialogue:
    """Return the dialogue that remembers what was done, for a follow-up.

    Only the latest request can be repeated: after a question about delivery, "what about 104240"
    must not take up the cancelling before it.

    Parameters
    ----------
    name:
        The action that answered.
    product_ids:
        The products that the answer shows, in order.
    """
    if name not in _NO_REQUESTS:
        dialogue = replace(dialogue, last=name if name in REPEATABLE else None)
    return replace(dialogue, shown=tuple(product_ids[:_MOST_SHOWN])) if product_ids else dialogue


def _names_another_order(turn: Turn) -> bool:
    """Return whether a message is nothing but another order: its number, or "the other one"."""
    others = [n for n in turn.values("order_id") if n != turn.dialogue.order]
    if others:
        return _LEANS.search(turn.text) is not None and _is_bare(turn, _AGAIN)
    return bool(_OTHER.search(turn.text)) and not _AGAIN.sub("", _OTHER.sub("", turn.text))


def _picked(unit: Unit, turn: Turn) -> Product | None:
    """Return the one of the products shown last that a message points at."""
    if len(turn.dialogue.shown) < 2 or turn.entity("product", "category"):
        return None
    shown = list(products_by_id(unit, turn.dialogue.shown).values())
    by_price = sorted(shown, key=lambda product: product.price_minor)
    for words, chosen in ((_CHEAPER, by_price[:1]), (_DEARER, by_price[-1:])):
        if chosen and words.search(turn.text) and not _AGAIN.sub("", words.sub("", turn.text)):
            return chosen[0]
    for place, words in enumerate(_PLACES):
        if words.search(turn.text) and not _AGAIN.sub("", words.sub("", turn.text)):
            return shown[place] if place < len(shown) else None
    colour = turn.entity("colour")
    if colour is None or not _is_bare(turn, _AGAIN):
        return None
    fitting = [product for product in shown if product.comes_in(colour.value, None)]
    named = [product for product in shown if colour.value.casefold() in product.name.casefold()]
    return next((few[0] for few in (named, fitting) if len(few) == 1), None)


def _is_bare(turn: Turn, fillers: re.Pattern[str]) -> bool:
    """Return whether a text holds nothing but entities and fillers."""
    text = turn.text
    for entity in turn.entities:
        text = text.replace(entity.text, " ", 1)
    return not fillers.sub("", text)
