"""Which lines of an order a turn speaks of."""

from __future__ import annotations

import re

from actions.choices import choice_words
from actions.meant import Meant
from actions.reply import QuickReply, Reply, Say
from actions.turn import Entity, Turn
from actions.wording import line_text
from crm.orders import Order, OrderLine

_ALL = re.compile(
    r"\b(?:everything|all of (?:it|them)|(?:whole|entire|complete) (?:order|parcel|thing))\b",
    re.IGNORECASE,
)
_ALL_AS_ANSWER = re.compile(r"\W*(?:all|both|the lot|all of (?:it|them)|everything)\b", re.I)
_WORDS = re.compile(r"[^\W\d_]{3,}")
_AS_NAMED = 100
_NO_NOUNS = frozenset(
    "ones please thanks thank you that which was are has have had but because back instead too "
    "again now does doesn did didn can isn wasn who when where what why how".split()
)
_SAYS_NOTHING = frozenset(
    "the and for with from set order parcel piece item not one two new".split()
)


def mentioned_lines(turn: Turn, order: Order) -> tuple[OrderLine, ...]:
    """Return the lines whose product the turn names, by entity or by words of the title."""
    return _by_entity(turn, order) or _by_words(turn.text, order)


def mention(turn: Turn, order: Order) -> int:
    """Return how well an order holds what the turn names: 0 when it does not, more is better."""
    if _by_entity(turn, order):
        return _AS_NAMED
    return max((_hits(turn.text, line) for line in order.lines), default=0)


def which_lines(
    turn: Turn,
    topic: str,
    meant: Meant,
    question: str,
    *,
    everything: bool = True,
    take_all_unasked: bool = True,
) -> tuple[OrderLine, ...] | Reply:
    """Return the lines that a topic is about, or the question that finds it out.

    Parameters
    ----------
    question:
        Name of the response that asks for lines of ``order_number``.
    everything:
        Whether all lines at once make sense.
    take_all_unasked:
        Whether "the whole order" means all lines before the customer was asked which.
    """
    order = meant.order
    if "lines" in meant.data:
        return tuple(line for line in order.lines if line.id in meant.data["lines"])
    chosen = _chosen(turn, meant, everything, take_all_unasked)
    if chosen and (everything or len(chosen) == 1):
        return chosen
    choices = line_choices(order, everything=everything)
    more = ("all of them", "both", "the whole parcel") if everything else ()
    words = choice_words(choices, *more)
    say = Say(question, {"order_number": order.number}, choices)
    return Reply((say,), turn.dialogue.asks(topic, "line", **meant.data, choices=words))


def _chosen(
    turn: Turn, meant: Meant, everything: bool, take_all_unasked: bool
) -> tuple[OrderLine, ...]:
    lines = meant.order.lines
    if len(lines) == 1:
        return lines
    asked = meant.awaiting == "line"
    if asked and (by_position := re.fullmatch(r"\W*(\d{1,2})\W*", turn.text[:20])):
        return tuple(line for line in lines if line.position == int(by_position[1]))
    about = "" if asked else str(meant.data.get("about", ""))
    all_meant = _ALL.search(f"{turn.text} {about}") or (asked and _ALL_AS_ANSWER.match(turn.text))
    if all_meant and everything and (asked or take_all_unasked):
        return lines
    by_entity = _by_entity(turn, meant.order)
    return by_entity or _by_words(turn.text, meant.order, asked) or _by_words(about, meant.order)


def line_choices(order: Order, *, everything: bool = False) -> tuple[QuickReply, ...]:
    """Return the buttons that choose a line, and one for all of them when that makes sense."""
    lines = tuple(QuickReply(line_text(line), line_text(line)) for line in order.lines[:6])
    return (*lines, QuickReply("Everything", "Everything")) if everything else lines


def _is_of(line: OrderLine, entity: Entity) -> bool:
    candidates = entity.resolved.get("candidates") or [entity.resolved.get("id")]
    keys = {c.get("id") if isinstance(c, dict) else c for c in candidates}
    title, value = line.title.casefold(), entity.value.casefold()
    return line.product_id in keys or value in title or title in value


def _by_entity(turn: Turn, order: Order) -> tuple[OrderLine, ...]:
    products = [entity for entity in turn.entities if entity.name == "product"]
    return tuple(line for line in order.lines if any(_is_of(line, entity) for entity in products))


def _by_words(text: str, order: Order, asked: bool = False) -> tuple[OrderLine, ...]:
    """Return the lines of which the text holds more words of the title than of any other's."""
    hits = {line.id: _hits(text, line, asked) for line in order.lines}
    best = max(hits.values(), default=0)
    return tuple(line for line in order.lines if best and hits[line.id] == best)


def _hits(text: str, line: OrderLine, asked: bool = False) -> int:
    """Return how many words of a line a text holds.

    One word counts only if it is the thing itself or stands alone: "glass" in "the glass teapot"
    says nothing of a glass lamp. In an answer to the question which line, any word counts.
    """
    shared = _stems(text[:500]) & _stems(line_text(line))
    one_word_is_enough = asked or len(shared) != 1 or _head(line.title) in shared
    if one_word_is_enough or _stands_alone(next(iter(shared)), text[:500]):
        return len(shared)
    return 0


def _head(title: str) -> str:
    """Return the stem of the thing that a title names ("teapot" of "Glass teapot with lid")."""
    thing = re.split(r",| (?:with|of|for|in|from) ", title, maxsplit=1)[0]
    words = [word for word in _WORDS.findall(thing) if word.casefold() not in _SAYS_NOTHING]
    return words[-1].casefold().rstrip("s") if words else ""


def _stands_alone(stem: str, text: str) -> bool:
    """Return whether a word is not followed by a noun that it could belong to."""
    for match in re.finditer(r"([^\W\d_]+)(?: +([^\W\d_]{3,}))?", text):
        after = (match[2] or "").casefold()
        if match[1].casefold().rstrip("s") == stem:
            return not after or after in _SAYS_NOTHING | _NO_NOUNS
        if after.rstrip("s") == stem:
            rest = text[match.start(2) :]
            return _stands_alone(stem, rest)
    return False


def _stems(text: str) -> set[str]:
    return {word.casefold().rstrip("s") for word in _WORDS.findall(text)} - _SAYS_NOTHING
