"""Sizes and colours."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.entities.clues import Clued
from bot.entities.found import Found

COLOURS = (
    "black white grey gray silver gold golden red crimson burgundy pink rose orange coral peach "
    "yellow mustard cream ivory beige brown tan camel green olive mint sage teal turquoise blue "
    "navy indigo violet purple lilac lavender charcoal khaki bronze copper natural oak walnut "
    "terracotta transparent multicoloured aqua ochre taupe maroon magenta mauve rust sand"
).split()
# "A red message" and "black friday" tell nothing of a product.
_NOT_OF_A_PRODUCT = re.compile(
    r"\s+(?:message|error|icon|button|warning|screen|alert|friday|letter|cross|light|line|hole|"
    r"court|avenue|street|road|lane|way|house|close|drive|gardens|terrace)s?\b",
    re.IGNORECASE,
)
_TURNED = re.compile(r"\b(?:button|screen|page|icon|sky|leaves)\s+(?:\w+\s+){0,2}\Z", re.IGNORECASE)
# Ranks of members where the talk is of those.
_RANKS = frozenset({"gold", "silver", "bronze"})
_OF_RANKS = re.compile(
    r"\b(?:member(?:ship)?s?|tiers?|status|points?|loyalty|levels?|ranks?|accounts?|"
    r"(?:gold|silver|bronze)\s+customers?|(?:reach|from|between|become)\s+(?:gold|silver|bronze))\b",
    re.IGNORECASE,
)
_SHADE = (
    r"(?:(?:dark|light|pale|bright|deep|navy|sky|forest|royal|off|pastel|baby|bottle|wine|hot|jet|"
    r"dusty|warm|cool|blue|matt|matte)[ -])?"
)
_COLOUR = Clued(rf"\b{_SHADE}(?:{'|'.join(COLOURS)})\b", words=COLOURS)

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
_LETTERS = Clued(
    r"\b(?:X{1,3}|[2-5]X)[SL]\b|\b(?:xxs|xs|xl|xxl|xxxl)\b", words="xs xl xxs xxl xxxs xxxl".split()
)
_WORD_SIZE = Clued(
    r"\b(?<!too )(?<!very )(?<!quite )(?<!quite a )(?<!a bit )(?<!a little )(?<!slightly )"
    r"(?<!rather )(?<!so )"
    r"(?:double extra large|extra[ -]large|extra[ -]small|x-large|x-small|small|medium|large)\b"
    r"(?!\s+(?:\w+\s+)?(?:shop|store|order|orders|business|company|café|team|amount|number|"
    r"problem|issue|question|item|items|parcel|fee|charge|flat|room|house|apartment|garden|kitchen|"
    r"space|family|families|group|children|child|kids|dog|cat|quantity|quantities|print|change|"
    r"talk|matter|thing|detail|part|piece|scratch|hole|crack|stain|dent|gift|present)\b)",
    words=("large", "small", "medium"),
)
_RUNS = re.compile(r"\b(?:runs?|come|comes|turn(?:ed)?)\s+(?:out\s+|up\s+)?\Z", re.IGNORECASE)
_CUED_SIZE = Clued(
    r"\bsizes?\b\s*(?:is\s+|of\s+|in\s+|:\s*)?(?:a\s+|an\s+)?"
    r"(?P<value>(?:eu|uk|us)?\s?\d{1,3}(?:[.,]5)?(?!\d)|[sml]\b|king|queen|double|single|twin)",
    words=("size", "sizes"),
)
# A capital standing alone; not "I'm", "R&M", "M." of a name.
_LETTER_SIZE = Clued(r"(?<![\w'’&.#-])(?P<value>[SML])(?![\w'’&.-])", 0, words=("s", "m", "l"))
# Sizes of shoes, shirts and trousers without the word: "a 42 please", "32/34".
_WORN_SIZE = Clued(
    r"(?:\b(?:an?|in)\s+(?P<value>(?:3[4-9]|4\d|5[0-4])(?:[.,]5)?)\b(?!\s?(?:[%€$£/-]|x\b|cm|mm|inch|"
    r"euros?|eur|pounds?|dollars?|pieces?|pcs|years?|days?|weeks?|hours?|minutes?|percent|k?g\b|ml|l\b|"
    r"page)|[.,]\d|\d)|"
    r"(?<![\d/])\b(?P<trousers>W?(?:2[4-9]|3\d|4[0-6])\s?[/xX]\s?L?(?:2[68]|3[0-8]))\b"
    r"(?!/|\d|\s?cm)|"
    r"\b(?P<fits>3[4-9]|4\d|5[0-4])(?=\s(?:would|will|should|fits?|might)\b))",
    0,
    figure=True,
)
_REGION_SIZE = Clued(
    r"\b(?:EU|UK|US)\s?\d{1,2}(?:[.,]5)?\b", 0, figure=True, words=("eu", "uk", "us")
)
_DIMENSIONS = Clued(
    r"\b\d{2,3}(?:[.,]\d)?(?:\s?cm)?\s?(?:[x×]|by)\s?\d{2,3}(?:[.,]\d)?"
    r"(?:\s?[x×]\s?\d{1,3}(?:[.,]\d)?)?(?:\s?(?:cm|mm|m|in))?\b",
    figure=True,
)


def find_sizes(text: str) -> Iterator[Found]:
    """Yield sizes; words and letters are given as letters ("extra large" -> "XL")."""
    for pattern in (_LETTERS, _REGION_SIZE):
        for match in pattern.finditer(text):
            yield Found("size", *match.span(), match.group().upper().replace(" ", ""), rank=4)
    for match in _DIMENSIONS.finditer(text):
        value = re.sub(r"\s*(?:x|×|by)\s*", " x ", match.group().lower())
        yield Found("size", *match.span(), re.sub(r"(?<=\d)(?=[a-z])", " ", value), rank=4)
    for match in _WORN_SIZE.finditer(text):
        name = match.lastgroup or "value"
        value = re.sub(r"[\sWLwl]", "", match[name]).lower().replace("x", "/").replace(",", ".")
        yield Found("size", *match.span(name), value, rank=3)
    for pattern in (_CUED_SIZE, _LETTER_SIZE):
        for match in pattern.finditer(text):
            value = re.sub(r"\s", "", match["value"])
            value = value.upper() if len(value) == 1 or value[-1].isdigit() else value.lower()
            yield Found("size", *match.span("value"), value, rank=6)
    for match in _WORD_SIZE.finditer(text):
        if _RUNS.search(text[max(0, match.start() - 16) : match.start()]):
            continue
        value = _SIZE_WORDS.get(match.group().lower().replace("-", " "))
        value = value or _SIZE_WORDS[match.group().lower()]
        yield Found("size", *match.span(), value, rank=3)


def find_colours(text: str) -> Iterator[Found]:
    """Yield colours in lower case."""
    for match in _COLOUR.finditer(text):
        yield Found("colour", *match.span(), match.group().lower().replace("-", " "), rank=1)


def is_colour_meant(text: str, found: Found) -> bool:
    """Tell whether a colour may be one of a product, not of a message or a member's rank."""
    if text[found.start : found.end].lower() in _RANKS and _OF_RANKS.search(text):
        return False
    turned = _TURNED.search(text[max(0, found.start - 30) : found.start])
    return not turned and not _NOT_OF_A_PRODUCT.match(text, found.end)
