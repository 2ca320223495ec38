"""A message that holds several requests, seen as its first one."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.intents import ACTIONS
from actions.plain_answers import plainly
from actions.turn import Request, Turn

# A topic of these sees to several things of one order at once.
_TAKE_SEVERAL = frozenset({"return_item", "report_damaged_item", "report_missing_item"})
_NAMES_ORDER = frozenset({"order_id", "invoice_id"})
YES_OR_NO = frozenset({"confirm", "offer"})
"""Questions for a yes."""
# "Ok" and "sure" open a remark more often than they agree to something.
_FIRM = re.compile(
    r"\b(?:y|ye+s+|ye+a+h*|ye+p+|yu+p+|go ahead|do it|confirm(?:ed)?|proceed|please do)\b",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:but|if|only|unless|until|before|first|provided|as long as|except|without|keep|when|"
    r"though|however|wait|hold)\b",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"\?|^\W*(?:and |also |then |so )*(?:what|when|where|which|who|why|how|will|would|can|could|do|"
    r"does|did|is|are|am|was|should|shall|may)\b",
    re.IGNORECASE,
)


def first_request(called: str, turn: Turn) -> tuple[str, Turn]:
    """Return the action and the turn of the first request; the others stay in ``requests``.

    A turn with one request is returned as it is.

    Parameters
    ----------
    called:
        The action that the intent led to.
    """
    if not turn.requests:
        return called, turn
    if turn.dialogue.awaiting in YES_OR_NO and not _leaves_no_doubt(turn):
        # Heard as a whole it is no plain yes: what it asks is answered, then the question stands.
        return called, replace(turn, requests=())
    first, *rest = _joined(turn.requests)
    told = replace(
        turn,
        text=first.text,
        intent=first.intent,
        confidence=first.confidence,
        entities=first.entities,
        requests=tuple(rest),
        candidates=(),
    )
    return ACTIONS.get(first.intent, called), told


def _leaves_no_doubt(turn: Turn) -> bool:
    """Return whether an answer at the head of a message holds whatever stands behind it.

    A yes does when it is a firm one, nothing after it sets a condition, and what is asked concerns
    another order. "Ok, but will I be charged?" must carry out nothing.
    """
    answer, *others = turn.requests
    if answer.intent != "affirm" and plainly(answer.text, turn.dialogue.topic) is not True:
        return True
    firm = _FIRM.search(answer.text) and not _CONDITION.search(turn.text)
    asked = [other for other in others if _ASKS.search(other.text)]
    return bool(firm) and all(_of_another_order(other, turn) for other in asked)


def _of_another_order(request: Request, turn: Turn) -> bool:
    named = {e.value for e in request.entities if e.name in _NAMES_ORDER}
    return bool(named - {str(turn.dialogue.data.get("order")), str(turn.dialogue.order)})


def _joined(requests: tuple[Request, ...]) -> list[Request]:
    """Return the requests, "return the lamp" and "the mug" as one."""
    found: list[Request] = []
    for request in requests:
        if found and _goes_with(found[-1], request):
            first = found[-1]
            # Places in the text would be wrong, and the topics do not need them.
            parts = (*first.entities, *request.entities)
            entities = tuple(replace(entity, start=0, end=0) for entity in parts)
            text = f"{first.text} and {request.text}"
            found[-1] = replace(first, text=text, entities=entities)
        else:
            found.append(request)
    return found


def _goes_with(first: Request, second: Request) -> bool:
    if first.intent != second.intent or first.intent not in _TAKE_SEVERAL:
        return False
    named = {e.value for e in second.entities if e.name in _NAMES_ORDER}
    known = {e.value for e in first.entities if e.name in _NAMES_ORDER}
    return named <= known
