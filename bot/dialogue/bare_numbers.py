"""Numbers that can only be orders because of the clause that they stand in: "where is 5678?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from language.redact import passes_luhn

NUMBER = re.compile(r"(?<![\w.,-])#?\d{3,}(?!\d)(?![\w,.-]*\w)")
_CUE = "order "
# Five figures before a place are its postcode.
_BARE = re.compile(
    r"(?:\A|(?<=cancel )|(?<=track )|(?<=return )|(?<=exchange )|(?<=refund )|(?<=is )|(?<=of )|"
    r"(?<=for )|(?<=from )|(?<=about )|(?<=change )|(?<=has )|(?<=does )|(?<=will )|(?<=where )|"
    r"(?<=when )|(?<=where's )|(?<=where’s )|(?<=wheres )|(?<=with ))"
    r"#?(?P<value>\d{4,})(?!\d)(?![\w,.-]*\w)(?-i:(?! +[A-ZÀ-ÖØ-Þ]))",
    re.IGNORECASE,
)
# In a whole message, which may answer a question, figures need more: "it is 10115" is a postcode.
_ASKED_BEFORE = re.compile(
    r"(?:\b(?:(?:what|how) about|cancel|track|return|exchange|refund|change|when will|"
    r"when does|when is|has|where(?:['’]?s| is)|"
    r"(?:status|tracking|refund|invoice|receipt|return) (?:of|for|from)) )#?\Z",
    re.IGNORECASE,
)
# Longer ones may be of anything, so that they need as much; those of cards are never entities.
_LONGEST_SURE = 8
_CARD_DIGITS = range(13, 20)
_YEAR = re.compile(r"(?:19|20)\d\d")
NUMBERED = frozenset({"order_id", "invoice_id", "return_id", "phone", "amount", "date"})
"""Entities that a number may be; where one was found, no bare number is looked for."""
_OF_READING = ("intent", "intent_ranking", "candidates")


def with_bare_orders(
    parsed: Mapping[str, Any], read: Callable[[str], Mapping[str, Any]]
) -> dict[str, Any]:
    """Return a parse in which "where is 5678" asks for an order.

    Args:
        parsed: how a message was read, with its `text` and `entities`.
        read: reads a text as if it were a message.
    """
    text, entities = str(parsed["text"]), list(parsed["entities"])
    kinds = {str(entity["entity"]) for entity in entities} & NUMBERED
    if kinds - {"order_id"}:
        return dict(parsed)
    found = [
        entity
        for entity in bare_orders(text, 0, len(text))
        if _ASKED_BEFORE.search(text[: entity["start"]]) and not _YEAR.fullmatch(entity["value"])
    ]
    if not found:
        return dict(parsed)
    cued = read(with_cues(text))
    reading = {name: cued[name] for name in _OF_READING if name in cued}
    # The number may be known for an order by its length.
    return {**parsed, **reading, "entities": entities if kinds else [*entities, *found]}


def with_cues(text: str) -> str:
    """Return a clause with "order" before numbers that stand where only an order can.

    "Where is 5678" says too little to be read; "where is order 5678" is what it means.
    """

    def cued(match: re.Match[str]) -> str:
        return _CUE + match.group() if _is_order(match) else match.group()

    return _BARE.sub(cued, text)


def bare_orders(text: str, start: int, end: int) -> list[dict[str, Any]]:
    """Return the entities of such numbers in `text[start:end]`, their spans in the text."""
    found = []
    for match in _BARE.finditer(text[start:end]):
        if not _is_order(match):
            continue
        first, last = match.span("value")
        place = {"start": start + first, "end": start + last}
        found.append(
            {"entity": "order_id", **place, "value": match["value"], "text": match["value"]}
        )
    return found


def _is_order(match: re.Match[str]) -> bool:
    value = match["value"]
    if len(value) <= _LONGEST_SURE:
        return True
    if len(value) in _CARD_DIGITS and passes_luhn(value):
        return False
    return _ASKED_BEFORE.search(match.string, 0, match.start("value")) is not None
