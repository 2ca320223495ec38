"""How the widget opens: greetings, starters and proactive messages as rules. No store, no file.

A rule may name a page pattern and segments; one that names neither is for everybody. In patterns
``*`` stands for any characters, also none; everything else is taken to the letter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FALLBACK = "en"
SEGMENTS = (
    "champion", "loyal", "potential_loyal", "promising", "new", "need_attention",
    "about_to_sleep", "at_risk", "cannot_lose", "hibernating", "lost",
)  # fmt: skip
"""What a customer with stored scores may be."""
Words = Mapping[str, str]
"""A text by language; English is always there."""


@dataclass(frozen=True)
class Greeting:
    """What the widget says first on some pages or to some customers, and what it offers to ask."""

    text: Words
    page: str = "*"
    segments: tuple[str, ...] = ()
    starters: Mapping[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Proactive:
    """A message that comes by itself.

    Parameters
    ----------
    after_seconds:
        How long somebody is on the page before.
    basket_minor:
        Least value of the basket, in minor units; nothing: any.
    """

    id: str
    text: Words
    page: str = "*"
    segments: tuple[str, ...] = ()
    after_seconds: int = 30
    basket_minor: int | None = None


@dataclass(frozen=True)
class WidgetRules:
    """All that a shop says of how its widget opens; the first greeting that fits is taken."""

    greetings: Sequence[Greeting] = ()
    starters: Mapping[str, tuple[str, ...]] | None = None
    proactive: Sequence[Proactive] = ()
    per_visit: int = 1
    per_day: int = 2


@dataclass(frozen=True)
class Visit:
    """Who opens the widget where.

    Parameters
    ----------
    page:
        Path of the page; nothing when the shop does not say.
    segment:
        Of a verified customer who agreed to personalisation; nothing for everybody else.
    """

    page: str | None = None
    language: str = FALLBACK
    segment: str | None = None


def opening(rules: WidgetRules, visit: Visit) -> dict[str, Any]:
    """Return how the widget opens for a visit, in the form of the API, without the hours."""
    greeting = next((one for one in rules.greetings if _fits(one, visit)), None)
    starters = (greeting.starters if greeting else None) or rules.starters or {}
    return {
        "greeting": in_language(greeting.text, visit.language) if greeting else None,
        "starters": list(in_language(starters, visit.language) if starters else ()),
        "proactive": [
            {
                "id": one.id,
                "text": in_language(one.text, visit.language),
                "page": one.page,
                "after_seconds": one.after_seconds,
                "basket_minor": one.basket_minor,
            }
            for one in rules.proactive
            if _is_for(one.segments, visit.segment)
        ],
        "proactive_cap": {"per_visit": rules.per_visit, "per_day": rules.per_day},
    }


def in_language(words: Mapping[str, Any], language: str) -> Any:
    """Return what is said in a language, in its parent (``de`` for ``de-AT``), or in English."""
    wanted = language.lower()
    found = words.get(wanted, words.get(wanted.partition("-")[0]))
    return words[FALLBACK] if found is None else found


def page_fits(pattern: str, path: str) -> bool:
    """Return whether a pattern stands for a page's path."""
    first, *parts = pattern.split("*")
    if not parts:
        return path == pattern
    last = parts.pop()
    if not path.startswith(first) or len(path) < len(first) + len(last):
        return False
    if not path.endswith(last):
        return False
    # Between both ends the parts come in their order; taking each at its first place is enough.
    at, end = len(first), len(path) - len(last)
    for part in parts:
        found = path.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _fits(greeting: Greeting, visit: Visit) -> bool:
    on_page = page_fits(greeting.page, visit.page) if visit.page is not None else False
    return (on_page or greeting.page == "*") and _is_for(greeting.segments, visit.segment)


def _is_for(segments: Sequence[str], segment: str | None) -> bool:
    return not segments or segment in segments
