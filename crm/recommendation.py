"""What to recommend: the models' picks for a customer, what goes together, what is popular.

The sources are asked in this order until there is enough: what the models found for the customer,
what was bought together with the product in talk or with the last purchase, what is popular in the
wished or the usual category, what is popular at all. Each pick bears one plain reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sqlalchemy import Select, func, select

from crm.catalogue import Product, Wishes, products_by_id, search
from crm.events import Event, record
from crm.requester import Requester
from crm.store import Unit
from crm.tables.catalogue import products
from crm.tables.events import customer_recommendations, product_neighbours
from crm.tables.orders import order_lines, orders

# Popularity is counted in so many of the newest orders, which bounds its cost in any shop.
_NEWEST_ORDERS = 1000
_CANDIDATES = 60


@dataclass(frozen=True)
class ProductsRecommended(Event):
    """Products were shown to a customer, best first, with where each came from."""

    product_ids: tuple[int, ...]
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Pick:
    """A recommended product and why, in words and as a code.

    Parameters
    ----------
    source:
        ``because_bought``, ``goes_with``, ``popular_in``, ``popular``, ``fits``, ``near_price``
        or ``range``.
    because:
        The product or the category that speaks for it.
    """

    product: Product
    source: str
    because: str | None = None

    @property
    def reason(self) -> str:
        """Return one plain reason, to be shown with the product."""
        return {
            "because_bought": f"because you bought the {self.because}",
            "goes_with": f"often bought together with the {self.because}",
            "popular_in": f"popular in {self.because}",
            "popular": "popular at the moment",
            "fits": "fits what you are looking for",
            "near_price": "nearest to your price",
            "range": "from our range",
        }[self.source]


@dataclass(frozen=True)
class _Found:
    product_id: int
    source: str
    because: int | None = None


def recommend(
    unit: Unit,
    customer_id: int | None = None,
    wishes: Wishes | None = None,
    *,
    near: int | None = None,
    count: int = 3,
) -> tuple[Pick, ...]:
    """Return products that fit a customer and the wishes of this turn, best first.

    Only active products in stock that fulfil all wishes are named, and none that the customer
    has bought already, unless it is used up and bought again.

    Parameters
    ----------
    customer_id:
        Store key of the verified customer; nothing for a guest.
    near:
        Key of a product in talk, whose companions are wanted first.
    count:
        How many at most.
    """
    wishes = wishes or Wishes()
    bought = _bought(unit, customer_id)
    return tuple(islice(_picks(unit, customer_id, wishes, near, bought), count))


def nearest_in_price(
    unit: Unit, wishes: Wishes, *, among: Collection[Product] = (), count: int = 3
) -> tuple[Pick, ...]:
    """Return what is wished but for the price, the nearest to its bounds first.

    Parameters
    ----------
    among:
        Products to choose from; none for all that fulfil the other wishes.
    """
    without = replace(wishes, above_minor=None, below_minor=None)
    found = [one for one in among if one.stock > 0 and without.fit(one)]
    if not among:
        found = list(search(unit, without, in_stock=True, dearest_first=wishes.below_minor is None))
    found.sort(key=lambda one: (wishes.price_gap(one), one.id))
    return tuple(Pick(one, "near_price") for one in found[:count])


def record_recommended(unit: Unit, requester: Requester, picks: Sequence[Pick]) -> None:
    """Keep the event of what was recommended to whom."""
    event = ProductsRecommended(
        tuple(pick.product.id for pick in picks), tuple(pick.source for pick in picks)
    )
    record(
        unit,
        event,
        customer_id=requester.customer_id,
        conversation_id=requester.conversation_id,
    )


def _picks(
    unit: Unit, customer_id: int | None, wishes: Wishes, near: int | None, bought: list[int]
) -> Iterator[Pick]:
    named: set[int] = {near} if near is not None else set()
    for found in _sources(unit, customer_id, wishes, near, bought):
        keys = [one.product_id for one in found]
        reasons = [one.because for one in found if one.because is not None]
        known = products_by_id(unit, keys)
        names = _names(unit, reasons)
        for one in found:
            product = known.get(one.product_id)
            if product is None or one.product_id in named or product.stock <= 0:
                continue
            if not wishes.fit(product) or (product.id in bought and not product.consumable):
                continue
            named.add(product.id)
            yield _pick(product, one, names)


def _sources(
    unit: Unit, customer_id: int | None, wishes: Wishes, near: int | None, bought: list[int]
) -> Iterator[list[_Found]]:
    """Yield what each source found; a later one is asked only when the earlier ones ran dry."""
    if near is not None:
        yield _neighbours(unit, near)
    if customer_id is not None:
        yield _for_customer(unit, customer_id)
    if bought:
        yield _neighbours(unit, bought[0])
    fitting = _popular(unit, wishes)
    if wishes.category is not None:
        yield [_Found(key, "popular_in") for key in fitting]
    else:
        yield [_Found(key, "popular") for key in fitting]
    # What nobody has bought lately may still be what is wished for.
    rest = "range" if wishes == Wishes() else "fits"
    yield [_Found(one.id, rest) for one in search(unit, wishes, in_stock=True)]


def _for_customer(unit: Unit, customer_id: int) -> list[_Found]:
    query = (
        select(customer_recommendations.c.product_id, customer_recommendations.c.because_product_id)
        .where(customer_recommendations.c.customer_id == customer_id)
        .order_by(customer_recommendations.c.rank)
    )
    return [_Found(key, "because_bought", why) for key, why in unit.connection.execute(query)]


def _neighbours(unit: Unit, product_id: int) -> list[_Found]:
    query = (
        select(product_neighbours.c.neighbour_id)
        .where(product_neighbours.c.product_id == product_id)
        .order_by(product_neighbours.c.rank)
        .limit(_CANDIDATES)
    )
    return [_Found(key, "goes_with", product_id) for key in unit.connection.scalars(query)]


def _popular(unit: Unit, wishes: Wishes) -> list[int]:
    """Return keys of the products in most of the newest orders that may fit the wishes."""
    newest = (
        select(orders.c.id)
        .where(orders.c.status != "cancelled")
        .order_by(orders.c.placed_at.desc())
        .limit(_NEWEST_ORDERS)
        .subquery()
    )
    query: Select[Any] = (
        select(order_lines.c.product_id)
        .join(newest, newest.c.id == order_lines.c.order_id)
        .group_by(order_lines.c.product_id)
        .order_by(func.count().desc(), order_lines.c.product_id)
    )
    ranked = list(unit.connection.scalars(query))
    if wishes == Wishes():
        return ranked[:_CANDIDATES]
    fitting = {one.id for one in search(unit, wishes, in_stock=True)}
    return [key for key in ranked if key in fitting]


def _bought(unit: Unit, customer_id: int | None) -> list[int]:
    """Return the keys of what a customer bought, the latest first."""
    if customer_id is None:
        return []
    query = (
        select(order_lines.c.product_id)
        .join(orders, orders.c.id == order_lines.c.order_id)
        .where(orders.c.customer_id == customer_id, orders.c.status != "cancelled")
        .order_by(orders.c.placed_at.desc(), order_lines.c.position)
    )
    return list(dict.fromkeys(unit.connection.scalars(query)))


def _names(unit: Unit, keys: Collection[int]) -> dict[int, str]:
    # A reason may be a product that is no longer sold.
    query = select(products.c.id, products.c.name).where(products.c.id.in_(list(set(keys))))
    return {row.id: row.name for row in unit.connection.execute(query)} if keys else {}


def _pick(product: Product, found: _Found, names: dict[int, str]) -> Pick:
    if found.source == "popular_in" and product.category_name is not None:
        return Pick(product, "popular_in", product.category_name)
    if found.because is not None and found.because in names:
        return Pick(product, found.source, names[found.because])
    return Pick(product, found.source if found.source in {"fits", "range"} else "popular")
