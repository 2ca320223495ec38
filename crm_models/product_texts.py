"""What is written about the shop's products."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from crm.store import Unit
from crm.tables.catalogue import categories, products
from crm_models.arrays import Keys


@dataclass(frozen=True)
class ProductTexts:
    """Products by key, ascending.

    Parameters
    ----------
    product:
        Their keys, shape ``(n,)``.
    text:
        Name, category, description and attributes of each, as one text.
    active:
        Whether it is on sale, shape ``(n,)``.
    """

    product: Keys
    text: tuple[str, ...]
    active: NDArray[np.bool_]


def read_products(unit: Unit) -> ProductTexts:
    """Return all products of the store, those that are no longer sold too."""
    query = (
        select(
            products.c.id,
            products.c.name,
            categories.c.name.label("category"),
            products.c.description,
            products.c.attributes,
            products.c.active,
        )
        .outerjoin(categories, categories.c.id == products.c.category_id)
        .order_by(products.c.id)
    )
    rows = unit.connection.execute(query).all()
    return ProductTexts(
        np.array([row.id for row in rows], dtype=np.int64),
        tuple(
            product_text(row.name, row.category, row.description, row.attributes) for row in rows
        ),
        np.array([row.active for row in rows], dtype=bool),
    )


def product_text(
    name: str, category: str | None, description: str, attributes: dict[str, Any] | None
) -> str:
    """Return what is written about a product as one text, the most telling first."""
    words = [word for value in (attributes or {}).values() for word in _words(value)]
    parts = (name, category or "", description, ", ".join(words))
    return ". ".join(part.strip().rstrip(".") for part in parts if part.strip())


def _words(value: Any) -> Iterable[str]:
    if isinstance(value, list):
        return [word for one in value for word in _words(one)]
    return [str(value)] if isinstance(value, str | int | float) else []
