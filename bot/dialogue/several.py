"""Which clauses of a message are requests of their own, by how each of them was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.dialogue.bare_numbers import bare_orders, with_cues
from bot.dialogue.clause_forms import QUESTION, REPORT, TOLD
from bot.dialogue.requests import ANSWER, ELLIPSIS, REFERENCES, Clause, propose
from bot.dialogue.same_matter import asks_nothing, belongs_together, points_back, takes_an_order

# Below this probability a clause is no reason to take a message apart.
SURE = 0.5
# Without the form of a request its words must leave no doubt.
SURE_OF_TOLD = 0.8
_ANSWERS = frozenset({"affirm", "deny", "inform", "stop"})
_REPORTS = frozenset(
    {"report_damaged_item", "report_missing_item", "payment_issue", "recover_password"}
    | {"registration_problems"}
)

_NUMBERED = frozenset({"order_id", "invoice_id", "return_id", "phone", "amount", "date"})

Read = Callable[[str], Mapping[str, Any]]
Request = dict[str, Any]


def requests_in(
    parsed: Mapping[str, Any], read: Read, open_question: bool = False
) -> list[Request]:
    """Return the requests of a message, in order; nothing when it holds only one.

    Args:
        parsed: how the whole message was read, with its `text` and `entities`.
        read: reads one clause as if it were a message.
        open_question: whether the bot waits for an answer, which may stand before the requests.

    Returns:
        dictionaries with `text` (`message[start:end]`), `start`, `end`, `intent`, `confidence`
        and `entities`, whose spans count in the message. An ellipsis ("and 5678") bears what it
        leaves out in `full_text`, and entities that it refers to are carried over.
    """
    text, entities = str(parsed["text"]), list(parsed["entities"])
    found: list[Request] = []
    for clause in propose(text, entities, open_question):
        request = _request(text, entities, clause, read, found)
        if request is None:
            # What is no request stays with the one before it: it may give a reason.
            if found and clause.form != ANSWER:
                found[-1] = _widened(text, entities, found[-1], clause.end)
        else:
            found.append(request)
    return _sound(found)


def _request(
    text: str,
    entities: Sequence[Mapping[str, Any]],
    clause: Clause,
    read: Read,
    before: Sequence[Request],
) -> Request | None:
    said = text[clause.start : clause.end]
    own = _within(entities, clause.start, clause.end)
    if not any(entity["entity"] in _NUMBERED for entity in own):
        own = [*own, *bare_orders(text, clause.start, clause.end)]
    place = {"text": said, "start": clause.start, "end": clause.end}
    previous = before[-1] if before else None
    if clause.form == ELLIPSIS:
        if previous is None or not _names_another(own, previous):
            return None
        reading = {key: previous[key] for key in ("intent", "confidence")}
        return {**place, **reading, "entities": own, "full_text": _in_full(text, previous, own)}
    parsed = read(with_cues(said) if clause.form != ANSWER else said)
    intent = str(parsed["intent"]["name"])
    confidence = round(float(parsed["intent"]["confidence"]), 4)
    if clause.form == ANSWER:
        known = intent if intent in _ANSWERS else "inform"
        return {**place, "intent": known, "confidence": confidence, "entities": own}
    if asks_nothing(intent) or confidence < (SURE_OF_TOLD if clause.form == TOLD else SURE):
        return None
    if clause.form == REPORT and intent not in _REPORTS:
        return None
    asks = clause.form == QUESTION
    for other in before:
        if belongs_together(other, intent, said, asks) and not _names_another(own, other):
            return None
    own = [*own, *_carried(said, intent, own, before)]
    return {**place, "intent": intent, "confidence": confidence, "entities": own}


def _sound(found: list[Request]) -> list[Request]:
    """Return the requests when there are several and each will be heard."""
    if len(found) < 2:
        return []
    # Who wants a person wants to tell them all of it.
    if any(request["intent"] == "contact_human_agent" for request in found[:-1]):
        return []
    return found


def _within(entities: Sequence[Mapping[str, Any]], start: int, end: int) -> list[dict[str, Any]]:
    return [dict(e) for e in entities if start <= int(e["start"]) and int(e["end"]) <= end]


def _widened(
    text: str, entities: Sequence[Mapping[str, Any]], request: Request, end: int
) -> Request:
    start = int(request["start"])
    carried = [e for e in request["entities"] if not start <= int(e["start"]) < request["end"]]
    inside = _within(entities, start, end)
    return {**request, "text": text[start:end], "end": end, "entities": [*inside, *carried]}


def _names_another(own: Sequence[Mapping[str, Any]], other: Request) -> bool:
    """Return whether a clause names another thing than a request before it."""
    named = {(e["entity"], str(e["value"])) for e in own if e["entity"] in REFERENCES}
    known = {(e["entity"], str(e["value"])) for e in other["entities"]}
    return not named <= known


def _carried(
    said: str,
    intent: str,
    own: Sequence[Mapping[str, Any]],
    before: Sequence[Request],
) -> list[dict[str, Any]]:
    """Return the references of the nearest request before, when a clause means the same thing."""
    names = {e["entity"] for e in own if e["entity"] in REFERENCES}
    if names or not (points_back(said) or takes_an_order(intent, said)):
        return []
    for request in reversed(before):
        held = [e for e in request["entities"] if e["entity"] in REFERENCES]
        if held:
            return [dict(e) for e in held]
    return []


def _in_full(text: str, previous: Request, own: Sequence[Mapping[str, Any]]) -> str:
    """Return the words of the request before with its thing replaced: "cancel 5678"."""
    said = str(previous.get("full_text", previous["text"]))
    for mine in own:
        for theirs in previous["entities"]:
            if theirs["entity"] == mine["entity"]:
                old, new = str(theirs["text"]), str(mine["text"])
                if old in said:
                    return said.replace(old, new, 1)
    return said
