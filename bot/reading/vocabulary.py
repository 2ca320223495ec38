"""The words that a bot knows: those it was taught and those that its encoder knows whole."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_RUN = re.compile(r"(.)\1+")
_MOST_WORDS = 60
_MOST_CHARACTERS = 1000
# One slip in a short word makes any other word of it.
_SHORTEST_TO_MISSPELL = 4


class Vocabulary:
    """Tells texts that hold at least one known word from hits on a keyboard.

    A word is known when it was taught, when the encoder knows it as one piece, when it is a slip
    away from a taught word ("refnud"), or with its drawn-out letters cut ("yesss"). Anything
    with a figure counts as known, and so do scripts without capitals, whose words are often not
    set apart by spaces.
    """

    def __init__(self, taught: Iterable[str], knows_whole: Callable[[str], bool]) -> None:
        """Take the taught words in lower case, and what tells the encoder's whole words."""
        self._taught = frozenset(taught)
        self._knows_whole = knows_whole
        # By first letter, which is rarely the wrong one: a short list is searched in no time.
        self._repairable: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._taught):
            if len(word) >= _SHORTEST_TO_MISSPELL:
                self._repairable[word[0]].append(word)

    def knows_any(self, text: str) -> bool:
        """Tell whether at least one of a text's first sixty words is known."""
        return any(self._knows(word) for word in split(text[:_MOST_CHARACTERS])[:_MOST_WORDS])

    def _knows(self, word: str) -> bool:
        if word in self._taught or not word.isalpha() or word.lower() == word.upper():
            return True
        # An encoder knows each letter of the alphabet, and "aa" and "aaa" besides.
        if len(set(word)) > 1 and self._knows_whole(word):
            return True
        shorter = {_RUN.sub(r"\1", word), _RUN.sub(r"\1\1", word)}
        if any(len(form) > 1 and form in self._taught for form in shorter):
            return True
        allowed = 1 if len(word) < 8 else 2
        near = self._repairable.get(word[0], [])
        return len(word) >= _SHORTEST_TO_MISSPELL and bool(
            process.extractOne(word, near, scorer=OSA.distance, score_cutoff=allowed)
        )


def split(text: str) -> list[str]:
    """Return the words of a text in lower case."""
    return _WORD.findall(text.lower())
