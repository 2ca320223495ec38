"""Sizes, colours and quantities."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.entities.found import Found

COLOURS = (
    "black white grey gray silver gold golden red crimson burgundy pink rose orange coral peach "
    "yellow mustard cream ivory beige brown tan camel green olive mint sage teal turquoise blue "
    "navy indigo violet purple lilac lavender charcoal khaki bronze copper natural oak walnut "
    "terracotta transparent multicoloured"
).split()
_SHADE = r"(?:(?:dark|light|pale|bright|deep|navy|sky|forest|royal|off)[ -])?"
_COLOUR = re.compile(rf"\b{_SHADE}(?:{'|'.join(COLOURS)})\b", re.IGNORECASE)

_SIZE_WORDS = {
    "small": "S",
    "medium": "M",
    "large": "L",
    "extra small": "XS",
    "extra large": "XL",
    "x-large": "XL",
    "x-small": "XS",
    "double extra large": "XXL",
}
_LETTERS = re.compile(r"\b(?:X{1,3}|[2-5]X)[SL]\b|\b(?:xxs|xs|xl|xxl|xxxl)\b", re.IGNORECASE)
_WORD_SIZE = re.compile(
    r"\b(?<!too )(?<!very )(?<!quite )(?<!quite a )(?<!a bit )(?<!a little )(?<!slightly )"
    r"(?<!rather )(?<!so )"
    r"(?:double extra large|extra[ -]large|extra[ -]small|x-large|x-small|small|medium|large)\b"
    r"(?!\s+(?:\w+\s+)?(?:shop|store|order|orders|business|company|café|team|amount|number|"
    r"problem|issue|question|item|items|parcel|fee|charge)\b)",
    re.IGNORECASE,
)
_CUED_SIZE = re.compile(
    r"\bsizes?\b\s*(?:is\s+|of\s+|in\s+|:\s*)?(?:a\s+|an\s+)?"
    r"(?P<value>(?:eu|uk|us)?\s?\d{1,3}(?:[.,]5)?(?!\d)|[sml]\b|king|queen|double|single|twin)",
    re.IGNORECASE,
)
# A capital standing alone; not "I'm", "R&M", "M." of a name.
_LETTER_SIZE = re.compile(r"(?<![\w'’&.#-])(?P<value>[SML])(?![\w'’&.-])")
_REGION_SIZE = re.compile(r"\b(?:EU|UK|US)\s?\d{1,2}(?:[.,]5)?\b")
_DIMENSIONS = re.compile(
    r"\b\d{2,3}(?:[.,]\d)?\s?[x×]\s?\d{2,3}(?:[.,]\d)?(?:\s?(?:cm|mm|m|in))?\b", re.IGNORECASE
)

_NUMBER_WORDS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "a dozen": 12,
    "twenty": 20,
    "thirty": 30,
    "fifty": 50,
    "a hundred": 100,
}
_NUMBER = r"(?P<number>\d{1,3}|" + "|".join(sorted(_NUMBER_WORDS, key=len, reverse=True)) + ")"
_UNIT = r"(?:×|(?:of|x|pcs?|pieces?|packs?|boxes|units?|items?|sets?|pairs?|more|copies)\b)"
_QUANTITY_BEFORE = re.compile(rf"(?<![\w#.,/€$£-]){_NUMBER}\s?{_UNIT}", re.IGNORECASE)
_QUANTITY_AFTER = re.compile(
    rf"\b(?:quantity|qty|quantities|amount of|only|x)\s*(?:of|is|to|:|=)?\s*{_NUMBER}"
    r"\b(?![.,/%]\d|%)",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(rf"(?<![\w#.,/€$£+-]){_NUMBER}(?![\w%€$£]|[.,:/-]\d)", re.IGNORECASE)
# "one of them" and "one more time" count nothing that could be ordered.
_NOT_COUNTED = re.compile(r"one\s+(?:of|more|day|time)\b|two\s+of\s+(?:you|us)\b", re.IGNORECASE)
# "step 2 of the form" counts nothing either.
_NUMBERED = re.compile(
    r"\b(?:step|page|part|option|line|version|question|number|no\.?|size)\s+\Z", re.IGNORECASE
)
_GAP_TO_THING = re.compile(r"\s+(?:[\w'-]+\s+)?")


def find_sizes(text: str) -> Iterator[Found]:
    """Yield sizes; words and letters are given as letters ("extra large" -> "XL")."""
    for pattern in (_LETTERS, _REGION_SIZE, _DIMENSIONS):
        for match in pattern.finditer(text):
            yield Found("size", *match.span(), match.group().upper().replace(" ", ""), rank=4)
    for pattern in (_CUED_SIZE, _LETTER_SIZE):
        for match in pattern.finditer(text):
            value = re.sub(r"\s", "", match["value"])
            value = value.upper() if len(value) == 1 or value[-1].isdigit() else value.lower()
            yield Found("size", *match.span("value"), value, rank=6)
    for match in _WORD_SIZE.finditer(text):
        value = _SIZE_WORDS.get(match.group().lower().replace("-", " "))
        value = value or _SIZE_WORDS[match.group().lower()]
        yield Found("size", *match.span(), value, rank=3)


def find_colours(text: str) -> Iterator[Found]:
    """Yield colours in lower case."""
    for match in _COLOUR.finditer(text):
        yield Found("colour", *match.span(), match.group().lower().replace("-", " "), rank=1)


def find_quantities(text: str, things: Sequence[Found] = ()) -> Iterator[Found]:
    """Yield quantities: a number with a unit, or one that stands before something to buy.

    Args:
        text: the message.
        things: products, categories, colours and sizes already found in it.
    """
    for pattern in (_QUANTITY_BEFORE, _QUANTITY_AFTER):
        for match in pattern.finditer(text):
            start = match.start("number")
            if not _NOT_COUNTED.match(text, start) and not _NUMBERED.search(
                text, max(0, start - 20), start
            ):
                yield _quantity(match, 4)
    starts = {thing.start for thing in things}
    for match in _ANY_NUMBER.finditer(text):
        gap = _GAP_TO_THING.match(text, match.end())
        space = re.compile(r"\s+").match(text, match.end())
        nearby = {g.end() for g in (gap, space) if g}
        if nearby & starts and not _NUMBERED.search(
            text, max(0, match.start() - 20), match.start()
        ):
            yield _quantity(match, 2)


def _quantity(match: re.Match[str], rank: int) -> Found:
    written = match["number"].lower()
    number = int(written) if written.isdigit() else _NUMBER_WORDS[written]
    return Found("quantity", *match.span("number"), str(number), {"number": number}, rank=rank)
