"""What the shop sells: products by key or name, searches with wishes, and their cards."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import Row, Select, Text, and_, bindparam, cast, func, or_, select

from crm.errors import NotFound
from crm.money import price_card
from crm.product_words import day_of, is_made_in, singular, words_of
from crm.store import Unit
from crm.tables.catalogue import categories, products

LOW_STOCK = 5
"""From so few left on, a product counts as low."""

PRODUCT_URL = "/product/{id}"
IMAGE_URL = "/demo/images/{id}.svg"

# More matching products than this are more than a customer can choose from.
_MOST = 200


@dataclass(frozen=True)
class Product:
    """A product on sale.

    Parameters
    ----------
    category, category_name:
        Slug and title of its category; nothing when it has none.
    price_minor:
        Price in minor units of ``currency``.
    restock_on:
        Day on which more are expected, when that is known.
    """

    id: int
    sku: str
    name: str
    description: str
    category: str | None
    category_name: str | None
    price_minor: int
    currency: str
    material: str | None
    colours: tuple[str, ...]
    sizes: tuple[str, ...]
    consumable: bool
    stock: int
    restock_on: date | None

    @property
    def availability(self) -> str:
        """Return ``in_stock``, ``low`` or ``out``."""
        return "out" if self.stock <= 0 else "low" if self.stock <= LOW_STOCK else "in_stock"

    def comes_in(self, colour: str | None = None, size: str | None = None) -> bool:
        """Return whether it is made in this colour and size; what is not asked for fits."""
        return is_made_in(self.colours, colour) and is_made_in(self.sizes, size)


@dataclass(frozen=True)
class Wishes:
    """What a customer wants of a product; what is ``None`` does not matter.

    Parameters
    ----------
    category:
        Slug of a category.
    above_minor, below_minor:
        Bounds of the price in minor units, both included.
    """

    category: str | None = None
    colour: str | None = None
    size: str | None = None
    above_minor: int | None = None
    below_minor: int | None = None

    def fit(self, product: Product) -> bool:
        """Return whether a product fulfils all of them."""
        return (
            (self.category is None or product.category == self.category)
            and (self.above_minor is None or product.price_minor >= self.above_minor)
            and (self.below_minor is None or product.price_minor <= self.below_minor)
            and product.comes_in(self.colour, self.size)
        )

    def price_gap(self, product: Product) -> int:
        """Return by how many minor units a product lies beyond the bounds of the price."""
        over = product.price_minor - (self.below_minor or product.price_minor)
        return max(0, over, (self.above_minor or 0) - product.price_minor)


def product(unit: Unit, product_id: int) -> Product:
    """Return an active product.

    Raises
    ------
    NotFound
        If there is none of that key, or it is no longer sold.
    """
    found = products_by_id(unit, [product_id]).get(product_id)
    if found is None:
        raise NotFound("product_unknown", f"there is no product {product_id} on sale")
    return found


def products_by_id(unit: Unit, keys: Iterable[int]) -> dict[int, Product]:
    """Return the active products among these keys, in the order of the keys."""
    wanted = list(keys)
    rows = unit.connection.execute(_by_id(), {"wanted": wanted})
    found = {row.id: _product(row) for row in rows}
    return {key: found[key] for key in wanted if key in found}


@cache
def _by_id() -> Select[Any]:
    # Made once, as making it takes longer than asking it.
    return _query().where(products.c.id.in_(bindparam("wanted", expanding=True)))


def named(unit: Unit, name: str, limit: int = 5) -> tuple[Product, ...]:
    """Return active products that go by a name, best first.

    A whole name, alias or article number counts before names that hold all of the words.
    """
    words = name.casefold().split()
    if not words:
        return ()
    spoken = func.lower(products.c.name + " " + cast(products.c.aliases, Text))
    holds = and_(*(spoken.contains(singular(word), autoescape=True) for word in words[:8]))
    query = _query(products.c.aliases).where(or_(holds, func.lower(products.c.sku) == words[0]))
    rows = unit.connection.execute(query.order_by(products.c.id).limit(_MOST)).all()
    wanted = " ".join(words)

    def far(row: Row[Any]) -> tuple[bool, int]:
        names = {row.name.casefold(), row.sku.casefold(), *(a.casefold() for a in row.aliases)}
        return wanted not in names, row.id

    ordered = sorted(rows, key=far)
    if ordered and not far(ordered[0])[0]:
        ordered = [row for row in ordered if not far(row)[0]]
    return tuple(_product(row) for row in ordered[:limit])


def category_slug(unit: Unit, name: str | int) -> str | None:
    """Return the slug of a category given by key, slug, name or alias."""
    if isinstance(name, int) or name.isdigit():
        return unit.connection.scalar(select(categories.c.slug).where(categories.c.id == int(name)))
    wanted = name.casefold().strip()
    rows = unit.connection.execute(
        select(categories.c.slug, categories.c.name, categories.c.aliases)
    )
    for row in rows:
        if wanted in {row.slug, row.name.casefold(), *(a.casefold() for a in row.aliases)}:
            return str(row.slug)
    return None


def search(
    unit: Unit,
    wishes: Wishes,
    *,
    in_stock: bool = False,
    dearest_first: bool = False,
    exclude: Collection[int] = (),
) -> tuple[Product, ...]:
    """Return active products that fulfil the wishes, cheapest first, at most a few hundred."""
    query = _query().where(products.c.id.not_in(list(exclude)))
    if wishes.category is not None:
        query = query.where(categories.c.slug == wishes.category)
    if wishes.above_minor is not None:
        query = query.where(products.c.price_minor >= wishes.above_minor)
    if wishes.below_minor is not None:
        query = query.where(products.c.price_minor <= wishes.below_minor)
    if in_stock:
        query = query.where(products.c.stock > 0)
    for word in (wishes.colour, wishes.size):
        if word is not None:
            held = func.lower(cast(products.c.attributes, Text))
            query = query.where(held.contains(word.casefold().split()[-1], autoescape=True))
    first = products.c.price_minor.desc() if dearest_first else products.c.price_minor
    rows = unit.connection.execute(query.order_by(first, products.c.id).limit(_MOST))
    return tuple(found for row in rows if wishes.fit(found := _product(row)))


def card(found: Product, why: str | None = None) -> dict[str, Any]:
    """Return a product's card in the form of the REST API."""
    return {
        "kind": "product",
        "id": found.id,
        "title": found.name,
        "category": found.category_name,
        "price": price_card(found.price_minor, found.currency),
        "image": IMAGE_URL.format(id=found.id),
        "stock": found.availability,
        "url": PRODUCT_URL.format(id=found.id),
        "why": why,
    }


def _query(*more: Any) -> Select[Any]:
    names = Product.__dataclass_fields__.keys() & set(products.c.keys())
    return (
        select(
            *(products.c[name] for name in names),
            products.c.attributes,
            products.c.restock_expected_on,
            categories.c.slug,
            categories.c.name.label("category_title"),
            *more,
        )
        .outerjoin(categories, categories.c.id == products.c.category_id)
        .where(products.c.active)
    )


def _product(row: Row[Any]) -> Product:
    attributes = row.attributes or {}
    material = attributes.get("material")
    return Product(
        id=row.id,
        sku=row.sku,
        name=row.name,
        description=row.description,
        category=row.slug,
        category_name=row.category_title,
        price_minor=row.price_minor,
        currency=row.currency,
        material=str(material) if material else None,
        colours=words_of(attributes.get("colours")),
        sizes=words_of(attributes.get("sizes")),
        consumable=row.consumable,
        stock=row.stock,
        restock_on=day_of(row.restock_expected_on),
    )
