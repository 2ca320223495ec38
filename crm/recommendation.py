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

from sqlalchemy import select

from crm.catalogue import Product, Wishes, products_by_id, search
from crm.events import Event, record
from crm.purchase_taste import Taste, taste_of
from crm.recommendation_sources import Found, groups
from crm.requester import Requester
from crm.store import Unit
from crm.tables.catalogue import products


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
    return tuple(islice(_picks(unit, customer_id, wishes, near, taste), count))


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
    unit: Unit, customer_id: int | None, wishes: Wishes, near: int | None, taste: Taste
) -> Iterator[Pick]:
    """Yield picks, so that of any three that follow each other not all are of one category."""
    varied = wishes.category is None
    named: set[int] = {near} if near is not None else set()
    last: list[str | None] = []
    postponed: list[Pick] = []
    for group in groups(unit, customer_id, wishes, near, taste):
        picks = _allowed(unit, group.found, wishes, taste, named)
        named.update(pick.product.id for pick in picks)
        waiting = postponed + picks
        postponed = []
        while waiting:
            place = _next(waiting, last) if varied else 0
            if place is None:
                postponed = waiting
                break
            pick = waiting.pop(place)
            last = [*last[-1:], pick.product.category]
            yield pick
        if group.closed:
            yield from postponed
            postponed = []
    yield from postponed


def _next(waiting: Sequence[Pick], last: Sequence[str | None]) -> int | None:
    """Return the place of the first that is not the third of its category in a row."""
    full = last[0] if len(last) == 2 and last[0] == last[1] else None
    if full is None:
        return 0
    free = (place for place, pick in enumerate(waiting) if pick.product.category != full)
    return next(free, None)


def _allowed(
    unit: Unit, found: Sequence[Found], wishes: Wishes, taste: Taste, named: Collection[int]
) -> list[Pick]:
    """Return what may be recommended; what costs unusually much or little comes last."""
    keys = [one.product_id for one in found if one.product is None and one.product_id not in named]
    products_known = products_by_id(unit, keys) if keys else {}
    names = _names(unit, {one.because for one in found if one.because is not None})
    picks = []
    for one in found:
        product = one.product or products_known.get(one.product_id)
        if product is None or one.product_id in named or product.stock <= 0:
            continue
        if not wishes.fit(product) or (product.id in taste.bought and not product.consumable):
            continue
        picks.append(_pick(product, one, names))
    if wishes.above_minor is None and wishes.below_minor is None:
        picks.sort(key=lambda pick: not taste.is_usual(pick.product.price_minor))
    return picks


def _names(unit: Unit, keys: Collection[int]) -> dict[int, str]:
    # A reason may be a product that is no longer sold.
    query = select(products.c.id, products.c.name).where(products.c.id.in_(list(keys)))
    return {row.id: row.name for row in unit.connection.execute(query)} if keys else {}


def _pick(product: Product, found: Found, names: dict[int, str]) -> Pick:
    if found.source == "popular_in":
        because = product.category_name
    elif found.source == "again":
        because = "twice" if found.times == 2 else f"{found.times} times"
    else:
        because = None if found.because is None else names.get(found.because)
    return Pick(product, found.source, because)
