"""What the engine read is kept whole, but for the words of people's names and addresses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import update

from crm.acceptance import accept
from crm.errors import Invalid
from crm.readings import Reading, keep_reading, kept_reading
from crm.store import Store
from crm.tables.conversations import readings
from tests.shop import add_conversation

EMAIL = {"entity": "email", "value": "a@b.example", "text": "a@b.example", "start": 30, "end": 41}
ORDER = {"entity": "order_id", "value": "104233", "text": "104233", "start": 7, "end": 13}
BODY: dict[str, Any] = {
    "intent": "cancel_order",
    "confidence": 0.9,
    "ranking": [{"intent": "cancel_order", "confidence": 0.9}],
    "entities": [ORDER, EMAIL],
    "sentiment": {"label": "neutral", "score": 0.0},
    "frustration": 0.0,
    "model_version": "one",
    "milliseconds": 5.0,
}
REQUESTS = [
    {"text": "cancel 104233", "start": 0, "end": 13, "intent": "cancel_order", "entities": [ORDER]},
    {
        "text": "write to a@b.example",
        "full_text": "write to a@b.example",
        "start": 21,
        "end": 41,
        "intent": "edit_account",
        "entities": [EMAIL],
    },
]
CANDIDATES = [
    {"intent": "cancel_order", "confidence": 0.5},
    {"intent": "change_order", "confidence": 0.4},
]


def test_requests_and_candidates_come_through() -> None:
    """What the engine sends is what the API shows."""
    body = {**BODY, "candidates": CANDIDATES, "requests": REQUESTS}

    assert body == Reading.from_json(body).to_json()


def test_an_engine_of_old_sends_neither() -> None:
    """Both are empty then."""
    shown = Reading.from_json(BODY).to_json()

    assert ([], []) == (shown["candidates"], shown["requests"])


@pytest.mark.parametrize("field", ["candidates", "requests"])
def test_fields_of_another_form_are_refused(field: str) -> None:
    """A reading that cannot be understood is an error."""
    with pytest.raises(Invalid, match="reading"):
        Reading.from_json({**BODY, field: ["x"]})


def test_personal_words_of_a_request_are_not_kept() -> None:
    """The place in the message says where they stand."""
    reading = Reading.from_json({**BODY, "requests": REQUESTS}).without_personal_values()
    first, second = reading.requests

    assert REQUESTS[0] == first
    assert ("[personal]", "[personal]", 21, 41) == (
        second["text"],
        second["full_text"],
        second["start"],
        second["end"],
    )
    assert "a@b.example" not in str(reading)


def test_a_kept_reading_is_the_same_again(store: Store) -> None:
    """Rows of before the new columns have neither candidates nor requests."""
    reading = Reading.from_json({**BODY, "candidates": CANDIDATES, "requests": REQUESTS})
    with store.transaction() as unit:
        talk = add_conversation(unit)
        key = accept(unit, talk.public_id, "one", "cancel 104233").message_key
        keep_reading(unit, key, talk.id, reading)
        kept = kept_reading(unit, key)
        unit.connection.execute(update(readings).values(candidates=None, requests=None))
        old = kept_reading(unit, key)

    assert (reading, replace(reading, candidates=(), requests=())) == (kept, old)
