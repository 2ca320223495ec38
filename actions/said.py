"""The parts of a message as it was read: its entities, and its requests when it holds several."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any


@dataclass(frozen=True)
class Entity:
    """A piece of the customer's text with its meaning.

    ``value`` is normalised (a number without its ``#``, a catalogue name), ``text`` is as typed,
    ``resolved`` holds what it stands for in the store, when the reading knows it.
    """

    name: str
    value: str
    text: str
    start: int
    end: int
    resolved: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the form that :func:`read_entity` reads."""
        return {
            "entity": self.name,
            "value": self.value,
            "text": self.text,
            "start": self.start,
            "end": self.end,
            "resolved": dict(self.resolved),
        }


@dataclass(frozen=True)
class Request:
    """One request of a message that holds several, as a message of its own.

    Spans of its entities count in ``text``; what was carried over from an earlier request has
    none.
    """

    text: str
    intent: str
    confidence: float
    entities: tuple[Entity, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the request as :attr:`Dialogue.later` keeps it."""
        return {
            "text": self.text,
            "intent": self.intent,
            "confidence": self.confidence,
            "entities": [entity.to_json() for entity in self.entities],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Request:
        """Return a request that was kept.

        Raises
        ------
        KeyError, TypeError, ValueError
            If it is none.
        """
        return cls(
            text=str(value["text"]),
            intent=str(value["intent"]),
            confidence=float(value.get("confidence") or 0.0),
            entities=tuple(read_entity(raw) for raw in value.get("entities") or ()),
        )


def read_request(raw: Mapping[str, Any]) -> Request:
    """Return a request of a message, its entities counted from its own beginning."""
    start, end = int(raw["start"]), int(raw["end"])
    in_full = raw.get("full_text")
    entities = []
    for entity in (read_entity(one) for one in raw.get("entities") or ()):
        inside = in_full is None and start <= entity.start and entity.end <= end
        span = (entity.start - start, entity.end - start) if inside else (0, 0)
        entities.append(replace(entity, start=span[0], end=span[1]))
    text = str(in_full or raw["text"])
    return Request(text, str(raw["intent"]), float(raw.get("confidence") or 0.0), tuple(entities))


def read_entity(raw: Mapping[str, Any]) -> Entity:
    """Return the entity in Rasa's form of one."""
    return Entity(
        name=raw["entity"],
        value=str(raw["value"]),
        text=str(raw.get("text", raw["value"])),
        start=int(raw.get("start", 0)),
        end=int(raw.get("end", 0)),
        resolved=raw.get("resolved") or {},
    )
