"""What a text must hold for a pattern to be worth a search: most texts hold little of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

_FIGURE = re.compile(r"\d")
_LETTERS = re.compile(r"[^\W\d_]+")
NUMBERS = frozenset(
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty thirty forty fourty fifty sixty seventy eighty "
    "ninety hundred dozen".split()
)
"""Words of which each number in words holds one (`numbers.NUMBER_WORDS`)."""


@dataclass(frozen=True)
class Clues:
    """Whether a text holds figures, and its words (runs of letters) in lower case."""

    figure: bool
    words: frozenset[str]


@lru_cache(maxsize=8)
def clues(text: str) -> Clues:
    """Return the clues of a text, which many rules ask for one after the other."""
    return Clues(_FIGURE.search(text) is not None, frozenset(_LETTERS.findall(text.lower())))


class Clued:
    """A pattern that is searched for only in texts that hold what each of its matches holds."""

    def __init__(
        self,
        pattern: str,
        flags: int = re.IGNORECASE,
        *,
        figure: bool = False,
        words: Iterable[str] = (),
        signs: str = "",
    ) -> None:
        """Compile a pattern.

        Args:
            pattern: the pattern.
            flags: of `re.compile`.
            figure: whether each match holds a figure.
            words: words in lower case of which each match holds one, a run of letters by itself.
            signs: signs any of which may stand there instead of a word.
        """
        self.pattern = re.compile(pattern, flags)
        self._figure = figure
        self._words = frozenset(words)
        self._signs = signs

    def may_match(self, text: str) -> bool:
        """Tell whether a search may find anything."""
        found = clues(text)
        if self._figure and not found.figure:
            return False
        if not self._words and not self._signs:
            return True
        return not found.words.isdisjoint(self._words) or any(s in text for s in self._signs)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches, as `re.Pattern.finditer` does."""
        return self.pattern.finditer(text) if self.may_match(text) else iter(())
