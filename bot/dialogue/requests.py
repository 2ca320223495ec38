"""Where one message may hold several requests: a pure proposal that reads no intent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.bare_numbers import NUMBER
from bot.dialogue.clause_forms import SAID, TOLD, form_of
from bot.reading.request_verbs import ON_ORDERS

MOST = 6
# Who writes more than this tells a story; it is read as a whole.
LONGEST = 1000
ELLIPSIS, ANSWER = "ellipsis", "answer"

# Each alternative begins at the beginning of its run, so that a long run costs no more than once.
_SEPARATOR = re.compile(
    r"(?<![.!?;])(?P<mark>[.!?;]+)(?=\s|$)|\n|(?<=\s)[-–—]+(?=\s)|(?<![\d:]):(?=\s)|"
    r"(?<![\s,])[\s,]*(?:(?<!\w)(?:and|nd|adn|&+|\+|plus|then|"
    # "I would also like" goes on; "and also" and "order 104233 also" begin anew.
    r"(?<!\bI )(?<!\bI'd )(?<!\bwe )(?<!\byou )(?<!ould )(?<!\bcan )(?<!\bis )(?<!\bare )also|"
    r"but|as well as|by the way|btw|"
    r"so(?= (?:please|can you|could you|i want|i need|i'd)\b))(?!\w)[\s,]*)+|,\s|"
    # "where's 104233 cancel 104240": a verb behind a number orders something else.
    rf"(?<=\d) (?=(?:{'|'.join(ON_ORDERS)}|where|send|(?:what|how) about)\b)",
    re.IGNORECASE,
)
_FILLER_WORDS = frozenset(
    "a an the my our your this that these those it its of from in for to on with by at and also "
    "too as well both order orders number no nr parcel package item items one ones please pls "
    "again same other another second next thanks is".split()
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PLAIN = re.compile(
    r"(?:(?:oh|actually|sorry|well|ok|okay)\W+)*(?:yes|yeah|yep|sure|ok|okay|no|nope|nah|"
    r"never ?mind|go ahead|do it|yes please|no thanks?)(?:\W+(?:please|thanks?|thank you))?\W*",
    re.IGNORECASE,
)
# Entities that tell one request from another of the same kind.
REFERENCES = frozenset({"order_id", "invoice_id", "return_id", "product", "category"})


@dataclass(frozen=True)
class Clause:
    """A part of a message, `text[start:end]`, that may be a request of its own.

    Attributes:
        form: a form of `clause_forms`; `ELLIPSIS` for a thing without a verb ("and 5678");
            `ANSWER` for what answers an open question.
    """

    start: int
    end: int
    form: str


@dataclass(frozen=True)
class _Segment:
    start: int
    end: int
    form: str | None


def propose(
    text: str, entities: Sequence[Mapping[str, Any]], open_question: bool = False
) -> list[Clause]:
    """Return the clauses that may be requests, in order; nothing when fewer than two are seen.

    What only tells (a reason, a greeting) stays with the clause before it.

    Args:
        text: the message.
        entities: of the message, with `entity`, `start` and `end`; no cut goes through one.
        open_question: whether the bot waits for an answer, which may stand before the requests.
    """
    if len(text) > LONGEST:
        return []
    segments = _segments(text, entities)
    forms = [segment.form for segment in segments if segment.form is not None]
    if len(forms) < 2 - open_question or set(forms) <= {ELLIPSIS, SAID}:
        return []
    clauses: list[Clause] = []
    for at, segment in enumerate(segments):
        form = segment.form
        if (
            at == 0
            and open_question
            and form in {None, TOLD, SAID, ELLIPSIS}
            and _answers(text, segment)
        ):
            form = ANSWER
        if form == ELLIPSIS and (not clauses or clauses[-1].form == ANSWER):
            form = None
        if form is not None:
            clauses.append(Clause(segment.start, segment.end, form))
        elif clauses and clauses[-1].form != ANSWER:
            clauses[-1] = replace(clauses[-1], end=segment.end)
    return clauses if 2 <= len(clauses) <= MOST else []


def _segments(text: str, entities: Sequence[Mapping[str, Any]]) -> list[_Segment]:
    """Return the pieces between separators, each with its form."""
    spans = [(int(e["start"]), int(e["end"])) for e in entities]
    found: list[_Segment] = []
    start = 0
    for match in [*_SEPARATOR.finditer(text), None]:
        cut, after = match.span() if match else (len(text), len(text))
        if any(first < after and cut < last for first, last in spans):
            continue
        mark = (match.group("mark") or "") if match else ""
        segment = _segment(text, start, cut, "?" in mark, spans)
        if segment is not None:
            found.append(segment)
        start = after
    return found


def _segment(
    text: str, start: int, end: int, asks: bool, spans: Sequence[tuple[int, int]]
) -> _Segment | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    if not piece:
        return None
    end = start + len(piece)
    form = form_of(piece, asks)
    if form in {None, TOLD, SAID} and _is_ellipsis(text, start, end, spans):
        form = ELLIPSIS
    return _Segment(start, end, form)


def _is_ellipsis(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a piece holds a thing and fillers, and nothing else."""
    inside = [(first, last) for first, last in spans if start <= first and last <= end]
    rest = list(text[start:end])
    for first, last in inside:
        rest[first - start : last - start] = " " * (last - first)
    plain = "".join(rest)
    if not inside and not NUMBER.search(plain):
        return False
    words = {word.casefold() for word in _WORD.findall(NUMBER.sub(" ", plain))}
    return words <= _FILLER_WORDS


def _answers(text: str, segment: _Segment) -> bool:
    piece = text[segment.start : segment.end]
    return segment.form == ELLIPSIS or _PLAIN.fullmatch(piece) is not None
