"""Which products and which wishes a turn speaks of."""

from __future__ import annotations

import re
from typing import Any

from actions.turn import Entity, Turn
from crm.catalogue import Product, Wishes, category_slug, named, products_by_id
from crm.store import Unit

_ABOVE = re.compile(
    r"\b(?:over|above|more than|at least|from|minimum|min|no less than|starting at)\W{0,3}$",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"\b(?:around|about|roughly|approximately|circa|ca)\W{0,3}$", re.IGNORECASE)
_SIMILAR = re.compile(
    r"\b(?:similar|alternatives?|instead|comparable|like (?:this|it|that)|such a)\b", re.IGNORECASE
)
_OTHER = re.compile(r"\b(?:something|anything|another|other|else)\b", re.IGNORECASE)
# "About 50" may cost a fifth more and not less than half.
_ABOUT_MOST, _ABOUT_LEAST = 1.2, 0.5
_MOST_NAMED = 5
_MOST_OF_A_KIND = 50


def meant_products(unit: Unit, turn: Turn, topic: str) -> tuple[Product, ...]:
    """Return the products that a turn is about: named in it, or those that "it" means.

    Several come back when a name fits several, or when several are named.

    Parameters
    ----------
    topic:
        The action that asks; a text that answers its question "product" is taken as a name.
    """
    found: dict[int, Product] = {}
    for entity in turn.entities:
        if entity.name == "product":
            found.update({one.id: one for one in _of_entity(unit, entity)})
    if found:
        return tuple(found.values())[:_MOST_NAMED]
    if turn.asked(topic, "product"):
        return named(unit, turn.text[:100].strip(" .!?"))
    if turn.dialogue.product is not None and not turn.entity("category"):
        return tuple(products_by_id(unit, [turn.dialogue.product]).values())
    return ()


def named_kind(unit: Unit, turn: Turn) -> tuple[Product, ...]:
    """Return all products of a kind that a turn names ("tents"), nothing when one is named."""
    entity = turn.entity("product")
    if entity is None or entity.resolved.get("id") is not None:
        return ()
    found = named(unit, entity.value, _MOST_OF_A_KIND) or _of_entity(unit, entity)
    return found if len(found) > 1 else ()


def wishes_of(unit: Unit, turn: Turn) -> Wishes:
    """Return what a turn wants of a product."""
    category = turn.entity("category")
    colour, size = turn.entity("colour"), turn.entity("size")
    least, most = price_bounds(turn)
    return Wishes(
        category=_slug(unit, category) if category else None,
        colour=colour.value if colour else None,
        size=size.value if size else None,
        above_minor=least,
        below_minor=most,
    )


def price_bounds(turn: Turn) -> tuple[int | None, int | None]:
    """Return the lowest and the highest price in minor units; an amount alone is the highest.

    Amounts are taken in the shop's currency, whatever sign stands beside them.
    """
    amounts = [(e, _minor(e)) for e in turn.entities if e.name == "amount"]
    known = [(entity, minor) for entity, minor in amounts if minor is not None]
    if len(known) > 1:
        values = sorted(minor for _, minor in known[:2])
        return values[0], values[1]
    if not known:
        return None, None
    entity, minor = known[0]
    before = turn.text[: entity.start]
    if _ABOVE.search(before):
        return minor, None
    if _ABOUT.search(before):
        return int(minor * _ABOUT_LEAST), int(minor * _ABOUT_MOST)
    return None, minor


def wants_others(turn: Turn) -> bool:
    """Return whether something else is wanted than what was shown."""
    return bool(_OTHER.search(turn.text))


def wants_similar(turn: Turn) -> bool:
    """Return whether something of the same kind is wanted, not what goes with it."""
    return bool(_SIMILAR.search(turn.text))


def _of_entity(unit: Unit, entity: Entity) -> tuple[Product, ...]:
    keys = _keys(entity.resolved)
    if keys:
        return tuple(products_by_id(unit, keys).values())
    return named(unit, entity.value) or named(unit, entity.text)


def _keys(resolved: Any) -> list[int]:
    rows = resolved.get("candidates") or [resolved]
    return [int(row["id"]) for row in rows if str(row.get("id", "")).isdigit()]


def _slug(unit: Unit, entity: Entity) -> str | None:
    known = entity.resolved.get("id")
    found = category_slug(unit, known) if known is not None else None
    return found or category_slug(unit, entity.value) or category_slug(unit, entity.text)


def _minor(entity: Entity) -> int | None:
    minor = entity.resolved.get("minor")
    if isinstance(minor, int):
        return minor
    match = re.search(r"\d+(?:[.,]\d{1,2})?", entity.value)
    return round(float(match.group().replace(",", ".")) * 100) if match else None
