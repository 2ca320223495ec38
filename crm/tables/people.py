"""Customers and what is known of them as persons; agents of the shop."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, Text, UniqueConstraint

from crm.tables.base import BigKey, Json, at, key, link, metadata

customers = Table(
    "customers",
    metadata,
    key(),
    # The shop's own reference for the customer, as in its tokens and files.
    Column("reference", String(80), nullable=False, unique=True),
    # What other processes (the engine, logs) may see: random, means nothing elsewhere.
    Column("opaque_id", String(40), nullable=False, unique=True),
    Column("name_encrypted", Text),
    Column("address_encrypted", Text),
    Column("city", String(80)),
    Column("country", String(2)),
    # Keyed digest of the normalised postcode, for proving an order.
    Column("postcode_index", String(64)),
    Column("language", String(8), nullable=False, server_default="en"),
    Column("channel", String(20), nullable=False, server_default="web"),
    at("created_at", index=True),
    at("erased_at", nullable=True),
)

# A way in which a customer is known: e-mail, phone, a guest's order, another shop system's number.
customer_identities = Table(
    "customer_identities",
    metadata,
    key(),
    link("customer_id", "customers.id"),
    Column("kind", String(20), nullable=False),  # email, phone, external
    Column("value_encrypted", Text, nullable=False),
    Column("value_index", String(64), nullable=False),
    at("verified_at", nullable=True),
    at("created_at"),
    UniqueConstraint("kind", "value_index"),
)

memberships = Table(
    "memberships",
    metadata,
    key(),
    Column("customer_id", BigKey, ForeignKey("customers.id"), nullable=False, unique=True),
    Column("tier", String(12), nullable=False),  # bronze, silver, gold
    Column("points", Integer, nullable=False, server_default="0"),
    Column("status", String(12), nullable=False, server_default="active"),  # active, cancelled
    at("joined_at"),
    at("cancelled_at", nullable=True),
)

loyalty_entries = Table(
    "loyalty_entries",
    metadata,
    key(),
    link("customer_id", "customers.id"),
    link("order_id", "orders.id", nullable=True),
    Column("points", Integer, nullable=False),  # negative when spent
    Column("reason", String(30), nullable=False),
    at("created_at"),
)

consents = Table(
    "consents",
    metadata,
    key(),
    link("customer_id", "customers.id", index=False),
    Column("purpose", String(30), nullable=False),  # newsletter, personalisation
    Column("granted", Boolean, nullable=False),
    Column("source", String(30), nullable=False),
    at("changed_at"),
    UniqueConstraint("customer_id", "purpose"),
)

agents = Table(
    "agents",
    metadata,
    key(),
    Column("email", String(200), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("role", String(12), nullable=False, server_default="agent"),
    Column("active", Boolean, nullable=False, server_default="1"),
    Column("failed_sign_ins", Integer, nullable=False, server_default="0"),
    at("locked_until", nullable=True),
    # What an agent can take: skills (topics) and languages, and how many conversations at once.
    Column("skills", Json),
    Column("languages", Json),
    Column("capacity", Integer, nullable=False, server_default="6"),
    # Whether conversations may be assigned now.
    Column("available", Boolean, nullable=False, server_default="1"),
    at("seen_at", nullable=True),
    # Secret of the second factor (RFC 6238), and the last step that was used.
    Column("totp_encrypted", Text),
    at("totp_since", nullable=True),
    Column("totp_step", BigKey),
    at("created_at"),
)

agent_sessions = Table(
    "agent_sessions",
    metadata,
    key(),
    link("agent_id", "agents.id"),
    # Only a digest is kept: a stolen copy of the store opens no session.
    Column("token_digest", String(64), nullable=False, unique=True),
    Column("csrf_token", String(64), nullable=False),
    at("created_at"),
    # Of the last request; a session that nobody uses ends early.
    at("used_at", nullable=True),
    at("expires_at", index=True),
)

audit_log = Table(
    "audit_log",
    metadata,
    key(),
    Column("actor", String(80), nullable=False),  # agent:3, customer:OPAQUE, system
    Column("action", String(60), nullable=False),
    Column("subject", String(80), nullable=False),  # order:104233, customer:OPAQUE
    link("customer_id", "customers.id", nullable=True),
    Column("details", Json, nullable=False),
    # Of this row and the digest before it; rows of old have none.
    Column("digest", String(64)),
    at("created_at", index=True),
)
