"""Conversations that a developer leads in a terminal, with `rasa shell`, past the gateway."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from crm.conversations import create, find
from crm.errors import NotFound
from crm.store import Unit


def from_terminal(call: Mapping[str, Any]) -> bool:
    """Return whether a call lacks what the gateway's channel puts into each message."""
    return not (call["latest_message"].get("metadata") or {}).get("message_id")


def terminal_call(unit: Unit, call: Mapping[str, Any]) -> dict[str, Any]:
    """Return the call as the gateway's channel would have made it, for a guest.

    The conversation is begun in the store when it is new there.
    """
    message = call["latest_message"]
    public_id = str(call["sender_id"])
    try:
        find(unit, public_id)
    except NotFound:
        create(unit, "terminal", public_id=public_id)
    metadata = {
        "message_id": message.get("message_id") or uuid.uuid4().hex,
        "customer": None,
        "sent_at": unit.now.isoformat(),
    }
    return {**call, "latest_message": {**message, "metadata": metadata}}
