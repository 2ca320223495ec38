"""Orders that a customer points at in words: by what is in them, by their place or their age."""

from __future__ import annotations

import re
from collections.abc import Sequence

from actions.lines_in_talk import mention
from actions.turn import Turn
from actions.wording import STATUS_TEXTS
from crm.orders import Order

_PLACES = (
    re.compile(r"\b(?:first|1st|top)\b", re.IGNORECASE),
    re.compile(r"\b(?:second|2nd)\b", re.IGNORECASE),
    re.compile(r"\b(?:third|3rd)\b", re.IGNORECASE),
    re.compile(r"\b(?:fourth|4th)\b", re.IGNORECASE),
)
_PLACE_ALONE = re.compile(r"\W*(?:(?:number|no|option)\W*)?([1-4])\W*", re.IGNORECASE)
_NEWEST = re.compile(
    r"\b(?:(?:latest|newest|most recent)(?: one| order| purchase)?|last (?:order|purchase))\b",
    re.IGNORECASE,
)
_OLDEST = re.compile(r"\b(?:oldest|earliest)\b", re.IGNORECASE)
_LAST_ONE = re.compile(r"\W*(?:the )?(?:very )?last(?: one)?\W*(?:please|pls)?\W*", re.IGNORECASE)

WAYS = (
    "the first order, the second order, the third order, the fourth order",
    "the last, latest, newest, oldest, most recent order",
)
"""Words in which an order can be chosen, beside what is in it."""


def words_of(orders: Sequence[Order]) -> tuple[str, ...]:
    """Return all words that may choose one of several orders."""
    titles = (line.title for order in orders for line in order.lines)
    return (*WAYS, *titles, *(state for o in orders for state in [_state(o)] if " " not in state))


def mentioned_orders(turn: Turn, orders: Sequence[Order]) -> tuple[Order, ...]:
    """Return the orders that hold what the turn names; of several, those that fit it best."""
    fits = {order.number: mention(turn, order) for order in orders}
    best = max(fits.values(), default=0)
    return tuple(order for order in orders if best and fits[order.number] == best)


def newest(turn: Turn, orders: Sequence[Order]) -> tuple[Order, ...]:
    """Return the newest order when the turn asks for the last one."""
    if not orders or not _NEWEST.search(turn.text):
        return ()
    return (max(orders, key=lambda order: order.placed_at),)


def chosen_orders(turn: Turn, offered: Sequence[Order]) -> tuple[Order, ...]:
    """Return the orders that an answer to "which one" may mean; nothing when it is unclear.

    Parameters
    ----------
    offered:
        The orders in the order in which they were shown.
    """
    text = turn.text[:200]
    found = mentioned_orders(turn, offered) or newest(turn, offered)
    if found:
        return found
    if _OLDEST.search(text) and offered:
        return (min(offered, key=lambda order: order.placed_at),)
    if _LAST_ONE.fullmatch(text) and offered:
        # The newest, or the one at the end of the list.
        latest = max(offered, key=lambda order: order.placed_at)
        return tuple({order.number: order for order in (latest, offered[-1])}.values())
    alone = _PLACE_ALONE.fullmatch(text)
    place = int(alone[1]) - 1 if alone else _place(text)
    if place is not None:
        return tuple(offered[place : place + 1])
    words = {word.casefold() for word in re.findall(r"\w+", text)}
    return tuple(order for order in offered if _state(order) in words)


def _place(text: str) -> int | None:
    return next((at for at, words in enumerate(_PLACES) if words.search(text)), None)


def _state(order: Order) -> str:
    return STATUS_TEXTS.get(order.status, order.status).casefold()
