"""Where recommendations come from, the best source first; each says why it names a product."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import bindparam, select

from crm.catalogue import Product, Wishes, search
from crm.popular import popular_products
from crm.purchase_taste import Taste
from crm.store import Unit
from crm.tables.events import customer_recommendations, product_neighbours

_COMPANIONS = 30
_OF_EACH = 10
_LATEST = 10
# What is due again comes after two new things.
_DUE_PLACE = 2
_AT_ONCE = 10

# Made once, as making a query takes longer than asking it.
_ROWS = (
    select(customer_recommendations.c.product_id, customer_recommendations.c.because_product_id)
    .where(customer_recommendations.c.customer_id == bindparam("customer"))
    .order_by(customer_recommendations.c.rank)
)
_GO_WITH = (
    select(product_neighbours.c.neighbour_id, product_neighbours.c.together)
    .where(product_neighbours.c.product_id == bindparam("product"))
    .order_by(product_neighbours.c.rank)
    .limit(_COMPANIONS)
)
_SPEAK = select(
    product_neighbours.c.product_id,
    product_neighbours.c.neighbour_id,
    product_neighbours.c.rank,
    product_neighbours.c.together,
).where(
    product_neighbours.c.product_id.in_(bindparam("bought", expanding=True)),
    product_neighbours.c.rank <= _OF_EACH,
)


class Found(NamedTuple):
    """A product that a source names.

    Parameters
    ----------
    because:
        Key of the product that speaks for it.
    times:
        How often the customer bought it, where that speaks for it.
    product:
        The product, where the source knows it already.
    """

    product_id: int
    source: str
    because: int | None = None
    times: int = 0
    product: Product | None = None


@dataclass(frozen=True)
class Group:
    """What one source found, best first.

    Parameters
    ----------
    closed:
        Whether all of it goes before the next source, however much alike it is.
    """

    found: Sequence[Found]
    closed: bool = False


def groups(
    unit: Unit,
    customer_id: int | None,
    wishes: Wishes,
    near: int | None,
    taste: Taste,
    pool: Sequence[Product] | None,
) -> Iterator[Group]:
    """Yield what each source found; a later one is asked only when the earlier ones ran dry.

    Parameters
    ----------
    near:
        Key of a product whose companions come first.
    pool:
        All that fits, where a category is wished for.
    """
    if near is not None:
        yield Group(_companions(unit, near), closed=True)
    if customer_id is not None:
        yield Group(_for_customer(unit, customer_id, taste))
    if taste.bought:
        yield from _in_parts(_with_purchases(unit, taste))
    popular = popular_products(unit)
    if pool is not None:
        of_pool = {one.id for one in pool}
        yield Group([Found(key, "popular_in") for key in popular if key in of_pool])
        yield Group([Found(one.id, "fits") for one in pool])
        return
    yield from _in_parts([Found(key, "popular") for key in popular])
    # What nobody has bought lately may still be what is wished for.
    rest = "range" if wishes == Wishes() else "fits"
    yield Group([Found(one.id, rest, product=one) for one in search(unit, wishes, in_stock=True)])


def _in_parts(found: Sequence[Found]) -> Iterator[Group]:
    """Yield a few at a time, as mostly the first few are enough."""
    for start in range(0, len(found), _AT_ONCE):
        yield Group(found[start : start + _AT_ONCE])


def _for_customer(unit: Unit, customer_id: int, taste: Taste) -> list[Found]:
    found = [
        Found(key, "for_you" if why is None else "because_bought", why)
        for key, why in unit.connection.execute(_ROWS, {"customer": customer_id})
    ]
    due = [Found(key, "again", times=times) for key, times in taste.due_again()]
    return found[:_DUE_PLACE] + due + found[_DUE_PLACE:]


def _companions(unit: Unit, product_id: int) -> list[Found]:
    return [
        Found(key, "goes_with" if together else "alike", product_id)
        for key, together in unit.connection.execute(_GO_WITH, {"product": product_id})
    ]


def _with_purchases(unit: Unit, taste: Taste) -> list[Found]:
    """Return the companions of the latest purchases: a product that several speak for is first."""
    latest = list(taste.bought)[:_LATEST]
    newness = {key: 1 / (2 + place) for place, key in enumerate(latest)}
    total: dict[int, float] = defaultdict(float)
    strongest: dict[int, tuple[float, int, int]] = {}
    for bought, key, rank, together in unit.connection.execute(_SPEAK, {"bought": latest}):
        share = newness[bought] / (2 + rank)
        total[key] += share
        strongest[key] = max(strongest.get(key, (0.0, 0, 0)), (share, together, bought))
    ordered = sorted(total, key=lambda key: (-total[key], key))
    return [
        Found(key, "because_bought" if strongest[key][1] else "like_bought", strongest[key][2])
        for key in ordered[:_COMPANIONS]
    ]
