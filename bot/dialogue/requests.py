"""Where one message may hold several requests: a pure proposal that reads no intent."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.clause_forms import SAID, TOLD
from bot.dialogue.segments import ELLIPSIS, Segment, segments_of

MOST = 6
# Who writes more than this tells a story; it is read as a whole.
LONGEST = 400
ANSWER = "answer"

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
    segments = segments_of(text, entities)
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


def _answers(text: str, segment: Segment) -> bool:
    piece = text[segment.start : segment.end]
    return segment.form == ELLIPSIS or _PLAIN.fullmatch(piece) is not None
