"""Puts placeholders where persons were, the same one for the same value in a whole conversation."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterable

from language.redaction.known import KnownValues
from language.redaction.name_list import fold
from language.redaction.spans import Span, cover, settle

Find = Callable[[str, KnownValues | None], list[Span]]

PLACEHOLDER = re.compile(r"\[(?P<kind>[A-Z]{2,12})_(?P<number>\d{1,6})\]")
_LEAST_REPEATED = 3


class Redactor:
    """Redacts the texts of one conversation; several threads may use it.

    It keeps the values that it has replaced, in memory alone, for as long as it lives: give each
    conversation its own and let it go afterwards.
    """

    def __init__(self, find: Find, known: KnownValues | None = None) -> None:
        self._find = find
        self._known = known
        self._numbers: dict[str, dict[str, int]] = {}
        self._seen: dict[str, str] = {}
        self._taken: dict[str, set[int]] = {}
        self._lock = threading.Lock()
        # First and last name are then one person, whichever is written first.
        for name in known.names if known else ():
            names = self._numbers.setdefault("NAME", {})
            names.setdefault(_same(name, "NAME"), len(names) + 1)

    def redact(self, text: str) -> str:
        """Return a text with a placeholder such as `[NAME_1]` for each thing that was found.

        What looks like a placeholder already stays; its number is given to no value, and one that
        this conversation gave before gets a second pair of brackets, since a customer typed it.
        """
        typed = [Span(*match.span(), match["kind"]) for match in PLACEHOLDER.finditer(text)]
        spans = self._find(cover(text, typed), self._known)
        if not spans and not typed and not self._seen:
            return text
        with self._lock:
            replaced = self._typed(text)
            spans = self._again(cover(text, typed), spans)
            replaced += [(span, self._placeholder(text, span)) for span in spans]
        pieces, end = [], 0
        for span, placeholder in sorted(replaced):
            pieces += [text[end : span.start], placeholder]
            end = span.end
        return "".join([*pieces, text[end:]])

    def _typed(self, text: str) -> list[tuple[Span, str]]:
        replaced = []
        for match in PLACEHOLDER.finditer(text):
            kind, number = match["kind"], int(match["number"])
            if number in self._numbers.get(kind, {}).values():
                replaced.append((Span(*match.span(), kind), f"[{match.group()}]"))
            else:
                self._taken.setdefault(kind, set()).add(number)
        return replaced

    def _again(self, text: str, spans: list[Span]) -> list[Span]:
        """Add the places where values of this text or of earlier ones stand once more."""
        self._seen |= {text[span.start : span.end]: span.kind for span in spans}
        counts = Counter(text[span.start : span.end] for span in spans)
        for value, kind in self._seen.items():
            if len(value) >= _LEAST_REPEATED and text.count(value) > counts[value]:
                pattern = rf"(?<!\w){re.escape(value)}(?!\w)"
                spans = [*spans, *(Span(*m.span(), kind) for m in re.finditer(pattern, text))]
        return settle(spans)

    def _placeholder(self, text: str, span: Span) -> str:
        value = _same(text[span.start : span.end], span.kind)
        numbers = self._numbers.setdefault(span.kind, {})
        number = numbers.get(value) or self._number_of_part(value, span.kind)
        if number is None:
            taken = self._taken.setdefault(span.kind, set())
            number = max(numbers.values(), default=0) + 1
            while number in taken:
                number += 1
        numbers[value] = number
        return f"[{span.kind}_{number}]"

    def _number_of_part(self, value: str, kind: str) -> int | None:
        """Return the number of the one longer name of which a name is a part, or the reverse."""
        if kind != "NAME":
            return None
        words = set(value.split())
        others = [(set(other.split()), number) for other, number in self._numbers[kind].items()]
        longer = {number for other, number in others if words <= other}
        shorter = [number for other, number in others if other and other <= words]
        if len(longer) == 1:
            return longer.pop()
        return min(shorter, default=None)


def _same(value: str, kind: str) -> str:
    """Return what two ways of writing one value have in common."""
    if kind in ("NAME", "ADDRESS"):
        return " ".join(re.findall(r"\w+", fold(value)))
    if kind == "EMAIL":
        plain = re.sub(r"\s*[\[({]?\s*\bdot\b\s*[\])}]?\s*", ".", value.casefold())
        return re.sub(r"\s*[\[({]?\s*(?:\bat\b|@)\s*[\])}]?\s*", "@", plain)
    compact = re.sub(r"[\s().#/–-]", "", value).casefold()
    if kind == "PHONE":
        return re.sub(r"\A00", "+", compact)
    return compact.removeprefix("order").removeprefix("ord")


def merge(groups: Iterable[Iterable[Span]]) -> list[Span]:
    """Return the spans of several rules, settled."""
    return settle(span for group in groups for span in group)
