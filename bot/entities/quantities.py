"""Quantities: how many pieces are meant."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.entities.clues import NUMBERS, Clued, clues
from bot.entities.found import Found
from bot.entities.numbers import NUMBER_WORDS, number_in_words

_NUMBER = rf"(?P<number>\d{{1,3}}|{NUMBER_WORDS})"
_BEFORE = r"(?<![\w#.,/:€$£+-])"
_UNIT = (
    r"(?:[x×](?!\s?\d)|(?:of\s+(?:them|these|those|the|each|your|my)|pcs?|pieces|piece\s+of|packs?|boxes|units?|"
    r"items?|sets?|pairs?|more|copies|packets?|bags?|bottles?|tins?|jars?|left)\b)"
)
_WITH_UNIT = re.compile(rf"{_BEFORE}{_NUMBER}\s?{_UNIT}", re.IGNORECASE)
_AFTER_CUE = re.compile(
    rf"(?:\b(?:quantity|qty|quantities|amount)\s*(?:of|is|to|:|=)\s*|(?<!\w)[x×]\s?){_NUMBER}"
    r"\b(?![.,/%]\d|%|\s?[x×])",
    re.IGNORECASE,
)
# A number that ends what is said: "bring it down to five", "I got three", "8 instead of 6".
_ENDING = re.compile(
    r"\b(?P<cue>to|got|get|received|need|want|take|took|counted|meant|send|sent|ordered|order|only|"
    r"just|make\s+(?:it|that|them)|instead\s+of|not|for|bought|buy|add|have|like|of)\s+"
    rf"{_NUMBER}(?!\s?[€$£%x×])"
    r"(?=\s*(?:\Z|[.,;!?)](?!\d)|(?:instead|and|but|please|pls|rather|now|then|on\s+order|not|in\s+total|"
    r"thanks|or|if|because|when|so|in\s+the)\b))",
    re.IGNORECASE,
)
# Where "one" is more than a pronoun ("I need one").
_COUNTS_ONE = frozenset({"only", "just", "got", "received", "instead of", "counted", "meant"})
_TOLD = {"to": r"\b(?:down|up|bump\w*|chang\w*|quantity|set|reduc\w*|increas\w*|rais\w*|make)\b"}
_TOLD |= {"for": r"\b(?:billed|charged|paid|invoiced)\b", "of": r"\b(?:quantity|instead)\b"}
_TOLD |= {"not": r"\b(?:pieces|ordered)\b"}
# A whole answer: "2", "four please". Larger numbers answer other questions.
_ANSWER = re.compile(rf"\s*{_NUMBER}(?:\s+(?:please|pls|thanks|pieces))?[\s.!]*", re.IGNORECASE)
_MOST_ANSWERED = 20
_PUZZLE = re.compile(r"\b(?:puzzle|jigsaw)s?\b", re.IGNORECASE)
_ANY_NUMBER = re.compile(rf"{_BEFORE}{_NUMBER}(?![\w%€$£]|[.,:/-]\d)", re.IGNORECASE)
_COUPLE = Clued(r"\ba\s+couple\s+of\b", words=("couple",))
# "one of them" and "one more time" count nothing that could be ordered.
_NOT_COUNTED = re.compile(
    r"one\s+(?:of|more|day|time|set|left|in)\b|two\s+of\s+(?:you|us)\b|\w+\s+(?:more\s+)?(?:times?|days?|"
    r"weeks?|hours?|minutes?|months?|years?|people|persons|points|stars?|percent|questions?)\b",
    re.IGNORECASE,
)
# "step 2 of the form" counts nothing either.
_NUMBERED = re.compile(
    r"\b(?:step|page|part|option|line|version|question|number|no\.?|size|building|flat|floor|apartment|"
    r"room|unit)\s+\Z",
    re.IGNORECASE,
)
_GAP_TO_THING = re.compile(r"\s+(?:[\w'-]+\s+)?")
_SPACE = re.compile(r"\s+")


def find_quantities(text: str, things: Sequence[Found] = ()) -> Iterator[Found]:
    """Yield quantities: a number with a unit, before something to buy, or after words of counting.

    Args:
        text: the message.
        things: products, categories, colours and sizes already found in it.
    """
    starts = {thing.start for thing in things}
    for match in _COUPLE.finditer(text):
        gap = _SPACE.match(text, match.end())
        if gap and gap.end() in starts:
            yield Found("quantity", *match.span(), "2", {"number": 2}, rank=2)
    if not clues(text).figure and clues(text).words.isdisjoint(NUMBERS):
        return
    for pattern in (_WITH_UNIT, _AFTER_CUE):
        for match in pattern.finditer(text):
            if _counts(text, match.start("number")) and not _is_of_puzzle(text, match):
                yield _quantity(match, 4)
    answer = _ANSWER.fullmatch(text)
    if answer and 0 < _number(answer["number"]) <= _MOST_ANSWERED:
        yield _quantity(answer, 2)
    for match in _ENDING.finditer(text):
        if _ends_a_count(text, match):
            yield _quantity(match, 2)
    for match in _ANY_NUMBER.finditer(text) if starts else ():
        gap, space = (p.match(text, match.end()) for p in (_GAP_TO_THING, _SPACE))
        if {g.end() for g in (gap, space) if g} & starts and _counts(text, match.start()):
            yield _quantity(match, 2)


def _counts(text: str, start: int) -> bool:
    numbered = _NUMBERED.search(text, max(0, start - 20), start)
    return not numbered and not _NOT_COUNTED.match(text, start)


def _ends_a_count(text: str, match: re.Match[str]) -> bool:
    cue = " ".join(match["cue"].lower().split())
    if match["number"].lower() == "one" and cue not in _COUNTS_ONE:
        return False
    told = _TOLD.get(cue)
    before = text[max(0, match.start() - 40) : match.start("number")]
    return _counts(text, match.start("number")) and (
        told is None or re.search(told, before, re.IGNORECASE) is not None
    )


def _is_of_puzzle(text: str, match: re.Match[str]) -> bool:
    """Tell whether pieces are those of a puzzle, not ordered ones."""
    return "piece" in match.group().lower() and _PUZZLE.search(text) is not None


def _number(written: str) -> int:
    return int(written) if written.isdigit() else number_in_words(written)


def _quantity(match: re.Match[str], rank: int) -> Found:
    number = _number(match["number"])
    return Found("quantity", *match.span("number"), str(number), {"number": number}, rank=rank)
