"""The word "order" before numbers that can only be an order's: "where is 5678" says too little."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.reading.request_verbs import ON_ORDERS
from language.masking import MAX_CHARACTERS, mask
from language.redact import passes_luhn

_CUE = "order "
_BEFORE = (
    *ON_ORDERS,
    *"is of for from about has does will where when where's where’s wheres with".split(),
)
_BEHIND = "|".join(rf"(?<={re.escape(word)} )" for word in _BEFORE)
# Five figures before a place are its postcode.
_BARE = re.compile(
    # Most places are passed over at a glance.
    rf"(?=[#\d])(?:\A|{_BEHIND})"
    r"#?(?P<value>\d{4,})(?!\d)(?![\w,.-]*\w)(?-i:(?! +[A-ZÀ-ÖØ-Þ]))",
    re.IGNORECASE,
)
# In a whole message, which may answer a question, figures need more: "it is 10115" is a postcode.
_ASKED_BEFORE = re.compile(
    rf"(?:\b(?:(?:what|how) about|{'|'.join(ON_ORDERS)}|when will|when does|when is|has|"
    r"where(?:['’]?s| is)|"
    r"(?:status|tracking|refund|invoice|receipt|return) (?:of|for|from)) )#?\Z",
    re.IGNORECASE,
)
# Longer ones may be of anything, so that they need as much; those of cards are never entities.
_LONGEST_SURE = 8
# The words that ask are no longer.
_REACH = 40
_CARD_DIGITS = range(13, 20)
_YEAR = re.compile(r"(?:19|20)\d\d")
_MONEY = re.compile(
    r" ?(?:[€£$%]|(?:eur|euros?|pounds?|dollars?|usd|gbp|points?)\b)", re.IGNORECASE
)


def reading_form(text: str) -> str:
    """Return what is read of a message, in training and in use: cued, then masked.

    Spans do not carry over; entities are found in the text as it was written.
    """
    return mask(with_cues(text[:MAX_CHARACTERS], asked=True))


def with_cues(text: str, *, asked: bool = False) -> str:
    """Return a text with "order" before its bare numbers.

    Args:
        text: a clause, or a whole message.
        asked: only where the words before a number ask for an order, as a message needs it.
    """
    places = {match.start() for match in _bare(text, asked)}
    if not places:
        return text
    return _BARE.sub(lambda m: (_CUE if m.start() in places else "") + m.group(), text)


def bare_spans(text: str, *, asked: bool = False) -> list[tuple[int, int]]:
    """Return where such numbers stand, without the mark before them; `asked` as above."""
    return [match.span("value") for match in _bare(text, asked)]


def _bare(text: str, asked: bool) -> Iterator[re.Match[str]]:
    for match in _BARE.finditer(text):
        value = match["value"]
        start = match.start("value")
        is_asked = _ASKED_BEFORE.search(text, max(0, start - _REACH), start) is not None
        if len(value) in _CARD_DIGITS and passes_luhn(value):
            continue
        if asked and (_YEAR.fullmatch(value) or _MONEY.match(text, match.end())):
            continue
        if is_asked or (not asked and len(value) <= _LONGEST_SURE):
            yield match
