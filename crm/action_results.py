"""The first result of an action for a message: what makes a repeated turn harmless."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from crm.errors import NotFound
from crm.store import Unit
from crm.tables.conversations import action_results, conversations


def recorded_result(
    unit: Unit, conversation_id: str, message_id: str, action: str
) -> dict[str, Any] | None:
    """Return what an action answered to this message before, or nothing.

    Parameters
    ----------
    conversation_id:
        The conversation's public id.
    message_id:
        The client-made id of the customer's message.
    """
    query = (
        select(action_results.c.reply)
        .join(conversations, conversations.c.id == action_results.c.conversation_id)
        .where(
            conversations.c.public_id == conversation_id,
            action_results.c.client_message_id == message_id,
            action_results.c.action == action,
        )
    )
    return unit.vault.open_json(unit.connection.execute(query).scalar_one_or_none())


def record_result(
    unit: Unit, conversation_id: str, message_id: str, action: str, reply: dict[str, Any]
) -> None:
    """Keep an action's first answer to a message.

    Raises
    ------
    NotFound
        If there is no such conversation.
    """
    query = select(conversations.c.id).where(conversations.c.public_id == conversation_id)
    key = unit.connection.execute(query).scalar_one_or_none()
    if key is None:
        raise NotFound("no_conversation", f"there is no conversation {conversation_id!r}")
    row = {
        "conversation_id": key,
        "client_message_id": message_id,
        "action": action,
        # It repeats what the customer said, an e-mail address for instance.
        "reply": unit.vault.seal_json(reply),
        "created_at": unit.now,
    }
    unit.connection.execute(insert(action_results).values(row))
