"""What entity rules return, and how overlaps between them are settled."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Found:
    """One entity: `text[start:end]` is its span, `value` its normalised form.

    `resolved` holds what programs need: a store id, a number, an ISO date, minor units.
    `rank` settles overlaps of equal length; the higher one wins.
    """

    entity: str
    start: int
    end: int
    value: str
    resolved: dict[str, Any] | None = None
    rank: int = 0

    def as_dict(self, text: str) -> dict[str, Any]:
        """Return Rasa's form of an entity, with the exact span of the text it was found in."""
        entity: dict[str, Any] = {
            "entity": self.entity,
            "start": self.start,
            "end": self.end,
            "value": self.value,
            "text": text[self.start : self.end],
        }
        if self.resolved is not None:
            entity["resolved"] = self.resolved
        return entity


def without_overlaps(candidates: Iterable[Found]) -> list[Found]:
    """Keep the longest candidates, one a span, in order of appearance."""
    ordered = sorted(candidates, key=lambda f: (f.start - f.end, -f.rank, f.start, f.entity))
    taken = bytearray(max((f.end for f in ordered), default=0))
    kept: list[Found] = []
    for candidate in ordered:
        if not any(taken[candidate.start : candidate.end]):
            taken[candidate.start : candidate.end] = b"\x01" * (candidate.end - candidate.start)
            kept.append(candidate)
    return sorted(kept, key=lambda f: f.start)
