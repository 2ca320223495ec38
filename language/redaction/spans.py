"""Stretches of a text that identify a person, and how overlapping ones are settled."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# Who of two overlapping stretches of equal length gives the name.
_RANKS = (
    "EMAIL CARD IBAN PHONE ADDRESS ORDER REFERENCE NUMBER NAME".split()  # most certain first
)
COVER = "|"


class Span(NamedTuple):
    """A stretch of a text: `text[start:end]` is of a kind, such as NAME or EMAIL."""

    start: int
    end: int
    kind: str


def settle(spans: Iterable[Span]) -> list[Span]:
    """Return the spans in order and apart: overlapping ones become one, named by the longest.

    Nothing that any span covers is given up, since a piece left over may still say who it was.
    """
    settled: list[Span] = []
    longest = 0
    for span in sorted(spans):
        if span.start >= span.end:
            continue
        length = span.end - span.start
        if not settled or span.start >= settled[-1].end:
            settled.append(span)
            longest = length
            continue
        before = settled[-1]
        wins = (length, -_rank(span.kind)) > (longest, -_rank(before.kind))
        kind = span.kind if wins else before.kind
        longest = max(longest, length)
        settled[-1] = Span(before.start, max(before.end, span.end), kind)
    return settled


def cover(text: str, spans: Iterable[Span]) -> str:
    """Return a text of the same length in which the spans are bars, so that no rule reads them."""
    pieces, end = [], 0
    for span in sorted(spans):
        if span.end > end:
            start = max(span.start, end)
            pieces += [text[end:start], COVER * (span.end - start)]
            end = span.end
    return "".join([*pieces, text[end:]])


def _rank(kind: str) -> int:
    return _RANKS.index(kind) if kind in _RANKS else len(_RANKS)
