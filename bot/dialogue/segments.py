"""The pieces of a message between marks and joining words, each with its form."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.bare_numbers import NUMBER
from bot.dialogue.clause_forms import QUESTION, SAID, TOLD, WISH, form_of
from bot.reading.request_verbs import ON_ORDERS

ELLIPSIS = "ellipsis"
"""The form of a thing without a verb: "and 5678"."""

# Each alternative begins at the beginning of its run, so that a long run costs no more than once.
_SEPARATOR = re.compile(
    r"(?<![.!?;])(?P<mark>[.!?;]+)(?=\s|$)|\n|(?<=\s)[-–—]+(?=\s)|(?<![\d:]):(?=\s)|"
    r"(?<![\s,])[\s,]*(?:(?<!\w)(?:and|nd|adn|&+|\+|plus|(?<!\bcan )(?<!ould )then|"
    # "I would also like" goes on; "and also" and "order 104233 also" begin anew.
    r"(?<!\bI )(?<!\bI'd )(?<!\bwe )(?<!\byou )(?<!ould )(?<!\bcan )(?<!\bis )(?<!\bare )"
    r"(?<!please )also(?! (?:wants|needs|has|likes)\b)|"
    r"oh(?=[\s,]+(?:and|also|btw|by)\b)|but|as well as|by the way|btw|"
    r"so(?= (?:please|can (?:you|i)|could (?:you|i)|i want|i need|i'd)\b))(?!\w)[\s,]*)+|,\s|"
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
# "In the other order, replace the towel": it says of what the sentence behind it speaks.
_OPENS = re.compile(
    r"(?:please|pls|anyway|(?:in|for|on|from|with|as for|regarding|about) (?:\w+ ){0,2}\w+|"
    r"my (?:wife|husband|mum|mom|dad|sister|brother|son|daughter|friend|partner))\Z",
    re.IGNORECASE,
)
# "Where is 5678? What about 5679?" asks the same once more.
_WHAT_ABOUT = re.compile(r"(?:and |then )?(?:what|how) about\b", re.IGNORECASE)
_RELATIVE = re.compile(r"(?:who|which|whose)\b", re.IGNORECASE)
# Its subject stands in the piece before: "I have one here but would like another".
_SUBJECTLESS = re.compile(r"(?:would (?:like|love|prefer)|want|need|wish)\b", re.IGNORECASE)
_ABOUT_IT = re.compile(r"(?:where|when|how|what|is|has|will|can|could)\b.*\bit\b", re.IGNORECASE)


@dataclass(frozen=True)
class Segment:
    """A piece of a message, `text[start:end]`.

    Attributes:
        form: a form of `clause_forms`, `ELLIPSIS`, or nothing.
        opens: whether a sentence or a line begins with it.
        joined: the words and marks that join it to what stands before, such as ", and".
    """

    start: int
    end: int
    form: str | None
    opens: bool = False
    joined: str = ""


def segments_of(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Segment]:
    """Return the pieces between separators, in order.

    Args:
        text: the message.
        entities: of the message, with `start` and `end`; no cut goes through one.
    """
    found: list[Segment] = []
    for segment in _pieces(text, entities):
        _add(text, found, segment)
    return found


def _add(text: str, found: list[Segment], new: Segment) -> None:
    """Add a piece, or join it with the one before where both are one clause."""
    said = text[new.start : new.end]
    if not found or new.opens:
        found.append(new)
        return
    before = found[-1]
    told = text[before.start : before.end]
    if before.form is None and before.opens and _OPENS.match(told) and new.form is not None:
        found[-1] = replace(new, start=before.start, opens=True, joined=before.joined)
    elif new.form == QUESTION and new.joined == "," and _RELATIVE.match(said):
        found.append(replace(new, form=None))
    elif new.form == SAID and before.form is None and not before.opens:
        # A reason that goes on: "I never use it and I get too much mail".
        found.append(replace(new, form=None))
    elif new.form == WISH and before.form in {SAID, TOLD} and _SUBJECTLESS.match(said):
        found[-1] = replace(before, end=new.end, form=WISH)
    elif (
        before.form == TOLD
        and new.form == QUESTION
        and new.joined == ","
        and NUMBER.search(told)
        and _ABOUT_IT.match(said)
    ):
        found[-1] = replace(before, end=new.end, form=QUESTION)
    else:
        found.append(new)


def _pieces(text: str, entities: Sequence[Mapping[str, Any]]) -> list[Segment]:
    spans = [(int(e["start"]), int(e["end"])) for e in entities]
    found: list[Segment] = []
    start, opens, joined = 0, True, ""
    for match in [*_SEPARATOR.finditer(text), None]:
        cut, after = match.span() if match else (len(text), len(text))
        if any(first < after and cut < last for first, last in spans):
            continue
        mark = (match.group("mark") or "") if match else ""
        segment = _segment(text, start, cut, "?" in mark, spans)
        between = match.group() if match else ""
        if segment is None:
            joined += between
        else:
            found.append(replace(segment, opens=opens, joined=joined.strip()))
            joined = between
            opens = False
        opens = opens or bool(mark) or "\n" in between
        start = after
    return found


def _segment(
    text: str, start: int, end: int, asks: bool, spans: Sequence[tuple[int, int]]
) -> Segment | None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    piece = piece.strip()
    if not piece:
        return None
    end = start + len(piece)
    form = form_of(piece, asks)
    asked_again = _WHAT_ABOUT.match(piece) is not None
    if (form in {None, TOLD, SAID} or asked_again) and _is_ellipsis(text, start, end, spans):
        form = ELLIPSIS
    return Segment(start, end, form)


def _is_ellipsis(text: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Return whether a piece holds a thing and fillers, and nothing else."""
    inside = [(first, last) for first, last in spans if start <= first and last <= end]
    rest = list(text[start:end])
    for first, last in inside:
        rest[first - start : last - start] = " " * (last - first)
    plain = "".join(rest)
    if not inside and not NUMBER.search(plain):
        return False
    plain = _WHAT_ABOUT.sub(" ", plain.lstrip())
    words = {word.casefold() for word in _WORD.findall(NUMBER.sub(" ", plain))}
    return words <= _FILLER_WORDS
