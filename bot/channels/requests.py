"""What the gateway may send, checked field by field."""

from __future__ import annotations

import re
from datetime import datetime, timezone
from typing import Any

from bot.dialogue.turns import TurnInput

TEXT_LIMIT = 20_000
IDENTIFIER_LIMIT = 200
# Halves of surrogate pairs are no characters; JSON can carry them, tokenisers cannot.
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class BadRequest(ValueError):
    """The request cannot be served; the message names the field."""


def turn_of(body: Any) -> tuple[TurnInput, Any]:
    """Return the turn in a request and the state that came with it.

    Raises:
        BadRequest: a field is missing or of another form.
    """
    fields = _object(body)
    state = fields.get("state")
    if state is not None and not isinstance(state, dict):
        raise BadRequest("state must be an object or null")
    customer = fields.get("customer")
    if customer is not None:
        customer = _identifier(fields, "customer")
    turn = TurnInput(
        conversation_id=_identifier(fields, "conversation_id"),
        message_id=_identifier(fields, "message_id"),
        text=_text(fields),
        customer=customer,
        sent_at=_sent_at(fields),
    )
    return turn, state


def text_to_read(body: Any) -> tuple[str, dict[str, Any]]:
    """Return the text and the metadata of a request to read.

    Raises:
        BadRequest: a field is missing or of another form.
    """
    fields = _object(body)
    now = datetime.now(timezone.utc).isoformat()
    return _text(fields), {"sent_at": _sent_at(fields) if "sent_at" in fields else now}


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise BadRequest("the body must be a JSON object")
    return body


def _identifier(fields: dict[str, Any], name: str) -> str:
    value = fields.get(name)
    if not isinstance(value, str) or not 0 < len(value) <= IDENTIFIER_LIMIT:
        raise BadRequest(f"{name} must be a text of 1 to {IDENTIFIER_LIMIT} characters")
    return value


def _text(fields: dict[str, Any]) -> str:
    text = fields.get("text")
    if not isinstance(text, str) or len(text) > TEXT_LIMIT:
        raise BadRequest(f"text must be a text of at most {TEXT_LIMIT} characters")
    return _LONE_SURROGATE.sub("\ufffd", text)


def _sent_at(fields: dict[str, Any]) -> str:
    value = fields.get("sent_at")
    try:
        moment = datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    except ValueError as error:
        raise BadRequest("sent_at must be an ISO 8601 time") from error
    if moment.tzinfo is None:
        raise BadRequest("sent_at must name its offset from UTC")
    return moment.isoformat()
