"""What the shop sells."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Integer, String, Table, Text

from crm.tables.base import Json, at, currency, key, link, metadata, money

categories = Table(
    "categories",
    metadata,
    key(),
    Column("slug", String(60), nullable=False, unique=True),
    Column("name", String(80), nullable=False),
    Column("aliases", Json, nullable=False),
)

products = Table(
    "products",
    metadata,
    key(),
    Column("sku", String(60), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("description", Text, nullable=False, server_default=""),
    link("category_id", "categories.id", nullable=True),
    money("price_minor"),
    currency(),
    # {"material": .., "colours": [..], "sizes": [..], ...}
    Column("attributes", Json, nullable=False),
    Column("aliases", Json, nullable=False),
    Column("consumable", Boolean, nullable=False, server_default="0"),
    Column("stock", Integer, nullable=False, server_default="0"),
    Column("restock_expected_on", String(10)),  # ISO date
    Column("active", Boolean, nullable=False, server_default="1"),
    at("created_at"),
)
