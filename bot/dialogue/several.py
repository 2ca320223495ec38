"""Which clauses of a message are requests of their own, by how each of them was read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.dialogue.bare_numbers import NUMBERED, bare_orders
from bot.dialogue.clause_forms import ORDER, QUESTION, REPORT, SAID, TOLD, WISH
from bot.dialogue.references import in_full, names_another, within
from bot.dialogue.requests import ANSWER, REFERENCES, Clause, propose
from bot.dialogue.same_matter import (
    asks_nothing,
    belongs_together,
    points_back,
    sureness,
    takes_an_order,
)
from bot.dialogue.segments import ELLIPSIS
from bot.reading.order_cues import with_cues

# Below this probability a clause is no reason to take a message apart.
SURE = 0.5
# Below this one a clause is read together with what stands before it; who orders or wishes
# says more plainly that something is wanted.
SURE_ALONE = {QUESTION: 0.75, REPORT: 0.75, TOLD: 0.75, SAID: 0.75, ORDER: 0.6, WISH: 0.6}
# From this one on it is taken as it is, even if it says "it".
CERTAIN = 0.97
# Without the form of a request its words must leave no doubt.
SURE_OF_TOLD = 0.8
SURE_OF_SAID = 0.93
_ANSWERS = frozenset({"affirm", "deny", "inform", "stop"})
_REPORTS = frozenset(
    {"report_damaged_item", "report_missing_item", "payment_issue", "recover_password"}
    | {"registration_problems"}
)
_NUMBERS = frozenset({"order_id", "invoice_id", "return_id"})
# Of these "and the mug" asks once more; two products of another question belong to one answer.
_EACH_PRODUCT = frozenset({"check_stock", "return_item", "exchange_item"})

Read = Callable[[str], Mapping[str, Any]]
Request = dict[str, Any]


@dataclass(frozen=True)
class _Reading:
    """How a piece of a message was read; `sure` counts what belongs to the same matter."""

    intent: str
    confidence: float
    sure: float


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
    found = _Found(text, entities, read)
    for clause in propose(text, entities, open_question):
        found.take(clause)
    return _sound(found.requests)


class _Found:
    """The requests found so far in one message."""

    def __init__(self, text: str, entities: Sequence[Mapping[str, Any]], read: Read) -> None:
        self.requests: list[Request] = []
        self._forms: list[str] = []
        self._widened_last = False
        self._text = text
        self._entities = entities
        self._reader = read

    def take(self, clause: Clause) -> None:
        """Take a clause as a request, or as a part of the one before it, or leave it."""
        request = self._request(clause)
        if request is not None:
            self.requests.append(request)
            self._forms.append(clause.form)
            self._widened_last = False
        elif self.requests and clause.form not in {ANSWER, ELLIPSIS} and self._forms[-1] != ANSWER:
            # What is no request stays with the one before it: it may give a reason.
            self.requests[-1] = self._widened(self.requests[-1], clause.end)
            self._widened_last = True

    def _request(self, clause: Clause) -> Request | None:
        said = self._text[clause.start : clause.end]
        own = self._own(clause)
        place = {"text": said, "start": clause.start, "end": clause.end}
        if clause.form == ELLIPSIS:
            return self._ellipsis(place, own)
        if clause.form == ANSWER:
            reading = self._read(said)
            known = reading.intent if reading.intent in _ANSWERS else "inform"
            return {**place, "intent": known, "confidence": reading.confidence, "entities": own}
        reading = self._read(with_cues(said))
        start, meaning = self._in_context(clause, said, reading)
        if meaning is None:
            return None
        if start < clause.start:
            clause = replace(clause, start=start)
            said = self._text[clause.start : clause.end]
            place = {"text": said, "start": clause.start, "end": clause.end}
            own = self._own(clause)
        if not _is_request(clause.form, meaning, said):
            return None
        for other in self.requests:
            together = belongs_together(other, meaning.intent, said, clause.form == QUESTION)
            same = clause.form in {TOLD, SAID} and other["intent"] == meaning.intent
            if together and (same or not names_another(own, other)):
                return None
        own = [*own, *self._carried(said, meaning.intent, own, clause.start)]
        meant = {"intent": meaning.intent, "confidence": meaning.confidence}
        return {**place, **meant, "entities": own}

    def _in_context(
        self, clause: Clause, said: str, reading: _Reading
    ) -> tuple[int, _Reading | None]:
        """Return where a clause really begins and how it is to be read; no reading: it goes on.

        "Can I replace it" alone may be about anything: what stands before it decides.
        """
        points = points_back(said)
        unclear = reading.sure < SURE_ALONE[clause.form] or asks_nothing(reading.intent, said)
        if not points and not unclear:
            return clause.start, reading
        if not self.requests:
            start = len(self._text) - len(self._text.lstrip())
            if not unclear or not self._text[start : clause.start].strip():
                return clause.start, reading
            joint = self._read(self._text[start : clause.end])
            better = not asks_nothing(joint.intent, said) and joint.sure > reading.sure
            return (start, joint) if better else (clause.start, reading)
        before, form = self.requests[-1], self._forms[-1]
        joint = self._read(self._text[int(before["start"]) : clause.end])
        if points and form in {TOLD, SAID, REPORT}:
            # What was told is why it is asked.
            self.requests.pop()
            self._forms.pop()
            return int(before["start"]), joint
        same = joint.intent == before["intent"]
        goes_on = same or belongs_together(before, joint.intent, said, False)
        if self._asks_apart(clause, reading, joint, before):
            return clause.start, reading
        surer = joint.confidence >= reading.confidence and reading.confidence < CERTAIN
        if goes_on and (unclear or surer):
            return clause.start, None
        return clause.start, reading

    def _asks_apart(
        self, clause: Clause, reading: _Reading, joint: _Reading, before: Request
    ) -> bool:
        """Return whether a clause asks for something else in so many words.

        What is read together is often read as its first half. A question that is sure by itself,
        or surer than both together, is one of its own: "cancel 5678. When do I get the money?"
        """
        if clause.form not in {QUESTION, ORDER, WISH} or asks_nothing(reading.intent):
            return False
        if belongs_together(before, reading.intent, self._text[clause.start : clause.end], False):
            return False
        is_clear = reading.sure >= SURE_ALONE[clause.form]
        return (is_clear and joint.intent == before["intent"]) or reading.sure > joint.sure

    def _ellipsis(
        self, place: Mapping[str, Any], own: Sequence[Mapping[str, Any]]
    ) -> Request | None:
        previous = self.requests[-1] if self.requests else None
        # "My other order, 104251, when does it come?" belongs to what follows.
        if previous is None or self._widened_last or not names_another(own, previous):
            return None
        kinds = {str(entity["entity"]) for entity in own}
        if not kinds & _NUMBERS and previous["intent"] not in _EACH_PRODUCT:
            return None
        reading = {key: previous[key] for key in ("intent", "confidence")}
        full = in_full(self._text, previous, own)
        return {**place, **reading, "entities": list(own), "full_text": full}

    def _read(self, said: str) -> _Reading:
        parsed = self._reader(said)
        name, confidence = str(parsed["intent"]["name"]), float(parsed["intent"]["confidence"])
        sure = sureness(name, confidence, parsed.get("intent_ranking") or [])
        return _Reading(name, round(confidence, 4), sure)

    def _own(self, clause: Clause) -> list[dict[str, Any]]:
        """Return the entities of a clause, with numbers that can only be orders."""
        own = within(self._entities, clause.start, clause.end)
        if any(entity["entity"] in NUMBERED for entity in own):
            return own
        return [*own, *bare_orders(self._text, clause.start, clause.end)]

    def _widened(self, request: Request, end: int) -> Request:
        start = int(request["start"])
        carried = [e for e in request["entities"] if not start <= int(e["start"]) < request["end"]]
        inside = self._own(Clause(start, end, TOLD))
        text = self._text[start:end]
        return {**request, "text": text, "end": end, "entities": [*inside, *carried]}

    def _carried(
        self, said: str, intent: str, own: Sequence[Mapping[str, Any]], start: int
    ) -> list[dict[str, Any]]:
        """Return the references of what stands before, when a clause means the same thing."""
        names = {e["entity"] for e in own if e["entity"] in REFERENCES}
        if names or not (points_back(said) or takes_an_order(intent, said)):
            return []
        since = int(self.requests[-1]["end"]) if self.requests else 0
        told = [e for e in within(self._entities, since, start) if e["entity"] in REFERENCES]
        if told:
            return told
        for request in reversed(self.requests):
            held = [e for e in request["entities"] if e["entity"] in REFERENCES]
            if held:
                return [dict(e) for e in held]
        return []


def _is_request(form: str, reading: _Reading, said: str) -> bool:
    if asks_nothing(reading.intent, said):
        return False
    if form == SAID:
        return reading.sure >= SURE_OF_SAID and not points_back(said)
    told = form == TOLD or (form == REPORT and reading.intent not in _REPORTS)
    return reading.sure >= (SURE_OF_TOLD if told else SURE)


def _sound(found: list[Request]) -> list[Request]:
    """Return the requests when there are several and each will be heard."""
    if len(found) < 2:
        return []
    # Who wants a person wants to tell them all of it.
    if any(request["intent"] == "contact_human_agent" for request in found[:-1]):
        return []
    return found
