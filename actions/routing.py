"""Which topic a turn belongs to while a question is open: an answer in so many words goes back to
the topic that asked, however the intent was read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.answers_in_talk import plain_answer
from actions.choices import chooses
from actions.declining import declines
from actions.first_request import YES_OR_NO, first_request
from actions.turn import Turn
from actions.two_candidates import WHICH, is_torn, meant_intent

# Words that may stand beside a bare detail without asking for anything.
_FILLERS = re.compile(
    r"\b(?:it'?s|its|is|this|that|the|my|an?|order|number|no|nr|invoice|mail|email|e-mail|address|"
    r"one|in|for|to|i|mean|meant|here|you|go|under|please|pls|thanks|sorry|and|ok|okay)\b|[\W_]",
    re.IGNORECASE,
)

# Asks how long refunds take in general, not where one is.
_HOW_LONG = re.compile(
    r"\bhow (?:long|soon|quickly|fast|many days)\b[^.!?]{0,40}\b(?:an?|the|refunds|money)\b"
    r"[^.!?]{0,40}\b(?:takes?|need|back|refund|last)\b|"
    r"\bhow (?:long|many days) (?:do|does|would|will|is) (?:an?|the)? ?refunds?\b",
    re.IGNORECASE,
)
_REFUNDS = {"check_refund_policy", "track_refund"}

ENTITIES: Mapping[str, frozenset[str]] = {
    "order_id": frozenset({"order_id"}),
    "invoice_id": frozenset({"invoice_id", "order_id"}),
    "proof": frozenset({"email"}),
    "email": frozenset({"email"}),
    "product": frozenset({"product"}),
    "wish": frozenset({"category", "colour", "size", "amount"}),
    "size": frozenset({"size"}),
    "variant": frozenset({"size", "colour"}),
    "quantity": frozenset({"quantity"}),
    "country": frozenset({"delivery_country", "delivery_city"}),
}
"""Which entities answer which question."""

FREE_TEXT = frozenset(
    {"reason", "address", "proof", "postcode", "note", "name", "product", "choice", "order_id"}
    | {"line", "variant", "details"}
)
"""Questions that any text may answer; the topic asks again when it does not."""


def brings_detail(turn: Turn) -> bool:
    """Return whether the turn holds an entity of the kind that the open question asked for."""
    wanted = ENTITIES.get(turn.dialogue.awaiting or "", frozenset())
    return any(entity.name in wanted for entity in turn.entities)


def may_answer(turn: Turn) -> bool:
    """Return whether a turn that was not understood may answer the open question."""
    if turn.dialogue.topic is None:
        return False
    if turn.dialogue.awaiting in YES_OR_NO:
        return plain_answer(turn) is not None
    return chooses(turn) or brings_detail(turn) or turn.dialogue.awaiting in FREE_TEXT


def route(called: str, turn: Turn) -> tuple[str, Turn]:
    """Return the name of the topic that should answer, and the turn as it should see it.

    Of several requests the first one is routed; the others stay in the turn.

    Parameters
    ----------
    called:
        The action that the intent led to.
    """
    called, turn = first_request(called, turn)
    if called == "action_track_refund" and _HOW_LONG.search(turn.text):
        called = "action_track_refund" if turn.entity("order_id") else "action_refund_policy"
    if _REFUNDS == set(turn.candidates) and _HOW_LONG.search(turn.text):
        turn = replace(turn, candidates=())
    asking = turn.dialogue.topic
    if asking is None and declines(called, turn):
        return "action_continue", replace(turn, intent="stop", candidates=())
    if asking is None:
        return (WHICH[0] if is_torn(turn) else called), turn
    if turn.asked(*WHICH):
        return (asking if meant_intent(turn) is not None else called), turn
    if turn.dialogue.awaiting in YES_OR_NO:
        answer = plain_answer(turn)
        if answer is not None:
            return asking, replace(turn, intent="affirm" if answer else "deny")
    elif chooses(turn) or (brings_detail(turn) and is_bare(turn)):
        return asking, replace(turn, intent="inform")
    return (WHICH[0] if is_torn(turn) else called), turn


def is_bare(turn: Turn) -> bool:
    """Return whether a text holds nothing but entities and fillers."""
    rest = list(turn.text)
    for entity in turn.entities:
        rest[entity.start : entity.end] = " " * len(rest[entity.start : entity.end])
    return not _FILLERS.sub("", "".join(rest))
