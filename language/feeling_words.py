"""Words that carry a feeling by themselves, counted in a text, with negation turned around."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence

FEATURES = 6
# Words before a word of feeling among which a negation turns it around ("not at all happy").
_REACH = 3
_MOST_WORDS = 300
_MOST_CHARACTERS = 2000
_MOST_OF_A_KIND = 3
_WORD = re.compile(r"[a-z]+(?:['-][a-z]+)*")


class FeelingWords:
    """Counts words of feeling, as Taboada et al., "Lexicon-Based Methods for Sentiment Analysis"
    (2011) do: with the few words before each searched for a negation."""

    def __init__(
        self, positive: Iterable[str], negative: Iterable[str], negations: Iterable[str]
    ) -> None:
        """Take the words in lower case."""
        self.positive = frozenset(positive)
        self.negative = frozenset(negative)
        self.negations = frozenset(negations)

    def features(self, text: str) -> list[float]:
        """Return six numbers in [0, 3] for a text.

        They are the counts of positive words, of positive words turned around, of negative words,
        of negative words turned around and of negations, each divided by the root of one more than
        the words of feeling in all, so that a long text does not outweigh a short one; and 1 when
        the text holds an exclamation mark.
        """
        plain = text[:_MOST_CHARACTERS].lower().replace("’", "'").replace(" n't", "n't")
        words = _WORD.findall(plain)[:_MOST_WORDS]
        negates = [self._negates(word) for word in words]
        counts = [0.0] * (FEATURES - 1)
        for place, word in enumerate(words):
            if word in self.positive:
                counts[any(negates[max(0, place - _REACH) : place])] += 1
            elif word in self.negative:
                counts[2 + any(negates[max(0, place - _REACH) : place])] += 1
        counts[4] = float(sum(negates))
        root = math.sqrt(sum(counts[:4]) + 1)
        shares = [min(count, _MOST_OF_A_KIND) / root for count in counts]
        return [*shares, float("!" in text)]

    def as_lists(self) -> dict[str, list[str]]:
        """Return the words as sorted lists, to be kept in a file."""
        return {
            "positive": sorted(self.positive),
            "negative": sorted(self.negative),
            "negations": sorted(self.negations),
        }

    def _negates(self, word: str) -> bool:
        return word in self.negations or word.endswith("n't")


NO_WORDS = FeelingWords((), (), ())


def words_of_feeling(lists: dict[str, Sequence[str]]) -> FeelingWords:
    """Return the words kept in lists, as `FeelingWords.as_lists` gives them."""
    return FeelingWords(lists["positive"], lists["negative"], lists["negations"])
