"""What customers bought, as programs send it to get recommendations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.errors import Invalid

PRODUCTS = "products"
MOST_PRODUCTS = 200
MOST_PRODUCTS_IN_ALL = 20_000
_LONGEST = 80
_LARGEST_DAYS = 100_000


@dataclass(frozen=True)
class Bought:
    """A product by its article number, and how many days ago it was bought."""

    sku: str
    days_ago: float = 0.0


def baskets_of(rows: list[Any]) -> list[tuple[Bought, ...]]:
    """Return what each row says was bought: article numbers, or with days.

    Parameters
    ----------
    rows:
        Objects with ``products``, a list of ``"SKU"`` or ``{"sku": "SKU", "days_ago": 12}``.
        A row without it bought nothing that is known.

    Raises
    ------
    Invalid
        If it is anything else, naming the row.
    """
    baskets = [
        _basket(number, row.get(PRODUCTS)) if isinstance(row, Mapping) else ()
        for number, row in enumerate(rows)
    ]
    count = sum(map(len, baskets))
    if count > MOST_PRODUCTS_IN_ALL:
        raise Invalid(
            "products_invalid",
            f"the rows name {count} products; send at most {MOST_PRODUCTS_IN_ALL} at once",
        )
    return baskets


def without_products(rows: Any) -> Any:
    """Return the rows without what was bought: the features in them."""
    if not isinstance(rows, list):
        return rows
    return [
        {name: value for name, value in row.items() if name != PRODUCTS}
        if isinstance(row, Mapping)
        else row
        for row in rows
    ]


def _basket(number: int, given: Any) -> tuple[Bought, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) > MOST_PRODUCTS:
        raise Invalid(
            "products_invalid",
            f"row {number}: {PRODUCTS} must be a list of at most {MOST_PRODUCTS} article numbers",
        )
    return tuple(_bought(number, one) for one in given)


def _bought(number: int, given: Any) -> Bought:
    sku, days = given, 0
    if isinstance(given, Mapping) and given.keys() <= {"sku", "days_ago"}:
        sku, days = given.get("sku"), given.get("days_ago", 0)
    number_of_days = isinstance(days, int | float) and not isinstance(days, bool)
    if not isinstance(sku, str) or not 0 < len(sku) <= _LONGEST or "\0" in sku:
        raise Invalid(
            "products_invalid",
            f'row {number}: a product is "SKU" or {{"sku": "SKU", "days_ago": 12}}, '
            f"with an article number of 1 to {_LONGEST} characters",
        )
    if not number_of_days or not 0 <= days <= _LARGEST_DAYS:
        raise Invalid(
            "products_invalid",
            f"row {number}: days_ago must be a number from 0 to {_LARGEST_DAYS}",
        )
    return Bought(sku, float(days))
