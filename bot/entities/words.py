"""Words with their places in the text, in the form in which phrases are compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
# Words that end in s without being plurals.
_NOT_PLURAL = ("ss", "us", "is")


@dataclass(frozen=True)
class Word:
    """A word: as written, its span, and its normal form (lower case, singular)."""

    text: str
    start: int
    end: int
    normal: str


def split_words(text: str) -> list[Word]:
    """Return the words of a text, punctuation left out."""
    return [Word(m.group(), *m.span(), normal_form(m.group())) for m in _WORD.finditer(text)]


@lru_cache(maxsize=1 << 15)
def normal_form(word: str) -> str:
    """Return a word in lower case, an English plural made singular, a possessive cut off."""
    word = word.lower().replace("’", "'")
    if word.endswith("'s"):
        word = word[:-2]
    if len(word) <= 3 or not word.endswith("s") or word.endswith(_NOT_PLURAL):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("ches", "shes", "xes", "sses")):
        return word[:-2]
    return word[:-1]


def normal_words(phrase: str) -> list[str]:
    """Return the normal forms of a phrase's words."""
    return [normal_form(word) for word in _WORD.findall(phrase)]


def ordinary_words(texts: Iterable[str], minimum: int = 2) -> list[str]:
    """Return the normal forms that occur at least `minimum` times, sorted."""
    counts = Counter(word.normal for text in texts for word in split_words(text))
    return sorted(word for word, count in counts.items() if count >= minimum)
