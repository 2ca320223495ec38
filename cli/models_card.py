"""A model's card as people read it: a line an entry, and a small table for what there are several
of, such as clusters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Objects = list[dict[str, Any]]


def card_lines(card: Mapping[str, Any]) -> list[str]:
    """Return the lines of a card, entries before tables."""
    plain: dict[str, str] = {}
    tables: list[str] = []
    for name, value in card.items():
        objects = _objects(value)
        if objects:
            tables += ["", f"{_words(name)}:", *table_lines(objects)]
        elif isinstance(value, Mapping):
            plain |= {f"{name} {key}": shown(inner) for key, inner in value.items()}
        else:
            plain[name] = shown(value)
    width = max(map(len, plain), default=0)
    return [f"{_words(name):<{width}}  {value}" for name, value in plain.items()] + tables


def table_lines(objects: Objects) -> list[str]:
    """Return a table: a line of names, a line for each object, numbers to the right.

    Words would make it too wide: they stand below, by the first entry of their object.
    """
    first, *others = dict.fromkeys(name for one in objects for name in one)
    texts = [name for name in others if any(isinstance(one.get(name), str) for one in objects)]
    numbers = [first, *(name for name in others if name not in texts)]
    cells = [numbers, *([shown(one.get(name)) for name in numbers] for one in objects)]
    cells[0] = [_words(name) for name in cells[0]]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(cell.rjust(width) for cell, width in zip(row, widths, strict=True))
        for row in cells
    ]
    for one in objects if texts else []:
        words = "; ".join(str(one[name]) for name in texts if one.get(name))
        lines.append(f"- {_words(first)} {shown(one.get(first))}: {words}")
    return lines


def shown(value: Any) -> str:
    """Return a value in words; what is not known is a dash."""
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:,.4g}" if abs(value) < 1e4 else f"{value:,.0f}"
    if isinstance(value, Mapping):
        return ", ".join(f"{_words(name)} {shown(each)}" for name, each in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(shown, value))
    return str(value)


def _objects(value: Any) -> Objects:
    """Return the objects in a list of them, or of a mapping of several by their keys."""
    if isinstance(value, list) and value and all(isinstance(one, Mapping) for one in value):
        return [dict(one) for one in value]
    inner = list(value.values()) if isinstance(value, Mapping) else []
    if len(inner) > 1 and all(isinstance(one, Mapping) for one in inner):
        return [{"": key, **one} for key, one in value.items()]
    return []


def _words(name: str) -> str:
    return name.replace("_", " ")
