"""Prints how well both redactors do on each set of lines.

Run it by `python -m tests.language.redaction_figures`; docs/redaction.md tells what each set is.
Only totals are printed, so that the closed set can be measured without being read.
"""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from language import redact as light
from language.redaction import analyzer
from language.redaction.known import KnownValues
from language.redaction.spans import Span

_FOLDER = Path(__file__).parent
_OPEN_LINES = 250
Find = Callable[[str, KnownValues | None], list[Span]]


@dataclass
class Figures:
    """What one redactor found in one set of lines.

    Attributes:
        wanted: how many details there are, by kind.
        covered: of how many each letter and figure lies in some span, by kind.
        spans: how many spans there are.
        meeting: how many of them meet a detail.
        empty: how many lines hold nothing to redact.
        touched: in how many of these something was found.
    """

    wanted: Counter[str] = field(default_factory=Counter)
    covered: Counter[str] = field(default_factory=Counter)
    spans: int = 0
    meeting: int = 0
    empty: int = 0
    touched: int = 0

    @property
    def recall(self) -> float:
        """Share of the details that are covered."""
        return self.covered.total() / self.wanted.total()

    @property
    def precision(self) -> float:
        """Share of the spans that meet a detail."""
        return self.meeting / self.spans


def read_sets() -> dict[str, list[dict]]:
    """Return the lines `{"text", "spans"}` of each set: open, closed, fresh, addresses."""
    lines = _read("redaction_lines.jsonl")
    return {
        "open": lines[:_OPEN_LINES],
        "closed": lines[_OPEN_LINES:],
        "fresh": _read("redaction_fresh.jsonl"),
        "addresses": _read("redaction_addresses.jsonl"),
    }


def measure(find: Find, lines: Iterable[dict]) -> Figures:
    """Return the figures of a redactor's `find` on lines."""
    figures = Figures()
    for line in lines:
        spans = find(line["text"], None)
        for wanted in line["spans"]:
            figures.wanted[wanted["kind"]] += 1
            figures.covered[wanted["kind"]] += is_covered(line["text"], wanted, spans)
        figures.spans += len(spans)
        figures.meeting += sum(
            any(
                wanted["start"] < span.end and span.start < wanted["end"]
                for wanted in line["spans"]
            )
            for span in spans
        )
        figures.empty += not line["spans"]
        figures.touched += bool(spans) and not line["spans"]
    return figures


def is_covered(text: str, wanted: dict, spans: Sequence[Span]) -> bool:
    """Tell whether every letter and figure of a wanted detail lies in some span."""
    return all(
        any(span.start <= place < span.end for span in spans)
        for place in range(wanted["start"], wanted["end"])
        if text[place].isalnum()
    )


def _read(name: str) -> list[dict]:
    return [json.loads(line) for line in (_FOLDER / name).read_text("utf-8").splitlines()]


def main() -> None:
    """Print a line for each redactor and set."""
    for redactor, find in (("thorough", analyzer.find), ("light", light.find)):
        for name, lines in read_sets().items():
            figures = measure(find, lines)
            kinds = ", ".join(
                f"{kind} {figures.covered[kind]}/{wanted}"
                for kind, wanted in sorted(figures.wanted.items())
            )
            sys.stdout.write(
                f"{redactor:8} {name:9} recall {figures.recall:.1%}, "
                f"precision {figures.precision:.1%}, "
                f"empty lines touched {figures.touched}/{figures.empty}; {kinds}\n"
            )


if __name__ == "__main__":
    main()
