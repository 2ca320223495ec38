"""Messages of a conversation: appended with the next sequence numbers, read in their order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, select, update
from sqlalchemy.sql.dml import ReturningUpdate

from crm.readings import Reading, reading_columns, reading_of
from crm.store import Unit
from crm.tables.conversations import conversations, messages, readings
from crm.tables.people import agents

SUMMARY_LENGTH = 200


@dataclass(frozen=True)
class Draft:
    """A message that is to be appended.

    Parameters
    ----------
    author:
        ``customer``, ``bot``, ``agent`` or ``system``.
    client_message_id:
        The id that its client made; the bot's and the system's follow from the sequence number.
    answers_id:
        Store key of the customer's message that it answers.
    turn_status:
        ``waiting`` for a message that the bot is to answer.
    """

    author: str
    text: str
    client_message_id: str | None = None
    quick_replies: tuple[dict[str, str], ...] = ()
    cards: tuple[dict[str, Any], ...] = ()
    attachments: tuple[dict[str, Any], ...] = ()
    why: dict[str, Any] | None = None
    answers_id: int | None = None
    agent_id: int | None = None
    author_name: str | None = None
    turn_status: str = ""


@dataclass(frozen=True)
class Message:
    """A message in its place; ``why`` and ``reading`` are for the desk alone.

    ``key`` is its store key where a single message was appended.
    """

    seq: int
    client_message_id: str
    author: str
    text: str
    sent_at: datetime
    author_name: str | None = None
    quick_replies: tuple[dict[str, str], ...] = ()
    cards: tuple[dict[str, Any], ...] = ()
    attachments: tuple[dict[str, Any], ...] = ()
    why: dict[str, Any] | None = None
    reading: Reading | None = None
    key: int | None = None

    def public(self) -> dict[str, Any]:
        """Return what the customer may see, in the form of the API."""
        shown: dict[str, Any] = {
            "seq": self.seq,
            "client_message_id": self.client_message_id,
            "author": self.author,
            "text": self.text,
            "quick_replies": list(self.quick_replies),
            "cards": list(self.cards),
            "attachments": list(self.attachments),
            "sent_at": self.sent_at.isoformat(),
        }
        if self.author_name is not None:
            shown["author_name"] = self.author_name
        return shown

    def internal(self) -> dict[str, Any]:
        """Return what an agent may see: the reading, and why the bot said this, as well."""
        reading = self.reading.to_json() if self.reading is not None else None
        return self.public() | {"reading": reading, "why": self.why}

    def with_reading(self, reading: Reading | None) -> Message:
        """Return the message together with its reading."""
        return replace(self, reading=reading)


def in_a_line(message: Draft | Message) -> str:
    """Return what a list shows of a message: how it begins, or the names of its files."""
    said = message.text or ", ".join(one["name"] for one in message.attachments)
    return said[:SUMMARY_LENGTH]


def append(
    unit: Unit, conversation_id: int, drafts: Sequence[Draft], **changes: Any
) -> tuple[Message, ...]:
    """Append messages to a conversation and return them with their sequence numbers.

    Parameters
    ----------
    conversation_id:
        Store key.
    changes:
        Further columns of the conversation that change in the same statement.
    """
    if not drafts:
        if changes:
            where = conversations.c.id == conversation_id
            unit.connection.execute(update(conversations).where(where).values(**changes))
        return ()
    last = drafts[-1]
    values = {
        "wanted": conversation_id,
        "count": len(drafts),
        "last_text": in_a_line(last),
        "last_author": last.author,
        "last_at": unit.now,
    }
    statement = _next_numbers(tuple(sorted(changes)))
    first = unit.connection.execute(statement, values | changes).scalar_one() - len(drafts) + 1
    numbered = [(seq, draft) for seq, draft in enumerate(drafts, start=first)]
    rows = [_row(unit, conversation_id, seq, draft) for seq, draft in numbered]
    if len(rows) == 1:
        result = unit.connection.execute(_INSERT, rows[0])
        (key,) = result.inserted_primary_key or (None,)
        return (replace(_appended(unit, first, last), key=key),)
    unit.connection.execute(_INSERT, rows)
    return tuple(_appended(unit, seq, draft) for seq, draft in numbered)


def listed(unit: Unit, conversation_id: int, after: int = 0) -> list[Message]:
    """Return a conversation's messages after a sequence number, in order, as customers see them."""
    query = _query().where(messages.c.conversation_id == conversation_id, messages.c.seq > after)
    return [_message(row) for row in unit.connection.execute(query.order_by(messages.c.seq))]


def transcript(unit: Unit, conversation_id: int) -> list[Message]:
    """Return a whole conversation with its readings, as agents see it."""
    query = (
        _query()
        .add_columns(*reading_columns())
        .outerjoin(readings, readings.c.message_id == messages.c.id)
        .where(messages.c.conversation_id == conversation_id)
        .order_by(messages.c.seq)
    )
    return [_message(row).with_reading(reading_of(row)) for row in unit.connection.execute(query)]


def answers(unit: Unit, message_key: int) -> list[Message]:
    """Return what was said in answer to a customer's message, in order."""
    query = _query().where(messages.c.answers_id == message_key).order_by(messages.c.seq)
    return [_message(row) for row in unit.connection.execute(query)]


def by_client_id(
    unit: Unit, conversation_id: int, client_message_id: str
) -> tuple[int, str, Message] | None:
    """Return the key, the status of the turn and the message that bear a client's id."""
    wanted = {"conversation": conversation_id, "client_id": client_message_id}
    row = unit.connection.execute(_BY_CLIENT_ID, wanted).one_or_none()
    return None if row is None else (row.id, row.turn_status, _message(row))


def _query() -> Select[Any]:
    return select(
        messages.c.seq,
        messages.c.client_message_id,
        messages.c.author,
        messages.c.text,
        messages.c.quick_replies,
        messages.c.cards,
        messages.c.attachments,
        messages.c.why,
        messages.c.sent_at,
        agents.c.name.label("author_name"),
    ).outerjoin(agents, agents.c.id == messages.c.agent_id)


# Made once: building these takes longer than running them.
_INSERT = insert(messages)
_BY_CLIENT_ID = (
    _query()
    .add_columns(messages.c.id, messages.c.turn_status)
    .where(
        messages.c.conversation_id == bindparam("conversation"),
        messages.c.client_message_id == bindparam("client_id"),
    )
)


@cache
def _next_numbers(further: tuple[str, ...]) -> ReturningUpdate[Any]:
    """Return the statement that takes sequence numbers and changes further columns."""
    changed = ("last_text", "last_author", "last_at", *further)
    return (
        update(conversations)
        .where(conversations.c.id == bindparam("wanted"))
        .values(
            last_seq=conversations.c.last_seq + bindparam("count"),
            **{name: bindparam(name) for name in changed},
        )
        .returning(conversations.c.last_seq)
    )


def _row(unit: Unit, conversation_id: int, seq: int, draft: Draft) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "seq": seq,
        "client_message_id": draft.client_message_id or f"{draft.author}#{seq}",
        "author": draft.author,
        "agent_id": draft.agent_id,
        "text": draft.text,
        "quick_replies": list(draft.quick_replies),
        "cards": list(draft.cards),
        "attachments": list(draft.attachments) or None,
        "why": draft.why,
        "answers_id": draft.answers_id,
        "turn_status": draft.turn_status,
        "sent_at": unit.now,
    }


def _appended(unit: Unit, seq: int, draft: Draft) -> Message:
    return Message(
        seq=seq,
        client_message_id=draft.client_message_id or f"{draft.author}#{seq}",
        author=draft.author,
        text=draft.text,
        sent_at=unit.now,
        author_name=draft.author_name,
        quick_replies=draft.quick_replies,
        cards=draft.cards,
        attachments=draft.attachments,
        why=draft.why,
    )


def _message(row: Row[Any]) -> Message:
    return Message(
        seq=row.seq,
        client_message_id=row.client_message_id,
        author=row.author,
        text=row.text,
        sent_at=row.sent_at,
        author_name=row.author_name,
        quick_replies=tuple(row.quick_replies),
        cards=tuple(row.cards),
        attachments=tuple(row.attachments or ()),
        why=row.why,
    )
