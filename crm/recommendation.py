"""What to recommend: the models' picks for a customer, what goes together, what is popular.

The sources are asked in this order until there is enough: what the models found for the customer,
what was bought together with the product in talk or with the latest purchases, what is popular in
the wished category, what is popular at all. Rules hold for all of them: in stock and on sale, as
wished, not bought already, usual prices first, not three of a kind. Each pick bears one plain
reason.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from sqlalchemy import bindparam, select

from crm.catalogue import Product, Wishes, products_by_id, search
from crm.events import Event, record
from crm.purchase_taste import Taste, taste_of
from crm.recommendation_sources import Found, groups
from crm.requester import Requester
from crm.store import Unit
from crm.tables.catalogue import products

Fitting = tuple[Product, Found]

# Made once, as making a query takes longer than asking it.
_NAMES = select(products.c.id, products.c.name).where(
    products.c.id.in_(bindparam("keys", expanding=True))
)


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
        ``because_bought``, ``like_bought``, ``for_you``, ``again``, ``goes_with``, ``alike``,
        ``popular_in``, ``popular``, ``fits``, ``near_price`` or ``range``.
    because:
        The product or the category that speaks for it, or how often it was bought.
    """

    product: Product
    source: str
    because: str | None = None

    @property
    def reason(self) -> str:
        """Return one plain reason, to be shown with the product."""
        return {
            "because_bought": f"because you bought the {self.because}",
            "like_bought": f"like the {self.because} that you bought",
            "for_you": "fits what you bought before",
            "again": f"you have bought it {self.because} and may need it again",
            "goes_with": f"also bought by customers who bought the {self.because}",
            "alike": f"like the {self.because}",
            "popular_in": f"popular in {self.because}",
            "popular": "popular at the moment",
            "fits": "fits what you are looking for",
            "near_price": "nearest to your price",
            "range": "from our range",
        }[self.source]


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
    taste = taste_of(unit, customer_id)
    fitting = islice(_fitting(unit, customer_id, wishes, near, taste), count)
    return _picks(unit, list(fitting))


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


def _fitting(
    unit: Unit, customer_id: int | None, wishes: Wishes, near: int | None, taste: Taste
) -> Iterator[Fitting]:
    """Yield what may be recommended, of any three in a row not all of one category."""
    # What is of a wished category is few, and is then known for all sources.
    pool = search(unit, wishes, in_stock=True) if wishes.category is not None else None
    named: set[int] = {near} if near is not None else set()
    last: list[str | None] = []
    postponed: list[Fitting] = []
    for group in groups(unit, customer_id, wishes, near, taste, pool):
        allowed = _allowed(unit, group.found, wishes, taste, named, pool)
        named.update(product.id for product, _ in allowed)
        waiting, postponed = postponed + allowed, []
        while waiting:
            place = _next(waiting, last) if pool is None else 0
            if place is None:
                postponed = waiting
                break
            product, found = waiting.pop(place)
            last = [*last[-1:], product.category]
            yield product, found
        if group.closed:
            yield from postponed
            postponed = []
    yield from postponed


def _next(waiting: Sequence[Fitting], last: Sequence[str | None]) -> int | None:
    """Return the place of the first that is not the third of its category in a row."""
    if len(last) < 2 or last[0] != last[1]:
        return 0
    free = (place for place, (one, _) in enumerate(waiting) if one.category != last[0])
    return next(free, None)


def _allowed(
    unit: Unit,
    found: Sequence[Found],
    wishes: Wishes,
    taste: Taste,
    named: Collection[int],
    pool: Sequence[Product] | None,
) -> list[Fitting]:
    """Return what may be recommended; what costs unusually much or little comes last."""
    new = [one for one in found if one.product_id not in named]
    if pool is not None:
        known = {product.id: product for product in pool}
    else:
        keys = [one.product_id for one in new if one.product is None]
        known = products_by_id(unit, keys) if keys else {}
    fitting = []
    for one in new:
        product = one.product or known.get(one.product_id)
        if product is None or product.stock <= 0 or not wishes.fit(product):
            continue
        if product.consumable or product.id not in taste.bought:
            fitting.append((product, one))
    if wishes.above_minor is None and wishes.below_minor is None:
        fitting.sort(key=lambda pair: not taste.is_usual(pair[0].price_minor))
    return fitting


def _picks(unit: Unit, fitting: Sequence[Fitting]) -> tuple[Pick, ...]:
    # A reason may be a product that is no longer sold.
    keys = {found.because for _, found in fitting if found.because is not None}
    rows = unit.connection.execute(_NAMES, {"keys": list(keys)}) if keys else ()
    names: dict[int, str] = {row.id: row.name for row in rows}
    return tuple(_pick(product, found, names) for product, found in fitting)


def _pick(product: Product, found: Found, names: dict[int, str]) -> Pick:
    if found.source == "popular_in":
        because = product.category_name
    elif found.source == "again":
        because = "twice" if found.times == 2 else f"{found.times} times"
    else:
        because = None if found.because is None else names.get(found.because)
    return Pick(product, found.source, because)
