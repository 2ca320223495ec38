"""Scores of many customers at once, for programs of the shop: by the shop's own references."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import Row, select

from crm.store import Unit
from crm.tables.catalogue import products
from crm.tables.events import customer_recommendations, customer_scores
from crm.tables.people import customers


def stored_scores(unit: Unit, references: Collection[str]) -> dict[str, Row[Any]]:
    """Return the rows of ``customer_scores`` by reference; who has none is left out."""
    query = (
        select(customers.c.reference, customer_scores)
        .join(customer_scores, customer_scores.c.customer_id == customers.c.id)
        .where(customers.c.reference.in_(set(references)), customers.c.erased_at.is_(None))
    )
    return {row.reference: row for row in unit.connection.execute(query)}


def stored_products(unit: Unit, references: Collection[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the products that the models recommend, best first, by the customer's reference.

    Each has ``id``, ``sku``, ``title``, ``score`` and ``because``, the bought product that speaks
    most for it, if there is one. What is sold no more is left out.
    """
    because = products.alias("because")
    query = (
        select(
            customers.c.reference,
            products.c.id,
            products.c.sku,
            products.c.name.label("title"),
            customer_recommendations.c.score,
            because.c.name.label("because"),
        )
        .join(customer_recommendations, customer_recommendations.c.customer_id == customers.c.id)
        .join(products, products.c.id == customer_recommendations.c.product_id)
        .outerjoin(because, because.c.id == customer_recommendations.c.because_product_id)
        .where(
            customers.c.reference.in_(set(references)),
            customers.c.erased_at.is_(None),
            products.c.active,
        )
        .order_by(customers.c.id, customer_recommendations.c.rank)
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in unit.connection.execute(query).mappings():
        shown = dict(row)
        found[shown.pop("reference")].append(shown)
    return found


def products_by_sku(unit: Unit, skus: Collection[str]) -> dict[str, int]:
    """Return store keys of products by article number; what the shop does not know is left out."""
    query = select(products.c.sku, products.c.id).where(products.c.sku.in_(set(skus)))
    return {row.sku: row.id for row in unit.connection.execute(query)}


def named_products(unit: Unit, keys: Collection[int]) -> dict[int, dict[str, Any]]:
    """Return ``id``, ``sku`` and ``title`` of products by their store keys."""
    query = select(products.c.id, products.c.sku, products.c.name.label("title"))
    found = unit.connection.execute(query.where(products.c.id.in_(set(keys)))).mappings()
    return {row["id"]: dict(row) for row in found}
