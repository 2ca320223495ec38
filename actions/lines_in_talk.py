"""Which lines of an order a turn speaks of."""

from __future__ import annotations

import re

from actions.reply import QuickReply
from actions.turn import Entity, Turn
from actions.wording import line_text
from crm.orders import Order, OrderLine

_ALL = re.compile(
    r"\b(?:all(?: of (?:it|them))?|everything|both|(?:the )?(?:whole|entire|complete)"
    r"(?: (?:order|parcel|thing))?)\b",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_SAYS_NOTHING = frozenset(
    "the and for with from set order parcel piece item not one two new".split()
)


def mentioned_lines(turn: Turn, order: Order) -> tuple[OrderLine, ...]:
    """Return the lines whose product the turn names, by entity or by a word of the title."""
    products = [entity for entity in turn.entities if entity.name == "product"]
    by_entity = tuple(
        line for line in order.lines if any(_is_of(line, entity) for entity in products)
    )
    return by_entity or _by_words(turn.text, order)


def chosen_lines(turn: Turn, order: Order) -> tuple[OrderLine, ...]:
    """Return the lines that a turn chooses: the only one, those named, or all when it says so."""
    if len(order.lines) == 1:
        return order.lines
    by_position = re.fullmatch(r"\W*(\d{1,2})\W*", turn.text[:20])
    if by_position:
        return tuple(line for line in order.lines if line.position == int(by_position[1]))
    return mentioned_lines(turn, order) or (order.lines if _ALL.search(turn.text) else ())


def line_choices(order: Order, *, everything: bool = False) -> tuple[QuickReply, ...]:
    """Return the buttons that choose a line, and one for all of them when that makes sense."""
    lines = tuple(QuickReply(line_text(line), line_text(line)) for line in order.lines[:6])
    return (*lines, QuickReply("Everything", "Everything")) if everything else lines


def _is_of(line: OrderLine, entity: Entity) -> bool:
    candidates = entity.resolved.get("candidates") or [entity.resolved.get("id")]
    keys = {c.get("id") if isinstance(c, dict) else c for c in candidates}
    title, value = line.title.casefold(), entity.value.casefold()
    return line.product_id in keys or value in title or title in value


def _by_words(text: str, order: Order) -> tuple[OrderLine, ...]:
    """Return the lines of which the text holds more words of the title than of any other's."""
    words = _stems(text[:500])
    hits = {line.id: len(words & _stems(line_text(line))) for line in order.lines}
    best = max(hits.values(), default=0)
    return tuple(line for line in order.lines if best and hits[line.id] == best)


def _stems(text: str) -> set[str]:
    return {word.casefold().rstrip("s") for word in _WORDS.findall(text)} - _SAYS_NOTHING
