"""The prices that a turn allows: amounts with the words and numbers beside them."""

from __future__ import annotations

import re

from actions.turn import Entity, Turn

_ABOVE = re.compile(
    r"\b(?:over|above|more than|at least|from|minimum|min|no less than|starting at)\W{0,3}$",
    re.IGNORECASE,
)
# "Not more than 50" and "nothing over 50" are the most, though they hold words of the least.
_NOT_ABOVE = re.compile(
    r"\b(?:not?|nothing|never|without|n'?t)(?:\s+\w+){0,2}\s+(?:over|above|more than)\W{0,3}$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:around|about|roughly|approximately|circa|ca)\W{0,3}$", re.IGNORECASE)
_NUMBER = r"\d{1,6}(?:[.,]\d{1,2})?"
_CURRENCY = r"\s?(?:€|\$|£|eur(?:os?)?\b)?\s?"
_OR_MORE = re.compile(
    rf"^{_CURRENCY}(?:or more|or above|or over|and (?:up|more|above)|upwards|minimum|at least)\b",
    re.IGNORECASE,
)
_FIRST_OF_TWO = re.compile(
    rf"(?:(?<![\w.,])(?P<dash>{_NUMBER}){_CURRENCY}(?:-|–|—|to|till|until)|"
    rf"\bbetween{_CURRENCY}(?P<and>{_NUMBER}){_CURRENCY}and)\s*$",
    re.IGNORECASE,
)
_SECOND_OF_TWO = re.compile(
    rf"^{_CURRENCY}(?:-|–|—|to|and)\s?[€$£]?(?P<number>{_NUMBER})(?![\w.,]*\d)", re.IGNORECASE
)
# "Under 20" is a price without a sign, "under 20 cm" is none.
_UNSIGNED = re.compile(
    r"\b(?:under|below|less than|up to|at most|max(?:imum)?|cheaper than|over|above|more than|"
    rf"at least|between\s+{_NUMBER}\s+and)\s+(?P<number>{_NUMBER})(?![\w.,]*\d)"
    r"(?!\s*(?:%|°|x\b|(?:cm|mm|m|kg|g|l|ml|w|inch(?:es)?|watts?|lit(?:er|re)s?|years?|months?|"
    r"weeks?|days?|hours?|minutes?|people|persons|pieces|points?|orders?)\b))",
    re.IGNORECASE,
)
_CHEAPER = re.compile(
    r"\b(?:cheaper|cheapest|less expensive|less pricey|lower price|too (?:expensive|dear|pricey)|"
    r"costs? less)\b",
    re.IGNORECASE,
)
_ABOUT_MOST, _ABOUT_LEAST = 1.2, 0.5

Bounds = tuple[int | None, int | None]


def price_bounds(turn: Turn) -> Bounds:
    """Return the lowest and the highest price in minor units; an amount alone is the highest.

    Amounts are taken in the shop's currency, whatever sign stands beside them. "About 50" may
    cost a fifth more and not less than half.
    """
    amounts = [(e, _minor(e)) for e in turn.entities if e.name == "amount"]
    known = [(entity, minor) for entity, minor in amounts if minor is not None]
    if len(known) > 1:
        values = sorted(minor for _, minor in known[:2])
        return values[0], values[1]
    if known:
        entity, minor = known[0]
        return _bounds(minor, turn.text[: entity.start], turn.text[entity.end :])
    found = None if turn.entity("amount") else _UNSIGNED.search(turn.text[:1000])
    if found is None:
        return None, None
    before = turn.text[: found.start("number")]
    return _bounds(_to_minor(found["number"]), before, turn.text[found.end("number") :])


def wants_cheaper(turn: Turn) -> bool:
    """Return whether something is wanted that costs less than what was shown."""
    return bool(_CHEAPER.search(turn.text))


def _bounds(minor: int, before: str, after: str) -> Bounds:
    first, second = _FIRST_OF_TWO.search(before), _SECOND_OF_TWO.search(after)
    other = (first["dash"] or first["and"]) if first else second["number"] if second else None
    if other is not None:
        values = sorted((minor, _to_minor(other)))
        return values[0], values[1]
    if _NOT_ABOVE.search(before):
        return None, minor
    if _ABOVE.search(before) or _OR_MORE.search(after):
        return minor, None
    if _ABOUT.search(before):
        return int(minor * _ABOUT_LEAST), int(minor * _ABOUT_MOST)
    return None, minor


def _minor(entity: Entity) -> int | None:
    minor = entity.resolved.get("minor")
    if isinstance(minor, int):
        return minor
    match = re.search(_NUMBER, entity.value)
    return _to_minor(match.group()) if match else None


def _to_minor(written: str) -> int:
    return round(float(written.replace(",", ".")) * 100)
