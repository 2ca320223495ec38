"""Orders and what follows from them: shipments, returns, refunds, invoices, payments."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint

from crm.tables.base import Json, at, currency, key, link, metadata, money

orders = Table(
    "orders",
    metadata,
    key(),
    Column("number", String(40), nullable=False, unique=True),
    # Guests' orders have no customer; their contact is kept with the order.
    link("customer_id", "customers.id", nullable=True, index=False),
    # placed, packed, shipped, out_for_delivery, delivered, cancelled
    Column("status", String(20), nullable=False),
    Column("channel", String(20), nullable=False, server_default="web"),
    money("goods_minor"),  # sum of the lines before discount
    money("discount_minor"),
    money("delivery_minor"),
    money("total_minor"),  # goods - discount + delivery
    currency(),
    Column("payment_method", String(20), nullable=False),
    Column("delivery_option", String(20), nullable=False),  # standard, express, pickup_point
    Column("contact_email_encrypted", Text),
    Column("contact_email_index", String(64)),
    Column("address_encrypted", Text),
    Column("postcode_index", String(64)),
    Column("country", String(2)),
    at("placed_at", index=True),
    at("packed_at", nullable=True),
    at("shipped_at", nullable=True),
    at("delivered_at", nullable=True),
    at("cancelled_at", nullable=True),
    at("expected_at", nullable=True),
    # Where the row came from: demo, an import's source name, or live.
    Column("source", String(40), nullable=False, server_default="live"),
    Index("ix_orders_customer_placed", "customer_id", "placed_at"),
)

order_lines = Table(
    "order_lines",
    metadata,
    key(),
    link("order_id", "orders.id", index=False),
    Column("position", Integer, nullable=False),
    link("product_id", "products.id"),
    Column("title", String(200), nullable=False),
    Column("quantity", Integer, nullable=False),
    money("unit_price_minor"),
    money("discount_minor"),
    Column("size", String(20)),
    Column("colour", String(30)),
    # An imported transaction's natural identity, so that a second import adds nothing.
    Column("source_key", String(64), unique=True),
    UniqueConstraint("order_id", "position"),
)

payments = Table(
    "payments",
    metadata,
    key(),
    link("order_id", "orders.id"),
    Column("method", String(20), nullable=False),
    Column("status", String(12), nullable=False),  # pending, paid, failed, refunded
    money("amount_minor"),
    currency(),
    Column("failure_code", String(40)),
    at("created_at"),
)

shipments = Table(
    "shipments",
    metadata,
    key(),
    link("order_id", "orders.id"),
    Column("carrier", String(40), nullable=False),
    Column("tracking_number", String(60), nullable=False, unique=True),
    # in_transit, out_for_delivery, delivered, lost, returned
    Column("status", String(20), nullable=False),
    Column("events", Json, nullable=False),  # [{"at": ISO, "code": .., "place": ..}]
    at("shipped_at"),
    at("expected_at", nullable=True),
    at("delivered_at", nullable=True),
)

returns = Table(
    "returns",
    metadata,
    key(),
    Column("number", String(80), nullable=False, unique=True),  # R-12345
    link("order_id", "orders.id"),
    link("customer_id", "customers.id", nullable=True),
    Column("kind", String(12), nullable=False),  # return, exchange, damaged, missing
    Column("reason", String(40), nullable=False),
    Column("note", Text),
    # announced, received, accepted, rejected, closed
    Column("status", String(12), nullable=False),
    at("created_at"),
    at("closed_at", nullable=True),
)

return_lines = Table(
    "return_lines",
    metadata,
    key(),
    link("return_id", "returns.id"),
    link("order_line_id", "order_lines.id"),
    Column("quantity", Integer, nullable=False),
    Column("exchange_for", String(120)),
    UniqueConstraint("return_id", "order_line_id"),
)

refunds = Table(
    "refunds",
    metadata,
    key(),
    link("order_id", "orders.id"),
    link("return_id", "returns.id", nullable=True),
    link("customer_id", "customers.id", nullable=True),
    money("amount_minor"),
    currency(),
    Column("method", String(20), nullable=False),
    Column("status", String(12), nullable=False),  # pending, paid, failed
    Column("reason", String(40), nullable=False),
    at("created_at"),
    at("due_at", nullable=True),
    at("paid_at", nullable=True),
)

invoices = Table(
    "invoices",
    metadata,
    key(),
    Column("number", String(40), nullable=False, unique=True),  # INV-2026-004521
    link("order_id", "orders.id"),
    link("customer_id", "customers.id", nullable=True),
    money("net_minor"),
    money("tax_minor"),
    money("total_minor"),
    currency(),
    at("issued_at"),
    at("paid_at", nullable=True),
)
