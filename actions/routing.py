"""Which topic a turn belongs to while a question is open: an answer in so many words goes back to
the topic that asked, however the intent was read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from actions.answers_in_talk import plain_answer
from actions.choices import chooses
from actions.code_words import answers_code, code_words
from actions.declining import declines
from actions.first_request import YES_OR_NO, first_request
from actions.refunding_elsewhere import wants_other_refund
from actions.returning_reason import gives_reason
from actions.turn import Turn
from actions.two_candidates import WHICH, is_torn, meant_intent
from crm.address_form import form_parts

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
_NUMBERS = frozenset({"order_id", "invoice_id", "proof", "postcode", "quantity"})
ELSEWHERE = "action_refund_elsewhere"
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
    | {"line", "variant", "details", "code"}
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
    turn = _with_held_code(turn)
    if turn.dialogue.topic is not None and answers_in_form(turn):
        # Read as a whole, whatever several requests it looks like.
        return turn.dialogue.topic, _as_answer(replace(turn, requests=()))
    called, turn = first_request(called, turn)
    if turn.dialogue.topic is not None and answers_code(turn):
        return turn.dialogue.topic, _as_answer(turn)
    if turn.dialogue.topic != ELSEWHERE and wants_other_refund(called, turn):
        return ELSEWHERE, replace(turn, candidates=())
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


def answers_in_form(turn: Turn) -> bool:
    """Return whether a turn is in so many words what the question's form sends, or a code."""
    by_address = turn.dialogue.awaiting == "address" and form_parts(turn.text) is not None
    return by_address or gives_reason(turn) or answers_code(turn)


def _with_held_code(turn: Turn) -> Turn:
    """Return the turn as the answer to a code's question that waits, if it is a code.

    Where an order's number is asked for, six digits are one.
    """
    held, words = turn.dialogue.held, code_words(turn.text)
    if held is None or words is None or words.kind != "code":
        return turn
    if turn.dialogue.awaiting in _NUMBERS:
        return turn
    asked = turn.dialogue.asks(str(held["topic"]), "code", **held["data"])
    return replace(turn, dialogue=replace(asked, held=None))


def _as_answer(turn: Turn) -> Turn:
    """Return the turn as a plain answer; digits that look like an order are none."""
    entities = () if turn.dialogue.awaiting == "code" else turn.entities
    return replace(turn, intent="inform", entities=entities, candidates=())


def is_bare(turn: Turn) -> bool:
    """Return whether a text holds nothing but entities and fillers."""
    rest = list(turn.text)
    for entity in turn.entities:
        rest[entity.start : entity.end] = " " * len(rest[entity.start : entity.end])
    return not _FILLERS.sub("", "".join(rest))
