"""CRM events with their outbox, scores of the models, offers and who was shown them."""

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

from crm.tables.base import BigKey, Json, at, key, link, metadata, money

crm_events = Table(
    "crm_events",
    metadata,
    key(),
    Column("event_id", String(40), nullable=False, unique=True),
    Column("type", String(60), nullable=False, index=True),  # OrderCancelled, TurnAnswered ..
    link("customer_id", "customers.id", nullable=True, index=False),
    link("conversation_id", "conversations.id", nullable=True),
    Column("data", Json, nullable=False),
    at("occurred_at"),
    Index("ix_crm_events_customer_occurred", "customer_id", "occurred_at"),
)

# One row per event and destination until it is delivered.
outbox = Table(
    "outbox",
    metadata,
    key(),
    link("crm_event_id", "crm_events.id", index=False),
    Column("destination", String(40), nullable=False),
    # Events with one partition are delivered in order.
    Column("partition", String(40), nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    at("next_attempt_at"),
    at("delivered_at", nullable=True),
    Column("last_error", String(300)),
    UniqueConstraint("crm_event_id", "destination"),
    Index("ix_outbox_due", "delivered_at", "next_attempt_at"),
)

models = Table(
    "models",
    metadata,
    key(),
    Column("kind", String(20), nullable=False),  # segment, churn, value, recommend
    Column("version", String(60), nullable=False),
    Column("path", String(300), nullable=False),
    Column("card", Json, nullable=False),
    Column("status", String(12), nullable=False),  # champion, challenger, retired
    at("trained_at"),
    at("promoted_at", nullable=True),  # when it last came into use
    UniqueConstraint("kind", "version"),
)

# The present scores of a customer: one indexed read in an action.
customer_scores = Table(
    "customer_scores",
    metadata,
    Column(
        "customer_id", BigKey, ForeignKey("customers.id"), primary_key=True, autoincrement=False
    ),
    Column("recency_days", Integer, nullable=False),
    Column("frequency", Integer, nullable=False),
    money("monetary_minor"),
    Column("rfm", String(3), nullable=False),  # quintiles, such as 545
    Column("rfm_score", Integer),  # their sum, 3 to 15
    Column("segment", String(40), nullable=False),
    Column("cluster", Integer, nullable=False),
    Column("value_band", String(10), nullable=False),  # high, middle, low
    money("lifetime_value_minor"),
    Column("expected_orders", Float),
    Column("churn_probability", Float, nullable=False),
    Column("churn_risk", String(10), nullable=False),  # high, middle, low
    Column("need_probability", Float),  # of an order soon
    Column("next_category", String(80)),
    Column("reasons", Json, nullable=False),  # {"churn": ["..."], "value": [..]}
    Column("model_versions", Json, nullable=False),
    at("scored_at"),
    # What happened since, see crm.adjusted_scores; none: nothing that changes scores.
    Column("adjustments", Json),
    at("adjusted_at", nullable=True),
)

# What goes with a product, best first; and what fits a customer.
product_neighbours = Table(
    "product_neighbours",
    metadata,
    key(),
    link("product_id", "products.id", index=False),
    link("neighbour_id", "products.id"),
    Column("rank", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("together", Integer, nullable=False),  # customers who bought both
    UniqueConstraint("product_id", "rank"),
)

customer_recommendations = Table(
    "customer_recommendations",
    metadata,
    key(),
    link("customer_id", "customers.id", index=False),
    Column("rank", Integer, nullable=False),
    link("product_id", "products.id"),
    Column("score", Float, nullable=False),
    # The bought product that speaks most for it, for "because you bought ...".
    link("because_product_id", "products.id", nullable=True),
    UniqueConstraint("customer_id", "rank"),
)

offers = Table(
    "offers",
    metadata,
    key(),
    Column("code", String(40), nullable=False, unique=True),
    Column("title", String(120), nullable=False),
    Column("kind", String(20), nullable=False),  # percent, amount, free_delivery
    Column("percent", Integer),
    money("amount_minor", nullable=True),
    Column("currency", String(3)),
    money("minimum_minor"),
    Column("audience", Json, nullable=False),  # {"segments": [..], "churn_risk": [..]}
    Column("active", Boolean, nullable=False, server_default="1"),
    at("starts_at"),
    at("ends_at"),
)

offer_exposures = Table(
    "offer_exposures",
    metadata,
    key(),
    link("offer_id", "offers.id"),
    link("customer_id", "customers.id", nullable=True),
    link("conversation_id", "conversations.id", nullable=True),
    Column("treated", Boolean, nullable=False),  # false: held back as control
    Column("reason", Text, nullable=False),
    at("shown_at"),
    at("redeemed_at", nullable=True),
    link("order_id", "orders.id", nullable=True),
)

# Files that were imported, so that a second run changes nothing.
imports = Table(
    "imports",
    metadata,
    key(),
    Column("kind", String(20), nullable=False),
    Column("source", String(40), nullable=False),
    Column("file_digest", String(64), nullable=False),
    Column("report", Json, nullable=False),
    at("finished_at"),
)

# Facts about the store itself, such as the seed of the demo shop it holds.
store_facts = Table(
    "store_facts",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", Json, nullable=False),
)
