"""Which names lead to which products: whole names, aliases, ends of names and joined words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from spacy.lang.en.stop_words import STOP_WORDS

from bot.entities.measures import COLOURS
from bot.entities.words import normal_words

# Last words of product names that say nothing alone ("Tea Towel Set" is not asked for as "set",
# nor "Watering Can" in every question with "can").
WEAK_HEADS = (
    STOP_WORDS
    | frozenset(
        "set pack box bag kit piece pair item product order card gift size large small medium one "
        "service delivery return time day number account help thing home door way power strong "
        "fill collection family".split()
    )
    | frozenset(COLOURS)
)
# What follows these in a name describes it: "Cycling pannier, waterproof", "Tea set for two".
_DESCRIPTION = re.compile(r"\s*[,(–]|\s+(?:for|with|in|from|without|of|to)\s+", re.IGNORECASE)
_LONGEST_JOINED = 24

Rows = list[dict[str, Any]]


class NamesIndex:
    """Products by the normal forms of what they may be called."""

    def __init__(self, products: Sequence[dict[str, Any]], everyday: frozenset[str]) -> None:
        """Index products.

        Args:
            products: rows with `id`, `name` and `aliases`.
            everyday: words that customers use for other things; alone they mean no product.
        """
        self.by_end: dict[str, Rows] = defaultdict(list)
        self.by_name: dict[str, Rows] = defaultdict(list)
        self.words_of: dict[int, frozenset[str]] = {}
        for row in products:
            self._add(row, everyday)
        self.by_words = _by_words([*self.by_end, *self.by_name])
        self.joined = {
            key.replace(" ", ""): key
            for key in (*self.by_end, *self.by_name)
            if " " in key and 6 <= len(key) <= _LONGEST_JOINED
        }

    def rows(self, key: str) -> Rows:
        """Return the products that a key means: those of this very name before all others."""
        return self.by_name.get(key) or self.by_end.get(key) or []

    def _add(self, row: dict[str, Any], everyday: frozenset[str]) -> None:
        name = str(row.get("name", ""))
        words = normal_words(_DESCRIPTION.split(name)[0])
        for length in range(1, len(words) + 1):
            key = " ".join(words[-length:])
            begins_well = words[-length] not in STOP_WORDS or length == len(words)
            if begins_well and (length > 1 or _is_telling(key, everyday)):
                self.by_end[key].append(row)
        told = set(words)
        for called in (name, *(row.get("aliases") or ())):
            words = normal_words(str(called))
            told.update(words)
            key = " ".join(words)
            if key and key not in WEAK_HEADS and row not in self.by_name[key]:
                self.by_name[key].append(row)
        self.words_of[id(row)] = frozenset(told)


def _is_telling(head: str, everyday: frozenset[str]) -> bool:
    """Tell whether the last word of a name is enough to mean the thing.

    It is not when customers use the word for other things ("support", "conditions").
    """
    return len(head) >= 3 and head.isalpha() and head not in WEAK_HEADS and head not in everyday


def _by_words(keys: Sequence[str]) -> dict[tuple[str, ...], str]:
    """Return keys of two to four words by these words in alphabetical order."""
    found: dict[tuple[str, ...], str] = {}
    for key in keys:
        words = key.split(" ")
        if 2 <= len(words) <= 4:
            found.setdefault(tuple(sorted(words)), key)
    return found
