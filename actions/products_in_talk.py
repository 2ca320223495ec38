"""Which products and which wishes a turn speaks of."""

from __future__ import annotations

import re
from typing import Any

from actions.names_in_words import speaks_of_it, unknown_name
from actions.prices_in_talk import price_bounds
from actions.turn import Entity, Turn
from crm.catalogue import Product, Wishes, category_slug, named, products_by_id
from crm.store import Unit

_SIMILAR = re.compile(
    r"\b(?:similar|alternatives?|instead|comparable|like (?:this|it|that)|such a)\b", re.IGNORECASE
)
_OTHER = re.compile(r"\b(?:something|anything|another|other|else)\b", re.IGNORECASE)
_WITH = re.compile(
    r"\b(?:go(?:es)?(?: \w+)? with|together with|along with|match(?:es|ing)?|pairs?|accessor\w+|"
    r"complements?|combine\w*)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"\b(?:with|for|like|to|besides)\s+(?:it|this|that|these|those|them|this one|that one)\W*$",
    re.IGNORECASE,
)
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
    named_ones = [entity for entity in turn.entities if entity.name == "product"]
    if named_ones:
        found: dict[int, Product] = {}
        for entity in named_ones:
            found.update({one.id: one for one in _of_entity(unit, entity)})
        return tuple(found.values())[:_MOST_NAMED]
    asked = turn.asked(topic, "product")
    typed = named(unit, turn.text[:100].strip(" .!?")) if asked else ()
    if typed or turn.entity("category"):
        return typed
    focus = _focus(unit, turn)
    if asked:
        return focus if speaks_of_it(turn) else ()
    name = unknown_name(turn, _spoken(focus))
    return named(unit, name) if name else focus


def names_unknown(unit: Unit, turn: Turn) -> bool:
    """Return whether a turn names a thing that is not found, of which nothing else may be told."""
    named_ones = turn.entity("product") is not None
    return named_ones or unknown_name(turn, _spoken(_focus(unit, turn))) is not None


def named_products(unit: Unit, turn: Turn) -> tuple[Product, ...]:
    """Return all products that go by the names in a turn: "a teapot" is any of the teapots."""
    found: dict[int, Product] = {}
    for entity in turn.entities:
        if entity.name == "product":
            for one in (*_of_entity(unit, entity), *named(unit, entity.text, _MOST_OF_A_KIND)):
                found.setdefault(one.id, one)
    return tuple(found.values())


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


def wants_others(turn: Turn) -> bool:
    """Return whether something else is wanted than what was shown."""
    return bool(_OTHER.search(turn.text))


def wants_similar(turn: Turn) -> bool:
    """Return whether something of the same kind is wanted, not what goes with it."""
    return bool(_SIMILAR.search(turn.text))


def wants_companions(turn: Turn) -> bool:
    """Return whether something is wanted that goes with a thing."""
    return bool(_WITH.search(turn.text))


def refers_back(turn: Turn) -> bool:
    """Return whether a turn speaks of something that was named before ("with this")."""
    return bool(_REFERS.search(turn.text))


def _focus(unit: Unit, turn: Turn) -> tuple[Product, ...]:
    if turn.dialogue.product is None:
        return ()
    return tuple(products_by_id(unit, [turn.dialogue.product]).values())


def _spoken(products: tuple[Product, ...]) -> str:
    """Return the words that are told of products: a question with them is about these."""
    return " ".join(
        " ".join((one.name, one.description, one.material or "", *one.colours, *one.sizes))
        for one in products
    )


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
