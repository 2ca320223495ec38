"""What agents add to conversations and keep for their work: notes, labels, texts, views."""

from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text, UniqueConstraint

from crm.tables.base import Json, at, key, link, metadata

labels = Table(
    "labels",
    metadata,
    key(),
    Column("name", String(40), nullable=False, unique=True),
    Column("colour", String(12), nullable=False),  # a name of the desk's palette
    at("created_at"),
)

conversation_labels = Table(
    "conversation_labels",
    metadata,
    key(),
    link("conversation_id", "conversations.id", index=False),
    link("label_id", "labels.id"),
    link("agent_id", "agents.id", nullable=True),
    at("created_at"),
    UniqueConstraint("conversation_id", "label_id"),
)

# For colleagues only; customers never see them.
notes = Table(
    "notes",
    metadata,
    key(),
    link("conversation_id", "conversations.id", index=False),
    link("agent_id", "agents.id"),
    Column("client_note_id", String(80), nullable=False),
    Column("text", Text, nullable=False),
    at("created_at", index=True),
    UniqueConstraint("conversation_id", "client_note_id"),
)

mentions = Table(
    "mentions",
    metadata,
    key(),
    link("note_id", "notes.id", index=False),
    link("agent_id", "agents.id"),
    at("seen_at", nullable=True),
    UniqueConstraint("note_id", "agent_id"),
)

canned_replies = Table(
    "canned_replies",
    metadata,
    key(),
    # What follows the slash.
    Column("shortcut", String(40), nullable=False, unique=True),
    Column("title", String(80), nullable=False),
    Column("text", Text, nullable=False),  # {customer}, {order}, {agent}
    # Whose own it is; none: everybody's.
    link("agent_id", "agents.id", nullable=True),
    at("updated_at"),
)

macros = Table(
    "macros",
    metadata,
    key(),
    Column("name", String(80), nullable=False, unique=True),
    # [{"do": "reply", "text": ..}, {"do": "label", "label": ..}, {"do": "close"}, ..]
    Column("steps", Json, nullable=False),
    at("updated_at"),
)

saved_views = Table(
    "saved_views",
    metadata,
    key(),
    link("agent_id", "agents.id", nullable=True),
    Column("name", String(60), nullable=False),
    Column("filters", Json, nullable=False),
    at("created_at"),
    UniqueConstraint("agent_id", "name"),
)

# Up to which message an agent has read a conversation.
read_marks = Table(
    "read_marks",
    metadata,
    key(),
    link("agent_id", "agents.id", index=False),
    link("conversation_id", "conversations.id"),
    Column("seq", Integer, nullable=False),
    UniqueConstraint("agent_id", "conversation_id"),
)
