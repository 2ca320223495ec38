"""What an action knows of the present turn, read once from Rasa's tracker."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from actions.said import Entity, Request, read_entity, read_request
from crm.errors import Invalid

__all__ = ["Dialogue", "Entity", "Request", "Turn", "read_turn"]


@dataclass(frozen=True)
class Dialogue:
    """What the dialogue must remember between turns; the store knows the rest.

    Parameters
    ----------
    topic:
        Name of the action that asked something, or nothing when no answer is awaited.
    awaiting:
        What it asked for: ``order_id``, ``email``, ``confirm``, ``choice``, ``reason``,
        ``address``, ``product`` and the like.
    data:
        What the topic has gathered so far; JSON values only.
    order:
        Number of the order that "it" means.
    product:
        Id of the product that "it" means.
    failures:
        Turns in a row that were not understood.
    later:
        Further requests of an earlier message, which wait for the present one.
    person_offered:
        Whether a person was offered since the customer became upset.
    last:
        The action that "the same for the other one" would repeat.
    shown:
        Ids of the products shown last, in order.
    held:
        A question for a one-time code that waits while another one is seen to.
    agreed:
        What an agent agreed with the customer before the bot went on: ``by``, ``text``, ``order``,
        and ``told`` once it was said unasked.
    offered_for:
        The reason for which a person was offered last.
    """

    topic: str | None = None
    awaiting: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    order: str | None = None
    product: int | None = None
    failures: int = 0
    later: Sequence[Mapping[str, Any]] = ()
    person_offered: bool = False
    last: str | None = None
    shown: Sequence[int] = ()
    held: Mapping[str, Any] | None = None
    agreed: Mapping[str, Any] | None = None
    offered_for: str | None = None

    def asks(self, topic: str, awaiting: str, **data: Any) -> Dialogue:
        """Return the dialogue that waits for the answer to a question of ``topic``."""
        return replace(self, topic=topic, awaiting=awaiting, data=data, failures=0)

    def settled(self, **focus: Any) -> Dialogue:
        """Return the dialogue that waits for nothing; ``focus`` may set order or product."""
        return replace(self, topic=None, awaiting=None, data={}, failures=0, **focus)

    def understood(self) -> Dialogue:
        """Return the dialogue after a turn that leaves an open question open."""
        return replace(self, failures=0)

    def failed(self) -> Dialogue:
        """Return the dialogue after one more turn that was not understood."""
        return replace(self, failures=self.failures + 1)

    def to_json(self) -> dict[str, Any]:
        """Return the value of the ``dialogue`` slot."""
        return {
            "topic": self.topic,
            "awaiting": self.awaiting,
            "data": dict(self.data),
            "order": self.order,
            "product": self.product,
            "failures": self.failures,
            "later": [dict(wish) for wish in self.later],
            "person_offered": self.person_offered,
            "last": self.last,
            "shown": list(self.shown),
            "held": dict(self.held) if self.held else None,
            "agreed": dict(self.agreed) if self.agreed else None,
            "offered_for": self.offered_for,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Dialogue:
        """Return the dialogue in a slot's value; anything unreadable is a fresh one."""
        if not isinstance(value, Mapping):
            return cls()
        known = {name: value[name] for name in cls.__dataclass_fields__ if name in value}
        if not isinstance(known.get("data", {}), Mapping):
            known["data"] = {}
        held = known.get("held")
        if not (isinstance(held, Mapping) and {"topic", "data"} <= held.keys()):
            known["held"] = None
        agreed = known.get("agreed")
        if not (isinstance(agreed, Mapping) and isinstance(agreed.get("text"), str)):
            known["agreed"] = None
        return cls(**known)


@dataclass(frozen=True)
class Turn:
    """One message of a customer and its reading.

    ``customer`` is the verified customer's opaque id, or nothing for a guest. ``ranking`` holds
    intents with their confidence, best first, or nothing when the engine did not send them.
    ``candidates`` holds the two intents that are too close to tell apart; ``requests`` all
    requests of a message that holds several.
    """

    conversation_id: str
    message_id: str
    customer: str | None
    text: str
    intent: str
    confidence: float
    entities: tuple[Entity, ...]
    sentiment: str
    sentiment_score: float
    frustration: float
    sent_at: datetime
    dialogue: Dialogue
    ranking: tuple[tuple[str, float], ...] = ()
    candidates: tuple[str, ...] = ()
    requests: tuple[Request, ...] = ()

    def entity(self, *names: str) -> Entity | None:
        """Return the first entity in the text that bears one of the names."""
        return next((e for e in self.entities if e.name in names), None)

    def values(self, name: str) -> list[str]:
        """Return the values of all entities of a name, in the order of the text."""
        return [e.value for e in self.entities if e.name == name]

    def asked(self, topic: str, awaiting: str) -> bool:
        """Return whether this turn answers that question of that topic."""
        return (topic, awaiting) == (self.dialogue.topic, self.dialogue.awaiting)


def read_turn(tracker: Mapping[str, Any]) -> Turn:
    """Return the turn in the tracker that Rasa posts to an action server.

    Parameters
    ----------
    tracker:
        The ``tracker`` object of Rasa's action call.

    Raises
    ------
    Invalid
        If the message does not bear what the channel puts into its metadata.
    """
    message = tracker.get("latest_message") or {}
    metadata = message.get("metadata") or {}
    try:
        message_id = str(metadata["message_id"])
        sent_at = datetime.fromisoformat(metadata["sent_at"])
        conversation_id = str(tracker["sender_id"])
    except (KeyError, TypeError, ValueError) as error:
        raise Invalid("incomplete_turn", f"the action call lacks {error}") from error
    intent = message.get("intent") or {}
    sentiment = message.get("sentiment") or {}
    return Turn(
        conversation_id=conversation_id,
        message_id=message_id,
        customer=metadata.get("customer"),
        text=message.get("text") or "",
        intent=intent.get("name") or "nlu_fallback",
        confidence=float(intent.get("confidence") or 0.0),
        entities=tuple(read_entity(raw) for raw in message.get("entities") or ()),
        sentiment=sentiment.get("label", "neutral"),
        sentiment_score=float(sentiment.get("score", 0.0)),
        frustration=float(metadata.get("frustration", message.get("frustration") or 0.0)),
        sent_at=sent_at,
        dialogue=Dialogue.from_json((tracker.get("slots") or {}).get("dialogue")),
        ranking=tuple(
            (str(row["name"]), float(row.get("confidence") or 0.0))
            for row in message.get("intent_ranking") or ()
            if row.get("name")
        ),
        candidates=tuple(
            str(row["name"]) for row in message.get("candidates") or () if row.get("name")
        ),
        requests=tuple(read_request(raw) for raw in message.get("requests") or ()),
    )
