"""The shop's products page by page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from crm.catalogue import Product, products_by_id
from crm.store import Unit
from crm.tables.catalogue import categories, products

PER_PAGE = 24


@dataclass(frozen=True)
class Shelf:
    """One page of products; ``pages`` is at least 1, ``total`` counts all pages' products."""

    products: tuple[Product, ...]
    page: int
    pages: int
    total: int


def shelf(unit: Unit, category: str | None, page: int) -> Shelf:
    """Return a page of the active products of a category (its slug), or of all.

    Parameters
    ----------
    page:
        From 1; the last one is returned for any greater number.
    """
    chosen: list[ColumnElement[bool]] = [products.c.active]
    if category is not None:
        wanted = select(categories.c.id).where(categories.c.slug == category).scalar_subquery()
        chosen.append(products.c.category_id == wanted)
    count = select(func.count()).select_from(products).where(*chosen)
    total = unit.connection.execute(count).scalar_one()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(page, 1), pages)
    # The first of each category, then the second of each: a first page shows the whole shop.
    turn = func.row_number().over(partition_by=products.c.category_id, order_by=products.c.id)
    keys = (
        select(products.c.id)
        .where(*chosen)
        .order_by(turn, products.c.category_id, products.c.id)
        .limit(PER_PAGE)
        .offset((page - 1) * PER_PAGE)
    )
    found = products_by_id(unit, unit.connection.scalars(keys).all())
    return Shelf(tuple(found.values()), page, pages, total)


def category_names(unit: Unit) -> list[tuple[str, str]]:
    """Return slug and name of each category, by name."""
    query = select(categories.c.slug, categories.c.name).order_by(categories.c.name)
    return [(row.slug, row.name) for row in unit.connection.execute(query)]
