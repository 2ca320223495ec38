"""Slips in words of the catalogue, repaired with RapidFuzz."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_SHORTEST = 4
# One word of so many letters or more may hold two slips.
_LONG = 8
_MOST_REPAIRS = 200


def _knows_none(word: str) -> bool:
    return False


class Spelling:
    """Repairs words that are one or two slips from a word of the catalogue.

    An everyday word is never repaired, nor is a slip that is as near to one ("cancle" is as near
    to "cancel" as to "candle").
    """

    def __init__(
        self,
        words: Iterable[str],
        everyday: Iterable[str],
        is_word: Callable[[str], bool] = _knows_none,
    ) -> None:
        """Take the words to repair to, the everyday ones, and what tells other real words."""
        self.words = frozenset(words)
        self._everyday = frozenset(everyday) - self.words
        self._is_word = is_word
        self._near = _by_letter_and_length(self.words)
        self._near_everyday = _by_letter_and_length(self._everyday)
        self._repaired: dict[str, str] = {}

    def doubts(self, word: str) -> bool:
        """Tell whether a word may be a slip, which takes longer to find out."""
        known = word in self.words or word in self._everyday
        return len(word) >= _SHORTEST and not known and word.isalpha()

    def repair(self, word: str) -> str:
        """Return the word of the catalogue that is meant, or the word itself."""
        if not self.doubts(word):
            return word
        if word not in self._repaired:
            if len(self._repaired) >= _MOST_REPAIRS:
                self._repaired.clear()
            self._repaired[word] = self._meant(word)
        return self._repaired[word]

    def _meant(self, word: str) -> str:
        best = _nearest(word, self._near)
        # The letters of a real word are no slip: "collecting" is not "collection".
        if best is None or self._is_word(word):
            return word
        everyday = _nearest(word, self._near_everyday)
        return word if everyday and everyday[1] <= best[1] else best[0]


_Groups = dict[tuple[str, int], list[str]]


def _by_letter_and_length(words: Iterable[str]) -> _Groups:
    """Group words by first letter and length: a short list is searched in no time."""
    groups: _Groups = defaultdict(list)
    for word in sorted(words):
        if len(word) >= _SHORTEST:
            groups[word[0], len(word)].append(word)
    return groups


def _nearest(word: str, groups: _Groups) -> tuple[str, float] | None:
    """Return the nearest word that begins alike, or with the first two letters swapped."""
    allowed = 1 if len(word) < _LONG else 2
    near = [
        other
        for length in range(len(word) - allowed, len(word) + allowed + 1)
        for other in groups.get((word[0], length), ())
    ]
    swapped = word[1] + word[0] + word[2:]
    near += [other for other in groups.get((word[1], len(word)), ()) if other == swapped]
    best = process.extractOne(word, near, scorer=OSA.distance, score_cutoff=allowed)
    return None if best is None else (best[0], best[1])
