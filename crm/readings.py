"""How the engine read a customer's message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Column, Row, insert, select

from crm.errors import Invalid
from crm.store import Unit
from crm.tables.conversations import readings

PERSONAL = frozenset({"email", "phone", "person_name"})
_TELLING = frozenset({"value", "text", "resolved"})
_WORDS = frozenset({"text", "full_text"})
_HIDDEN = "[personal]"


@dataclass(frozen=True)
class Reading:
    """Intent, entities and mood of one message.

    Parameters
    ----------
    confidence, frustration:
        In [0, 1].
    sentiment_score:
        In [-1, 1].
    milliseconds:
        What the reading took.
    candidates:
        The two intents between which the message lies, or nothing.
    requests:
        The requests of a message that holds several, in order, or nothing.
    """

    intent: str
    confidence: float
    ranking: tuple[dict[str, Any], ...]
    entities: tuple[dict[str, Any], ...]
    sentiment_label: str
    sentiment_score: float
    frustration: float
    model_version: str
    milliseconds: float
    candidates: tuple[dict[str, Any], ...] = ()
    requests: tuple[dict[str, Any], ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the reading in the form of the API."""
        return {
            "intent": self.intent,
            "confidence": self.confidence,
            "ranking": list(self.ranking),
            "candidates": list(self.candidates),
            "requests": list(self.requests),
            "entities": list(self.entities),
            "sentiment": {"label": self.sentiment_label, "score": self.sentiment_score},
            "frustration": self.frustration,
            "model_version": self.model_version,
            "milliseconds": self.milliseconds,
        }

    def without_personal_values(self) -> Reading:
        """Return the reading with entities that say where a person is named, but not how.

        Their place in the message is enough to learn from, and the message is kept once.
        """
        requests = tuple(_without_words(request) for request in self.requests)
        return replace(self, entities=_hidden(self.entities), requests=requests)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Reading:
        """Return the reading in an engine's answer.

        Raises
        ------
        Invalid
            If a part is missing or of the wrong kind.
        """
        try:
            sentiment = value["sentiment"]
            return cls(
                intent=str(value["intent"])[:60],
                confidence=float(value["confidence"]),
                ranking=tuple(dict(one) for one in value["ranking"]),
                entities=tuple(dict(one) for one in value["entities"]),
                sentiment_label=str(sentiment["label"])[:10],
                sentiment_score=float(sentiment["score"]),
                frustration=float(value["frustration"]),
                model_version=str(value["model_version"])[:80],
                milliseconds=float(value["milliseconds"]),
                candidates=tuple(dict(one) for one in value.get("candidates") or ()),
                requests=tuple(dict(one) for one in value.get("requests") or ()),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid("reading_invalid", f"the engine's reading lacks {error}") from error


def _hidden(entities: Iterable[Mapping[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple(
        {k: _HIDDEN if k in _TELLING else v for k, v in one.items()}
        if one.get("entity") in PERSONAL
        else dict(one)
        for one in entities
    )


def _without_words(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return a request without its own words when a person is named in them."""
    entities = request.get("entities") or ()
    named = any(one.get("entity") in PERSONAL for one in entities)
    kept = {k: _HIDDEN if named and k in _WORDS else v for k, v in request.items()}
    return {**kept, "entities": list(_hidden(entities))}


_INSERT = insert(readings)


def keep_reading(unit: Unit, message_key: int, conversation_id: int, reading: Reading) -> None:
    """Keep the reading of a customer's message (both by their store keys)."""
    row = {
        "message_id": message_key,
        "conversation_id": conversation_id,
        "intent": reading.intent,
        "confidence": reading.confidence,
        "ranking": list(reading.ranking),
        "entities": list(reading.entities),
        "candidates": list(reading.candidates),
        "requests": list(reading.requests),
        "sentiment_label": reading.sentiment_label,
        "sentiment_score": reading.sentiment_score,
        "frustration": reading.frustration,
        "model_version": reading.model_version,
        "milliseconds": reading.milliseconds,
        "created_at": unit.now,
    }
    unit.connection.execute(_INSERT, row)


def kept_reading(unit: Unit, message_key: int) -> Reading | None:
    """Return how a message was read, or nothing when it was not."""
    query = select(*reading_columns()).where(readings.c.message_id == message_key)
    row = unit.connection.execute(query).one_or_none()
    return None if row is None else reading_of(row)


def reading_columns() -> tuple[Column[Any], ...]:
    """Return the columns that :func:`reading_of` needs."""
    return (
        readings.c.intent,
        readings.c.confidence,
        readings.c.ranking,
        readings.c.entities,
        readings.c.sentiment_label,
        readings.c.sentiment_score,
        readings.c.frustration,
        readings.c.model_version,
        readings.c.milliseconds,
        readings.c.candidates,
        readings.c.requests,
    )


def reading_of(row: Row[Any]) -> Reading | None:
    """Return the reading in a row, or nothing when an outer join found none."""
    if row.intent is None:
        return None
    return Reading(
        intent=row.intent,
        confidence=row.confidence,
        ranking=tuple(row.ranking),
        entities=tuple(row.entities),
        sentiment_label=row.sentiment_label,
        sentiment_score=row.sentiment_score,
        frustration=row.frustration,
        model_version=row.model_version,
        milliseconds=row.milliseconds,
        candidates=tuple(row.candidates or ()),
        requests=tuple(row.requests or ()),
    )
