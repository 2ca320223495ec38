"""Conversations: begun, found, and locked for a change."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, Select, bindparam, insert, select

from crm.errors import NotFound
from crm.events import ConversationStarted, record
from crm.ownership import Owner, Ownership
from crm.store import Unit
from crm.tables.conversations import conversations
from crm.tables.people import agents, customers


@dataclass(frozen=True)
class Conversation:
    """A conversation as it is now.

    Parameters
    ----------
    id, public_id:
        The store's key, and the id that clients know.
    customer_id, customer:
        The verified customer's key and opaque id; nothing for a visitor.
    agent_name:
        Name of the agent who owns it.
    dialogue_state:
        What the engine gets back with the next turn.
    """

    id: int
    public_id: str
    customer_id: int | None
    customer: str | None
    channel: str
    ownership: Ownership
    agent_name: str | None
    last_seq: int
    dialogue_state: dict[str, Any] | None

    @property
    def owner(self) -> Owner:
        """Who is to answer."""
        return self.ownership.owner


def create(
    unit: Unit,
    channel: str,
    customer_id: int | None = None,
    public_id: str | None = None,
    origin: str | None = None,
) -> Conversation:
    """Begin a conversation that the bot owns.

    Parameters
    ----------
    channel:
        ``widget``, ``rest`` or ``terminal``.
    customer_id:
        Store key of the verified customer.
    public_id:
        What others call it; made up when not given.
    origin:
        Network address that begins it; only a keyed digest is kept.
    """
    public_id = public_id or f"c{secrets.token_hex(12)}"
    row = {
        "public_id": public_id,
        "customer_id": customer_id,
        "channel": channel,
        "origin_index": unit.vault.index_network(origin) if origin else None,
        "owner": Owner.BOT.value,
        "created_at": unit.now,
        "last_at": unit.now,
    }
    (key,) = unit.connection.execute(insert(conversations).values(row)).inserted_primary_key or (0,)
    event = ConversationStarted(channel=channel)
    record(unit, event, customer_id=customer_id, conversation_id=key)
    return find(unit, public_id)


def find(unit: Unit, public_id: str) -> Conversation:
    """Return a conversation.

    Raises
    ------
    NotFound
        If there is none of that id.
    """
    return _one(unit, _FIND, public_id)


def lock(unit: Unit, public_id: str) -> Conversation:
    """Return a conversation that nobody else changes until this transaction ends."""
    return _one(unit, _LOCK, public_id)


def lock_by_key(unit: Unit, key: int) -> Conversation:
    """Return the conversation of a store key, locked likewise."""
    return _one(unit, _LOCK_BY_KEY, key)


def _query() -> Select[Any]:
    return (
        select(
            conversations.c.id,
            conversations.c.public_id,
            conversations.c.customer_id,
            customers.c.opaque_id,
            conversations.c.channel,
            conversations.c.owner,
            conversations.c.owner_version,
            conversations.c.agent_id,
            conversations.c.lease_until,
            conversations.c.last_seq,
            conversations.c.dialogue_state,
            agents.c.name.label("agent_name"),
        )
        .outerjoin(customers, customers.c.id == conversations.c.customer_id)
        .outerjoin(agents, agents.c.id == conversations.c.agent_id)
    )


# Made once: building these takes longer than running them.
_FIND = _query().where(conversations.c.public_id == bindparam("wanted"))
_LOCK = _FIND.with_for_update(of=conversations)
_LOCK_BY_KEY = (
    _query().where(conversations.c.id == bindparam("wanted")).with_for_update(of=conversations)
)


def _one(unit: Unit, query: Select[Any], wanted: str | int) -> Conversation:
    row = unit.connection.execute(query, {"wanted": wanted}).one_or_none()
    if row is None:
        raise NotFound("no_conversation", f"there is no conversation {wanted!r}")
    return _conversation(unit, row)


def _conversation(unit: Unit, row: Row[Any]) -> Conversation:
    ownership = Ownership(Owner(row.owner), row.owner_version, row.agent_id, row.lease_until)
    return Conversation(
        id=row.id,
        public_id=row.public_id,
        customer_id=row.customer_id,
        customer=row.opaque_id,
        channel=row.channel,
        ownership=ownership,
        agent_name=row.agent_name,
        last_seq=row.last_seq,
        dialogue_state=unit.vault.open_json(row.dialogue_state),
    )
