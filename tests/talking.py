"""Talks to topics as the engine does: one message after another, the dialogue kept between."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from actions.intents import ACTIONS
from actions.registry import all_topics
from actions.routing import route
from actions.running import run_topic
from actions.turn import Dialogue, read_turn
from crm.store import Store
from tests.responses import misfits
from tests.shop import Person, add_conversation

# Value or {"value", "resolved", ..} by entity; "product#2" is a second product in one text.
Entities = Mapping[str, str | Mapping[str, Any]]


@dataclass(frozen=True)
class Heard:
    """What the customer saw in one turn."""

    responses: list[dict[str, Any]]

    @property
    def names(self) -> list[str]:
        """Names of the responses, in order."""
        return [said["response"] for said in self.responses]

    @property
    def quick_replies(self) -> list[str]:
        """Texts of all quick replies."""
        return [button["payload"] for said in self.responses for button in said["buttons"]]

    @property
    def cards(self) -> list[dict[str, Any]]:
        """All cards."""
        return [card for said in self.responses for card in said["custom"].get("cards", ())]

    def value(self, name: str) -> str:
        """Return what the first response that has this placeholder puts into it."""
        return next(str(said[name]) for said in self.responses if name in said)


class Talker:
    """A customer, signed in or a guest, in a conversation of their own.

    Parameters
    ----------
    store:
        The store that the topics work in.
    customer:
        Who is signed in; nobody for a guest.
    """

    def __init__(self, store: Store, customer: Person | None = None) -> None:
        self.store = store
        self.customer = customer
        with store.transaction() as unit:
            self.conversation = add_conversation(unit, customer)
        self.dialogue: Mapping[str, Any] = Dialogue().to_json()
        self._topics = {topic.name: topic for topic in all_topics()}
        self._numbers = itertools.count(1)

    def ask(
        self,
        action: str,
        text: str = "",
        *,
        intent: str = "",
        entities: Entities | None = None,
        sentiment: float = 0.0,
        frustration: float = 0.0,
        message_id: str | None = None,
        sent_at: datetime | None = None,
        ranking: Sequence[tuple[str, float]] = (),
        candidates: Sequence[str] = (),
        requests: Sequence[Mapping[str, Any]] = (),
        routed: bool = False,
    ) -> Heard:
        """Return what an action says to a message, and keep the dialogue that it leaves.

        Whatever is said must be a response of ``nlu_data`` with just the values that it takes.

        Parameters
        ----------
        routed:
            Whether the turn may go to another topic, as those that the engine calls may.
        """
        message = {
            "text": text,
            "intent": {"name": intent or "inform", "confidence": 0.9},
            "entities": [_entity(name, value) for name, value in (entities or {}).items()],
            "sentiment": {"label": "neutral", "score": sentiment},
            "frustration": frustration,
            "intent_ranking": [{"name": name, "confidence": c} for name, c in ranking],
            "candidates": [{"name": name, "confidence": 0.45} for name in candidates],
            "requests": list(requests),
            "metadata": {
                "message_id": message_id or f"message-{next(self._numbers)}",
                "customer": self.customer.opaque_id if self.customer else None,
                "sent_at": (sent_at or self.store.clock()).isoformat(),
            },
        }
        tracker = {
            "sender_id": self.conversation.public_id,
            "slots": {"dialogue": self.dialogue},
            "latest_message": message,
        }
        turn = read_turn(tracker)
        if routed:
            action, turn = route(action, turn)
        with self.store.transaction() as unit:
            reply = run_topic(self._topics[action], unit, turn)
        self.dialogue = reply["events"][0]["value"]
        assert [] == misfits(reply["responses"])

        return Heard(reply["responses"])

    def says(self, text: str, intent: str, entities: Entities | None = None, **more: Any) -> Heard:
        """Say something that is read as an intent, and go where the rules and the dialogue lead."""
        return self.ask(
            ACTIONS[intent], text, intent=intent, entities=entities, routed=True, **more
        )

    def says_several(self, text: str, *parts: tuple[str, str, Mapping[str, str]]) -> Heard:
        """Say several requests at once: the words of each, its intent and its entities."""
        requests = []
        for said, intent, entities in parts:
            start = text.index(said)
            found = [
                {"entity": name.split("#")[0], "value": value, "text": value, **_span(text, value)}
                for name, value in entities.items()
            ]
            place = {"text": said, "start": start, "end": start + len(said)}
            requests.append({**place, "intent": intent, "confidence": 0.9, "entities": found})
        return self.says(text, parts[0][1], requests=requests)

    def reply(self, text: str, intent: str = "inform", entities: Entities | None = None) -> Heard:
        """Answer the question of the topic that asked last, as ``action_continue`` does."""
        topic = self.dialogue["topic"]
        assert topic, "no topic is waiting for an answer"

        return self.ask(topic, text, intent=intent, entities=entities)


def _span(text: str, value: str) -> dict[str, int]:
    start = text.index(value)
    return {"start": start, "end": start + len(value)}


def _entity(name: str, value: str | Mapping[str, Any]) -> dict[str, Any]:
    found = {"value": value, "text": value} if isinstance(value, str) else dict(value)
    return {"entity": name.split("#")[0], **found}
