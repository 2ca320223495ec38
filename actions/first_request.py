"""A message that holds several requests, seen as its first one."""

from __future__ import annotations

from dataclasses import replace

from actions.intents import ACTIONS
from actions.turn import Request, Turn

# A topic of these sees to several things of one order at once.
_TAKE_SEVERAL = frozenset({"return_item", "report_damaged_item", "report_missing_item"})
_NAMES_ORDER = frozenset({"order_id", "invoice_id"})


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
