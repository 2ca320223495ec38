"""The 300 products of the demo shop, and what the generator must know of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Category:
    """A category of the shop.

    Parameters
    ----------
    slug, name:
        Its stable word, its title.
    aliases:
        What customers call it.
    """

    slug: str
    name: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Product:
    """A product of the demo shop.

    Parameters
    ----------
    price_minor:
        Price in cents of a euro.
    lasts_days:
        How long one lasts a household, for what is used up; else ``None``.
    """

    sku: str
    name: str
    category: str
    description: str
    price_minor: int
    material: str
    colours: tuple[str, ...]
    sizes: tuple[str, ...]
    aliases: tuple[str, ...]
    lasts_days: int | None

    @property
    def consumable(self) -> bool:
        """Whether it is used up and bought again."""
        return self.lasts_days is not None

    @property
    def attributes(self) -> dict[str, Any]:
        """Return what the store keeps as the product's attributes."""
        found: dict[str, Any] = {"material": self.material, "colours": list(self.colours)}
        if self.sizes:
            found["sizes"] = list(self.sizes)
        return found


@dataclass(frozen=True)
class Goods:
    """The whole range, with the columns that the generator draws from.

    Parameters
    ----------
    category_of:
        Index of each product's category.
    lasts:
        Days that each product lasts, 0 for what is not used up.
    companions:
        Per product up to three products that go with it, -1 where there are fewer.
    """

    categories: tuple[Category, ...]
    products: tuple[Product, ...]
    category_of: NDArray[np.int64]
    price: NDArray[np.int64]
    lasts: NDArray[np.int64]
    companions: NDArray[np.int64]

    def index(self, sku: str) -> int:
        """Return the position of a product."""
        return next(i for i, product in enumerate(self.products) if product.sku == sku)


@cache
def load_goods() -> Goods:
    """Read the range from its files, in the order of their names."""
    categories: list[Category] = []
    products: list[Product] = []
    for path in sorted((HERE / "products").glob("*.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        head = content["category"]
        categories.append(Category(head["id"], head["name"], tuple(head["aliases"])))
        products += [_product(row, head["id"]) for row in content["products"]]
    slugs = [category.slug for category in categories]
    return Goods(
        categories=tuple(categories),
        products=tuple(products),
        category_of=np.array([slugs.index(product.category) for product in products]),
        price=np.array([product.price_minor for product in products]),
        lasts=np.array([product.lasts_days or 0 for product in products]),
        companions=_companions([product.sku for product in products]),
    )


def _product(row: dict[str, Any], category: str) -> Product:
    attributes = row["attributes"]
    return Product(
        sku=row["sku"],
        name=row["name"],
        category=category,
        description=row["description"],
        price_minor=row["price"],
        material=attributes["material"],
        colours=tuple(attributes["colours"]),
        sizes=tuple(str(size) for size in attributes.get("sizes", ())),
        aliases=tuple(row["aliases"]),
        lasts_days=row.get("lasts_days"),
    )


def _companions(skus: list[str]) -> NDArray[np.int64]:
    content = yaml.safe_load((HERE / "lists" / "bundles.yml").read_text(encoding="utf-8"))
    found = np.full((len(skus), 3), -1)
    for sku, others in content.items():
        found[skus.index(sku), : len(others)] = [skus.index(other) for other in others]
    return found
