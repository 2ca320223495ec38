"""Where a street may begin that is written in small letters: "4 thornfield road"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from language.redaction.address_words import (
    COMMON_ENDS,
    NUMBER,
    SMALL,
    SMALL_POSTCODE,
    SMALL_STATE,
    UNIT,
)

_NO = rf"(?:,?\s{{1,2}}{NUMBER}(?!\w|[.,]\d|\s?(?:€|£|\$|%|EUR\b)))"
_WORD = r"[^\W\d_]{2,20}(?:['’][a-z]{1,2})?"
# The words of the name are no everyday ones, or not all.
_STREETS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w.,/-])(?=[\dnNč#])(?i:{NUMBER})\s(?:[nsew]\s)?"
        rf"(?P<name>{_WORD}(?:\s{_WORD})?)\s(?:{COMMON_ENDS})\b",
        rf"(?<!\w)(?=[acoprubvu])(?:via|c/|calle|rue|rua|ul|al|av|pl|os)\.?\s(?:{SMALL}\s)?"
        rf"(?P<name>[^\W\d_]{{3,20}}(?:\s[^\W\d_]{{3,20}})?){_NO}",
        rf"(?<!\w)(?=[^\W\d_])(?P<name>[^\W\d_]{{3,20}})\s"
        rf"(?:gate|gata|gatan|vei|väg|gade|utca|caddesi|sokak|straat|laan|weg|platz|allee){_NO}",
        # rosenhügel 4, 1120 wien
        r"(?<![\w.,/-])(?:(?:am|an\sder|im|auf\sder|zum|zur)\s)?(?=[^\W\d_])"
        rf"(?P<name>[^\W\d_]{{4,24}}(?:\s[^\W\d_]{{3,24}})?){_NO}"
        r"(?=,\s(?:\d{5}|\d{4}(?:\s[a-z]{2})?)\s[^\W\d_]{3,})",
        # unit 4 riverside business park
        rf"(?<!\w)(?=[^\W_])(?i:{UNIT}),?\s(?P<name>{_WORD}(?:\s{_WORD})?)\s"
        r"(?:(?:business|retail|industrial|trading|science)\s(?:park|estate|centre)|house|court|mill)\b",
        # 4 old orchard, bury st edmunds ip33 2ab
        rf"(?<![\w.,/-])(?=\d)(?i:{NUMBER})\s(?:(?:the|[nsew])\s)?(?P<name>{_WORD}(?:\s{_WORD}){{0,2}},"
        rf"(?:\s{_WORD}){{1,3}}),?\s(?:{SMALL_POSTCODE}|{SMALL_STATE}\s\d{{5}})(?!\w)",
    )
]
_EVERYDAY = re.compile(
    r"\b(?:the|this|that|my|your|our|down|off|from|for|and|minutes?|mins?|days?|hours?|weeks?|"
    r"miles?|metres?|meters?|more|other|side|long|new|along|across|items?|pieces?|people|times)\b"
)
_AT_SMALL = re.compile(
    r"(?i:\b(?:at|address(?:\sis)?:?|live[sd]?(?:\s(?:at|in|on))?|(?:deliver(?:ed)?|ship|send|sent|moved?)\s"
    rf"(?:it\s)?(?:to|from)|to|from|is|on|in)\s(?P<value>{NUMBER}\s(?:[^\W\d_]{{2,20}}\s){{1,2}}(?:street|st|road|rd|"
    r"avenue|ave|lane|drive|crescent|close|terrace|boulevard|blvd|court|gardens|grove|square)\b\.?))"
)


def small_streets(text: str, is_word: Callable[[str], bool] | None) -> Iterator[tuple[int, int]]:
    """Yield where streets in small letters begin and end; they may overlap.

    Args:
        text: any text that holds a figure.
        is_word: tells whether a word is an everyday one; when nothing can tell, only streets are
            read to which a word leads: "at 4 thornfield road".
    """
    for match in _AT_SMALL.finditer(text):
        if not _EVERYDAY.search(match["value"]):
            yield match.span("value")
    if is_word is None:
        return
    for pattern in _STREETS:
        for match in pattern.finditer(text):
            if is_street_name(match["name"], is_word):
                yield match.span()


def is_street_name(words: str, is_word: Callable[[str], bool]) -> bool:
    """Tell whether words may name a street: not all are everyday ones, and none is a small one."""
    return not _EVERYDAY.search(words) and not all(map(is_word, re.findall(r"[^\W\d_]+", words)))
