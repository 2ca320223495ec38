"""What customers add to a conversation besides texts: files, one-time codes, ratings."""

from __future__ import annotations

from sqlalchemy import Column, Integer, LargeBinary, String, Table, Text, UniqueConstraint

from crm.tables.base import at, key, link, metadata

# Files lie in the store, sealed: they are committed, exported and erased together with the rest.
attachments = Table(
    "attachments",
    metadata,
    key(),
    Column("public_id", String(40), nullable=False, unique=True),
    link("conversation_id", "conversations.id"),
    # The message that carries it; none until the customer has sent one.
    link("message_id", "messages.id", nullable=True),
    Column("name_encrypted", Text, nullable=False),
    Column("media_type", String(60), nullable=False),
    Column("size", Integer, nullable=False),  # bytes
    Column("content_encrypted", LargeBinary, nullable=False),
    at("created_at", index=True),
)

# A code that was sent to a customer before something that must not be forged.
one_time_codes = Table(
    "one_time_codes",
    metadata,
    key(),
    link("conversation_id", "conversations.id"),
    link("customer_id", "customers.id", nullable=True),
    Column("purpose", String(40), nullable=False),
    Column("subject", String(80), nullable=False),  # an order's number, or empty
    # Keyed digest: a stolen copy of the store opens nothing. Empty until a code is made, which
    # is when it is sent.
    Column("code_digest", String(64), nullable=False),
    Column("tries", Integer, nullable=False, server_default="0"),
    # When to send it, or to try again; none: nothing is left to send.
    at("send_at", nullable=True, index=True),
    Column("sends", Integer, nullable=False, server_default="0"),
    at("created_at"),
    at("expires_at"),
    at("used_at", nullable=True),
)

ratings = Table(
    "ratings",
    metadata,
    key(),
    link("conversation_id", "conversations.id", index=False),
    # Which closing of the conversation it is about.
    Column("owner_version", Integer, nullable=False),
    link("agent_id", "agents.id", nullable=True),
    Column("score", Integer),  # 1 to 5; none when the question was skipped
    Column("comment", Text),
    at("created_at", index=True),
    UniqueConstraint("conversation_id", "owner_version"),
)
