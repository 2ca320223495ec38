"""Numbers in words, up to a thousand."""

from __future__ import annotations

import re

_SMALL = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_VALUES = {word: number for number, word in enumerate(_SMALL, start=1)}
_VALUES |= {word: number * 10 for number, word in enumerate(_TENS, start=2)}
_VALUES |= {"a": 1, "an": 1, "fourty": 40}

_ONES = "|".join(sorted(_SMALL, key=len, reverse=True))
_TWO_FIGURES = rf"(?:(?:{'|'.join(_TENS)}|fourty)(?:[- ](?:{'|'.join(_SMALL[:9])}))?|{_ONES})"
NUMBER_WORDS = (
    rf"(?:(?:a|one|two|three|five)\s+hundred(?:\s+(?:and\s+)?{_TWO_FIGURES})?|"
    rf"half\s+a\s+dozen|(?:(?:a|one|two|three|four)\s+)?dozen|{_TWO_FIGURES})"
)
"""A pattern of numbers in words: "two", "twenty-five", "a hundred", "half a dozen"."""


def number_in_words(written: str) -> int:
    """Return the number that words matching `NUMBER_WORDS` stand for."""
    words = re.findall(r"[a-z]+", written.lower())
    if words[0] == "half":
        return 6
    if words[-1] == "dozen":
        return 12 * _VALUES.get(words[0], 1)
    total = 0
    for word in words:
        if word == "hundred":
            total *= 100
        else:
            total += _VALUES.get(word, 0)
    return total
