"""A conversation as its customer may keep it: who said what, when, and which files went along.

Nothing of the desk's is in it: no readings, no reasons, no notes.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from crm.conversations import Conversation, find
from crm.messages import Message, listed
from crm.policy import SHOP_POLICY
from crm.store import Unit

# Marks that turn the direction of all that follows would make a line say something else.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_NAMES = {"customer": "You", "bot": "Assistant", "system": "Note"}


def as_json(unit: Unit, conversation_id: str) -> dict[str, Any]:
    """Return the transcript of a conversation for programs.

    Raises
    ------
    NotFound
        If there is no such conversation.
    """
    conversation, said = _read(unit, conversation_id)
    return {
        "shop": SHOP_POLICY.shop_name,
        "conversation_id": conversation.public_id,
        "made_at": _utc(unit.now),
        "messages": [
            {
                "seq": message.seq,
                "author": message.author,
                "author_name": name_of(message),
                "sent_at": _utc(message.sent_at),
                "text": message.text,
                "cards": [_without_reasons(card) for card in message.cards],
                "attachments": [
                    {name: file[name] for name in ("name", "media_type", "size")}
                    for file in message.attachments
                ],
            }
            for message in said
        ],
    }


def as_text(unit: Unit, conversation_id: str) -> str:
    """Return the transcript of a conversation for people.

    Raises
    ------
    NotFound
        If there is no such conversation.
    """
    conversation, said = _read(unit, conversation_id)
    head = (
        f"{SHOP_POLICY.shop_name}: conversation {conversation.public_id}\n"
        f"Made at {_utc(unit.now)}. All times are UTC.\n"
    )
    return head + "".join(f"\n{in_words(message)}\n" for message in said)


def in_words(message: Message) -> str:
    """Return a message as lines of a text; all but the first are set in, so that none can pose
    as another message."""
    lines = [*message.text.splitlines()] if message.text else []
    lines += [line for card in message.cards for line in _card_lines(card)]
    lines += [f"[file: {file['name']}, {_size(file['size'])}]" for file in message.attachments]
    body = "\n    ".join(_TURNING.sub("", line) for line in lines)
    return f"[{_utc(message.sent_at)}] {name_of(message)}: {body}"


def name_of(message: Message) -> str:
    """Return how the customer knows who wrote a message."""
    return message.author_name or _NAMES.get(message.author, "Agent")


def _read(unit: Unit, conversation_id: str) -> tuple[Conversation, list[Message]]:
    conversation = find(unit, conversation_id)
    return conversation, listed(unit, conversation.id)


def _card_lines(card: dict[str, Any]) -> list[str]:
    """Return what a card shows, in a line."""
    shown = card.get("title") or card.get("number")
    if card.get("kind") == "form" or not shown:
        return []
    money = card.get("price") or card.get("total") or {}
    parts = (card.get("kind") == "order" and f"Order {shown}") or shown
    extra = [card.get("status_text"), money.get("text") if isinstance(money, dict) else None]
    return [" - " + ", ".join(str(part) for part in (parts, *extra) if part)]


def _without_reasons(card: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in card.items() if name != "why"}


def _size(size: int) -> str:
    return f"{max(1, round(size / 1024))} KB" if size < 2**20 else f"{size / 2**20:.1f} MB"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
