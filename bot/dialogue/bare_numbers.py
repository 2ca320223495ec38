"""Numbers that can only be orders because of the clause that they stand in: "where is 5678?"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.reading.order_cues import bare_spans

NUMBER = re.compile(r"(?<![\w.,-])#?\d{3,}(?!\d)(?![\w,.-]*\w)")
NUMBERED = frozenset({"order_id", "invoice_id", "return_id", "phone", "amount", "date"})
"""Entities that a number may be; a clause that holds one is not searched for bare numbers."""


def with_bare_orders(parsed: Mapping[str, Any]) -> dict[str, Any]:
    """Return a parse in which the number of "where is 5678" is an order's.

    The intent was read so already (`bot.reading.order_cues`). Where an order was found by its
    own, and where another entity takes the number, the entities stay as they are.

    Args:
        parsed: how a message was read, with its `text` and `entities`.
    """
    entities = list(parsed["entities"])
    if any(entity["entity"] == "order_id" for entity in entities):
        return dict(parsed)
    text = str(parsed["text"])
    taken = [(int(e["start"]), int(e["end"])) for e in entities]
    found = [
        _order(text, start, end)
        for start, end in bare_spans(text, asked=True)
        if not any(start < last and first < end for first, last in taken)
    ]
    together = sorted([*entities, *found], key=lambda entity: int(entity["start"]))
    return {**parsed, "entities": together if found else entities}


def bare_orders(text: str, start: int, end: int) -> list[dict[str, Any]]:
    """Return the entities of such numbers in the clause `text[start:end]`, spans in the text."""
    spans = bare_spans(text[start:end])
    return [_order(text, start + first, start + last) for first, last in spans]


def _order(text: str, start: int, end: int) -> dict[str, Any]:
    value = text[start:end]
    return {"entity": "order_id", "start": start, "end": end, "value": value, "text": value}
