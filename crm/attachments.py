"""Files that customers send: kept sealed beside the conversation, and linked to one message."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from crm import audit
from crm.conversations import Conversation, find, lock
from crm.errors import Conflict, Invalid, NotFound, Refused
from crm.store import Unit
from crm.tables.conversations import conversations
from crm.tables.widget import attachments

MOST_WAITING = 10
"""So many files of a conversation may wait for the message that they go with."""
QUOTA = 50 * 1024 * 1024
"""Bytes that the files of one conversation may take together."""
KEPT_UNSENT = timedelta(hours=24)
_LONGEST_ID = 40


@dataclass(frozen=True)
class Sealed:
    """A file that is ready to be stored.

    Parameters
    ----------
    name, media_type:
        Both made safe already (see :mod:`crm.file_kinds`).
    size:
        In bytes, before it was sealed.
    """

    name: str
    media_type: str
    size: int
    content: bytes


@dataclass(frozen=True)
class Opened:
    """A file as it was sent."""

    name: str
    media_type: str
    content: bytes


def check_room(unit: Unit, conversation: Conversation, size: int = 0) -> None:
    """Make sure that a conversation may take one more file.

    Parameters
    ----------
    size:
        Of the file, in bytes.

    Raises
    ------
    Refused
        ``too_many_waiting`` or ``attachment_quota``.
    """
    query = select(
        func.count().filter(attachments.c.message_id.is_(None)).label("waiting"),
        func.coalesce(func.sum(attachments.c.size), 0).label("taken"),
    ).where(attachments.c.conversation_id == conversation.id)
    row = unit.connection.execute(query).one()
    if row.waiting >= MOST_WAITING:
        raise Refused(
            "too_many_waiting",
            f"{row.waiting} files wait to be sent already; send them before you add another",
        )
    if row.taken + size > QUOTA:
        raise Refused(
            "attachment_quota",
            f"the files of one conversation may take {QUOTA // 2**20} MB together, "
            f"and {row.taken / 2**20:.1f} MB are taken; send the rest by e-mail",
        )


def keep(unit: Unit, conversation_id: str, file: Sealed) -> dict[str, Any]:
    """Store a file that waits for its message; return it as messages name it.

    Parameters
    ----------
    conversation_id:
        Public id.

    Raises
    ------
    NotFound
        If there is no such conversation.
    Refused
        If the conversation has too many files.
    """
    conversation = lock(unit, conversation_id)
    check_room(unit, conversation, file.size)
    public_id = f"f{secrets.token_hex(16)}"
    row = {
        "public_id": public_id,
        "conversation_id": conversation.id,
        "name_encrypted": unit.vault.seal(file.name),
        "media_type": file.media_type,
        "size": file.size,
        "content_encrypted": file.content,
        "created_at": unit.now,
    }
    unit.connection.execute(insert(attachments).values(row))
    return _shown(public_id, file.name, file.media_type, file.size)


def check_ids(ids: object) -> tuple[str, ...]:
    """Return the ids of the files that a client's message names; none is no list.

    Raises
    ------
    Invalid
        If they are no list of up to 10 different ids.
    """
    if ids is None:
        return ()
    if (
        not isinstance(ids, list)
        or len(ids) > MOST_WAITING
        or not all(isinstance(one, str) and 0 < len(one) <= _LONGEST_ID for one in ids)
        or len(set(ids)) < len(ids)
    ):
        raise Invalid(
            "attachments_invalid",
            f"attachments must be a list of up to {MOST_WAITING} different ids of uploaded files",
        )
    return tuple(ids)


def unsent(unit: Unit, conversation_id: int, ids: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """Return files of a conversation that went with no message yet, in the order of their ids.

    Parameters
    ----------
    conversation_id:
        Store key.

    Raises
    ------
    NotFound
        If the conversation has no such file.
    Conflict
        If one went with another message.
    """
    if not ids:
        return ()
    query = select(
        attachments.c.public_id,
        attachments.c.message_id,
        attachments.c.name_encrypted,
        attachments.c.media_type,
        attachments.c.size,
    ).where(attachments.c.conversation_id == conversation_id, attachments.c.public_id.in_(ids))
    found = {row.public_id: row for row in unit.connection.execute(query)}
    for one in ids:
        if one not in found:
            raise NotFound("no_attachment", f"there is no file {one!r} here; upload it again")
        if found[one].message_id is not None:
            raise Conflict("attachment_sent", f"file {one!r} went with another message already")
    return tuple(
        _shown(one, unit.vault.open(row.name_encrypted) or "", row.media_type, row.size)
        for one, row in ((one, found[one]) for one in ids)
    )


def send(unit: Unit, ids: Sequence[str], message_key: int | None) -> None:
    """Link files to the message that carries them."""
    if ids:
        chosen = attachments.c.public_id.in_(ids)
        unit.connection.execute(update(attachments).where(chosen).values(message_id=message_key))


def read(unit: Unit, conversation_id: str, attachment_id: str) -> Opened:
    """Return a file of a customer's own conversation.

    Parameters
    ----------
    conversation_id, attachment_id:
        Public ids.

    Raises
    ------
    NotFound
        If the conversation has no such file.
    """
    conversation = find(unit, conversation_id)
    found = unit.connection.execute(_READ, {"wanted": attachment_id}).one_or_none()
    if found is None or found.conversation_id != conversation.id:
        raise NotFound("no_attachment", f"there is no file {attachment_id[:_LONGEST_ID]!r} here")
    return _opened(unit, found)


def read_at_desk(unit: Unit, attachment_id: str) -> Opened:
    """Return a file that a customer sent; one that was not sent yet is nobody else's.

    Raises
    ------
    NotFound
        If there is no such file.
    """
    found = unit.connection.execute(_READ, {"wanted": attachment_id}).one_or_none()
    if found is None or found.message_id is None:
        raise NotFound("no_attachment", f"there is no file {attachment_id[:_LONGEST_ID]!r}")
    return _opened(unit, found)


def log_access(unit: Unit, attachment_id: str, agent_id: int) -> None:
    """Keep in the audit log that an agent opens a file."""
    query = (
        select(conversations.c.customer_id)
        .join(attachments, attachments.c.conversation_id == conversations.c.id)
        .where(attachments.c.public_id == attachment_id, attachments.c.message_id.is_not(None))
    )
    found = unit.connection.execute(query).one_or_none()
    if found is None:
        raise NotFound("no_attachment", f"there is no file {attachment_id[:_LONGEST_ID]!r}")
    audit.log(
        unit,
        f"agent:{agent_id}",
        "opened",
        f"attachment:{attachment_id}",
        customer_id=found.customer_id,
    )


def drop_unsent(unit: Unit) -> int:
    """Delete files that waited too long for their message; return how many."""
    old = attachments.c.created_at < unit.now - KEPT_UNSENT
    statement = delete(attachments).where(attachments.c.message_id.is_(None), old)
    return unit.connection.execute(statement).rowcount


_READ = select(attachments).where(attachments.c.public_id == bindparam("wanted"))


def _opened(unit: Unit, row: Any) -> Opened:
    return Opened(
        unit.vault.open(row.name_encrypted) or "",
        row.media_type,
        unit.vault.open_bytes(row.content_encrypted),
    )


def _shown(public_id: str, name: str, media_type: str, size: int) -> dict[str, Any]:
    return {"id": public_id, "name": name, "media_type": media_type, "size": size}
