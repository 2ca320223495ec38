"""Products and categories of the live catalogue, found with spaCy's matcher and typo repair."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import spacy
from rapidfuzz import process
from rapidfuzz.distance import OSA
from spacy.lang.en.stop_words import STOP_WORDS
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from bot.entities.found import Found
from bot.entities.measures import COLOURS
from bot.entities.words import Word, normal_words, split_words

MAX_CANDIDATES = 5
# Last words of product names that say nothing alone ("Tea Towel Set" is not asked for as "set",
# nor "Watering Can" in every question with "can").
_WEAK_HEADS = (
    STOP_WORDS
    | frozenset(
        "set pack box bag kit piece pair item product order card gift size large small medium one "
        "service delivery return time day number account help thing home door way".split()
    )
    | frozenset(COLOURS)
)
# What follows these in a name describes it: "Cycling pannier, waterproof", "Tea set for two".
_DESCRIPTION = re.compile(r"\s*[,(–]|\s+(?:for|with|in|from|without)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class _Target:
    entity: str
    value: str
    resolved: dict[str, Any]
    rank: int


class Catalogue:
    """An index of the names of products and categories.

    A product is found by its name, by an alias, or by the end of its name ("desk lamp" for
    "Walnut Desk Lamp"); where several products fit, `resolved` holds `candidates` instead of
    one `id`. Words that are one or two slips from a word of the catalogue are repaired first.
    """

    def __init__(self, data: dict[str, Any], known_words: Iterable[str] = ()) -> None:
        """Index a catalogue.

        Args:
            data: `{"products": [{"id", "name", "category", "aliases"}], "categories": [...]}`.
            known_words: normal forms of ordinary words, which are never taken for slips.
        """
        self.version = data.get("version")
        self._vocab = spacy.blank("en").vocab
        self._matcher = PhraseMatcher(self._vocab)
        self._targets: dict[str, _Target] = {}
        products = data.get("products") or []
        categories = data.get("categories") or []
        self._known = frozenset(known_words)
        self._add_suffixes(products)
        self._add_named("category", categories, rank=4)
        self._add_named("product", products, rank=5)
        for key in self._targets:
            self._matcher.add(key, [self._doc(key.split(" "))])
        self._words = {word for key in self._targets for word in key.split(" ")}
        self._everyday = sorted(word for word in self._known - self._words if len(word) >= 4)
        self._repairable = sorted(word for word in self._words if len(word) >= 4)

    def find(self, words: Sequence[Word]) -> Iterator[Found]:
        """Yield the products and categories in a text's words."""
        repaired = [self._repair(word.normal) for word in words]
        if not self._targets or not words:
            return
        for key_id, start, end in self._matcher(self._doc(repaired)):
            target = self._targets[self._vocab.strings[key_id]]
            changed = sum(repaired[i] != words[i].normal for i in range(start, end))
            if changed and not self._is_trusted(repaired[start:end], changed):
                continue
            yield Found(
                target.entity,
                words[start].start,
                words[end - 1].end,
                target.value,
                target.resolved,
                target.rank - (3 if changed else 0),
            )

    def _repair(self, word: str) -> str:
        if len(word) < 4 or word in self._words or word in self._known or not word.isalpha():
            return word
        allowed = 1 if len(word) < 8 else 2
        best = process.extractOne(word, self._repairable, scorer=OSA.distance, score_cutoff=allowed)
        # A slip in the first letter is rare; without this "order" would become "border".
        if best is None or best[0][0] != word[0]:
            return word
        # "cancle" is as near to "cancel" as to "candle": then the everyday word is meant.
        everyday = process.extractOne(
            word, self._everyday, scorer=OSA.distance, score_cutoff=best[1]
        )
        return word if everyday else best[0]

    @staticmethod
    def _is_trusted(phrase: Sequence[str], changed: int) -> bool:
        return changed < len(phrase) or all(len(word) >= 6 for word in phrase)

    def _add_suffixes(self, products: Sequence[dict[str, Any]]) -> None:
        ends: dict[str, list[dict[str, Any]]] = {}
        for product in products:
            name = str(product.get("name", ""))
            words = normal_words(_DESCRIPTION.split(name)[0])
            for length in range(1, len(words) + 1):
                key = " ".join(words[-length:])
                if length > 1 or self._is_telling(key):
                    ends.setdefault(key, []).append(product)
        for key, fitting in ends.items():
            self._targets[key] = _product_target(key, fitting, rank=3)

    def _is_telling(self, head: str) -> bool:
        """Tell whether the last word of a name is enough to mean the thing.

        It is not when customers use the word for other things ("support", "conditions").
        """
        usable = len(head) >= 3 and head.isalpha()
        return usable and head not in _WEAK_HEADS and head not in self._known

    def _add_named(self, entity: str, rows: Sequence[dict[str, Any]], rank: int) -> None:
        by_key: dict[str, list[dict[str, Any]]] = {}
        for row in rows:
            for name in [row.get("name", ""), *(row.get("aliases") or [])]:
                key = " ".join(normal_words(str(name)))
                if entity == "product" and key in _WEAK_HEADS:
                    continue
                if key and row not in by_key.setdefault(key, []):
                    by_key[key].append(row)
        for key, fitting in by_key.items():
            if entity == "product":
                self._targets[key] = _product_target(key, fitting, rank)
            else:
                name = str(fitting[0]["name"])
                resolved = {"id": fitting[0]["id"], "name": name}
                self._targets[key] = _Target(entity, name, resolved, rank)

    def _doc(self, words: Sequence[str]) -> Doc:
        return Doc(self._vocab, words=list(words))


def _product_target(key: str, fitting: list[dict[str, Any]], rank: int) -> _Target:
    choices = [{"id": row["id"], "name": str(row["name"])} for row in fitting]
    if len(choices) == 1:
        return _Target("product", choices[0]["name"], choices[0], rank)
    return _Target("product", key, {"candidates": choices[:MAX_CANDIDATES]}, rank)


def ordinary_words(texts: Iterable[str], minimum: int = 2) -> list[str]:
    """Return the normal forms that occur at least `minimum` times, sorted."""
    counts = Counter(word.normal for text in texts for word in split_words(text))
    return sorted(word for word, count in counts.items() if count >= minimum)
