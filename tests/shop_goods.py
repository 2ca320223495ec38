"""Products and categories of a test shop."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from crm.store import Unit
from crm.tables.catalogue import categories, products
from tests.shop_rows import Item, add, count


def add_product(
    unit: Unit,
    name: str = "Stoneware teapot",
    price_minor: int = 2500,
    *,
    stock: int = 10,
    category: str | None = "kitchen",
    attributes: dict[str, Any] | None = None,
    aliases: Sequence[str] = (),
    description: str = "",
    consumable: bool = False,
    restock_expected_on: str | None = None,
    active: bool = True,
) -> Item:
    """Add a product, and its category (a slug) when that is new."""
    sku = f"SKU-{count(unit, products) + 1:04d}"
    row = {
        "sku": sku,
        "name": name,
        "description": description,
        "category_id": None if category is None else add_category(unit, category),
        "price_minor": price_minor,
        "currency": "EUR",
        "attributes": attributes or {},
        "aliases": list(aliases),
        "consumable": consumable,
        "stock": stock,
        "restock_expected_on": restock_expected_on,
        "active": active,
        "created_at": unit.now - timedelta(days=500),
    }
    return Item(add(unit, products, row), sku, name, price_minor)


def add_category(unit: Unit, slug: str) -> int:
    """Return the key of a category, which is added when it is new."""
    found = unit.connection.scalar(select(categories.c.id).where(categories.c.slug == slug))
    if found is not None:
        return int(found)
    name = slug.replace("-", " ").capitalize()
    return add(unit, categories, {"slug": slug, "name": name, "aliases": []})
