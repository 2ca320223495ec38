"""Conversations, their messages and readings, and the work that people take over."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from crm.tables.base import BigKey, Json, at, key, link, metadata

conversations = Table(
    "conversations",
    metadata,
    key(),
    Column("public_id", String(40), nullable=False, unique=True),
    link("customer_id", "customers.id", nullable=True),
    Column("channel", String(20), nullable=False),  # widget, rest
    # Keyed digest of the network address that began it: failed proofs are counted by it.
    Column("origin_index", String(64), index=True),
    # bot, queued, agent, closed: see crm.ownership
    Column("owner", String(10), nullable=False, server_default="bot"),
    link("agent_id", "agents.id", nullable=True),
    # Grows with each change of owner; a writer that read an older one lost the race.
    Column("owner_version", Integer, nullable=False, server_default="0"),
    at("lease_until", nullable=True),
    Column("last_seq", Integer, nullable=False, server_default="0"),
    # What the dialogue engine must get back with the next turn.
    Column("dialogue_state", Json),
    # What an agent wants the bot to know when it goes on.
    Column("handback_note", Text),
    Column("last_text", String(200), nullable=False, server_default=""),
    Column("last_author", String(10), nullable=False, server_default=""),
    Column("sentiment", Float, nullable=False, server_default="0"),
    Column("frustration", Float, nullable=False, server_default="0"),
    # What it is about (an intent), and in which language.
    Column("topic", String(60)),
    Column("language", String(8)),
    # Service levels: by when a person must first have answered, and it must be solved.
    at("first_answer_due", nullable=True),
    at("first_answered_at", nullable=True),
    at("resolution_due", nullable=True),
    at("created_at"),
    at("last_at"),
    at("closed_at", nullable=True),
    Index("ix_conversations_owner_last", "owner", "last_at"),
)

messages = Table(
    "messages",
    metadata,
    key(),
    link("conversation_id", "conversations.id", index=False),
    Column("seq", Integer, nullable=False),
    Column("client_message_id", String(80), nullable=False),
    Column("author", String(10), nullable=False),  # customer, bot, agent, system
    link("agent_id", "agents.id", nullable=True),
    Column("text", Text, nullable=False),
    Column("quick_replies", Json, nullable=False),
    Column("cards", Json, nullable=False),
    # [{"id": .., "name": .., "media_type": .., "size": ..}, ..]; nothing: none
    Column("attachments", Json),
    Column("why", Json),  # why the bot said this: segment, rule, offer, article
    # The customer's message that this one answers.
    link("answers_id", "messages.id", nullable=True),
    # For customers' messages: waiting, answered, dropped (ownership changed), failed
    Column("turn_status", String(10), nullable=False, server_default=""),
    at("sent_at"),
    UniqueConstraint("conversation_id", "seq"),
    UniqueConstraint("conversation_id", "client_message_id"),
    Index("ix_messages_turn_status", "turn_status", "sent_at"),
)

readings = Table(
    "readings",
    metadata,
    key(),
    Column("message_id", BigKey, ForeignKey("messages.id"), nullable=False, unique=True),
    link("conversation_id", "conversations.id"),
    Column("intent", String(60), nullable=False, index=True),
    Column("confidence", Float, nullable=False),
    Column("ranking", Json, nullable=False),
    Column("entities", Json, nullable=False),
    # The two intents between which a message lay, and its requests when it held several; nothing
    # in readings of old.
    Column("candidates", Json),
    Column("requests", Json),
    Column("sentiment_label", String(10), nullable=False),
    Column("sentiment_score", Float, nullable=False),
    Column("frustration", Float, nullable=False, server_default="0"),
    Column("model_version", String(80), nullable=False),
    Column("milliseconds", Float, nullable=False),
    at("created_at"),
)

# The first answer of an action to a message; the same message again gets it again.
action_results = Table(
    "action_results",
    metadata,
    key(),
    link("conversation_id", "conversations.id", index=False),
    Column("client_message_id", String(80), nullable=False),
    Column("action", String(60), nullable=False),
    Column("reply", Json, nullable=False),
    at("created_at"),
    UniqueConstraint("conversation_id", "client_message_id", "action"),
)

# A guest who gave an order's number and its e-mail or postcode has proven it here.
order_proofs = Table(
    "order_proofs",
    metadata,
    key(),
    link("conversation_id", "conversations.id", index=False),
    link("order_id", "orders.id"),
    at("proven_at"),
    UniqueConstraint("conversation_id", "order_id"),
)

proof_attempts = Table(
    "proof_attempts",
    metadata,
    key(),
    link("conversation_id", "conversations.id"),
    Column("order_number", String(40), nullable=False),
    Column("succeeded", Boolean, nullable=False),
    at("created_at"),
)

tickets = Table(
    "tickets",
    metadata,
    key(),
    Column("number", String(20), nullable=False, unique=True),  # T-12345
    link("customer_id", "customers.id", nullable=True),
    link("conversation_id", "conversations.id", nullable=True),
    link("order_id", "orders.id", nullable=True),
    Column("topic", String(40), nullable=False),
    Column("summary", Text, nullable=False),
    Column("priority", String(10), nullable=False),  # low, normal, high
    Column("status", String(10), nullable=False),  # open, pending, solved
    link("agent_id", "agents.id", nullable=True),
    at("created_at"),
    at("solved_at", nullable=True),
)

handovers = Table(
    "handovers",
    metadata,
    key(),
    link("conversation_id", "conversations.id"),
    link("ticket_id", "tickets.id", nullable=True),
    Column("from_owner", String(10), nullable=False),
    Column("to_owner", String(10), nullable=False),
    Column("reason", String(40), nullable=False),
    Column("priority", String(10), nullable=False, server_default="normal"),  # low, normal, high
    Column("note", Text),
    # What the bot goes on from (crm.hand_back), sealed.
    Column("facts", Json),
    link("agent_id", "agents.id", nullable=True),
    # The customer's message during whose turn it happened.
    link("message_id", "messages.id", nullable=True),
    at("created_at", index=True),
)
