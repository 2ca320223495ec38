"""Imports a file of products: new ones are added, changed ones brought up to date."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import insert, select, update

from crm.store import Unit
from crm.tables.catalogue import categories, products
from shopdata.imports.mapping import Field
from shopdata.imports.report import Report
from shopdata.imports.values import BadValue, amount_minor, identifier, quantity, text

FIELDS = (
    Field("product", True, ("sku", "product_id", "stock_code", "article", "id")),
    Field("name", True, ("title", "product_name")),
    Field("price", True, ("unit_price", "list_price")),
    Field("description", False, ("text", "details")),
    Field("category", False, ("product_category", "department", "type")),
    Field("stock", False, ("quantity", "inventory", "in_stock")),
    Field("colours", False, ("colors", "colour", "color")),
    Field("sizes", False, ("size",)),
    Field("material", False, ()),
    Field("aliases", False, ("synonyms", "also_known_as")),
    Field("consumable", False, ()),
    Field("active", False, ("published", "visible")),
)
_LISTS = ("colours", "sizes", "aliases")
_YES = {"1", "yes", "y", "true", "t"}
_NO = {"0", "no", "n", "false", "f"}
_BATCH = 500


@dataclass(frozen=True)
class Product:
    """A clean row of a products file: the columns that it says something about."""

    sku: str
    category: str | None
    columns: Mapping[str, Any]


def clean_product(
    values: Sequence[Any], positions: Mapping[str, int], currency: str
) -> tuple[Product, list[str]]:
    """Return the product in a row and the repairs it needed.

    Raises
    ------
    BadValue
        If code, name or price are missing or cannot be read.
    """
    raw = {name: text(values[i]) for name, i in positions.items()}
    sku, name = identifier(raw["product"]).upper(), raw["name"]
    if not sku or not name:
        raise BadValue("no product code" if not sku else "no name")
    price, rounded = amount_minor(raw["price"])
    if price <= 0:
        raise BadValue(f"price {raw['price']!r} is zero or negative")
    columns: dict[str, Any] = {"name": name[:200], "price_minor": price, "currency": currency}
    if raw.get("description"):
        columns["description"] = raw["description"]
    if raw.get("stock"):
        columns["stock"] = max(quantity(raw["stock"]), 0)
    lists = {key: _split(raw[key]) for key in _LISTS if raw.get(key)}
    if "aliases" in lists:
        columns["aliases"] = lists.pop("aliases")
    attributes = {**lists, **({"material": raw["material"]} if raw.get("material") else {})}
    if attributes:
        columns["attributes"] = attributes
    for flag in ("consumable", "active"):
        if raw.get(flag):
            columns[flag] = _flag(flag, raw[flag])
    repairs = ["price rounded to the minor unit"] if rounded else []
    return Product(sku[:60], raw.get("category") or None, columns), repairs


def write_goods(unit: Unit, goods: Sequence[Product], report: Report) -> None:
    """Add or change products and the categories that they name."""
    rest = iter(goods)
    while batch := list(islice(rest, _BATCH)):
        slugs = _categories(unit, {p.category for p in batch if p.category}, report)
        query = select(products).where(products.c.sku.in_([p.sku for p in batch]))
        known = {row["sku"]: dict(row) for row in unit.connection.execute(query).mappings()}
        for product in batch:
            columns = dict(product.columns)
            if product.category:
                columns["category_id"] = slugs[slug(product.category)]
            row = known.get(product.sku)
            if row is None:
                new = {"attributes": {}, "aliases": [], "created_at": unit.now, **columns}
                unit.connection.execute(insert(products).values(sku=product.sku, **new))
                known[product.sku] = {**new, "sku": product.sku}
                report.written["products"] += 1
            elif changed := {k: v for k, v in columns.items() if row.get(k) != v}:
                change = update(products).where(products.c.sku == product.sku)
                unit.connection.execute(change.values(changed))
                row.update(changed)
                report.written["products changed"] += 1
            else:
                report.unchanged += 1


def slug(name: str) -> str:
    """Return a category's name as its stable key: small letters and dashes."""
    return re.sub(r"[^\w]+", "-", name.casefold()).strip("-")[:60]


def _categories(unit: Unit, names: set[str], report: Report) -> dict[str, int]:
    wanted = {slug(name): name for name in sorted(names)}
    query = select(categories.c.slug, categories.c.id).where(categories.c.slug.in_(list(wanted)))
    known = dict(unit.connection.execute(query).all())
    for key, name in wanted.items():
        if key not in known:
            row = insert(categories).values(slug=key, name=name[:80], aliases=[])
            known[key] = unit.connection.execute(row.returning(categories.c.id)).scalar_one()
            report.written["categories"] += 1
    return known


def _split(value: str) -> list[str]:
    return [part.strip() for part in re.split(r"[;|,/]", value) if part.strip()]


def _flag(name: str, value: str) -> bool:
    if value.casefold() not in _YES | _NO:
        raise BadValue(f"{name} is {value!r}; write yes or no")
    return value.casefold() in _YES
