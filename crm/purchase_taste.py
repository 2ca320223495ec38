"""What a customer's purchases tell: what was had, what is due again, and what is usually paid."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from statistics import quantiles

from sqlalchemy import bindparam, select

from crm.store import Unit
from crm.tables.orders import order_lines, orders

_NEWEST_LINES = 200
# From so many purchases on there is a usual price.
_PRICED = 3
_DAY = timedelta(days=1)

# Made once, as making a query takes longer than asking it.
_LINES = (
    select(order_lines.c.product_id, orders.c.placed_at, order_lines.c.unit_price_minor)
    .join(orders, orders.c.id == order_lines.c.order_id)
    .where(orders.c.customer_id == bindparam("customer"), orders.c.status != "cancelled")
    .order_by(orders.c.placed_at.desc(), order_lines.c.position)
    .limit(_NEWEST_LINES)
)


@dataclass(frozen=True)
class Taste:
    """A customer's purchases, cancelled orders left out.

    Parameters
    ----------
    bought:
        The instants at which each product was ordered, the latest first, by its key; the product
        ordered last comes first.
    cheapest_minor, dearest_minor:
        Bounds of what is usually paid for one thing; nothing while too little is known.
    now:
        When this was read.
    """

    now: datetime
    bought: dict[int, list[datetime]] = field(default_factory=dict)
    cheapest_minor: float | None = None
    dearest_minor: float | None = None

    def is_usual(self, price_minor: int) -> bool:
        """Return whether a price is one that the customer usually pays; true if none is known."""
        return (self.cheapest_minor is None or price_minor >= self.cheapest_minor) and (
            self.dearest_minor is None or price_minor <= self.dearest_minor
        )

    def due_again(self) -> list[tuple[int, int]]:
        """Return ``(product, times)`` of what was bought at a pace that makes it due about now.

        It was bought on several days, and most of the usual time between them has gone by. What
        has been due for long comes last: it may not be wanted any more.
        """
        due = []
        for product, times in self.bought.items():
            days = sorted({(at - times[-1]) // _DAY for at in times})
            if len(days) < 2:
                continue
            gap = max(days[-1] / (len(days) - 1), 1)
            waited = (self.now - times[0]) / _DAY / gap
            if 0.8 <= waited <= 3:
                due.append((waited, product, len(days)))
        return [(product, times) for _, product, times in sorted(due)]


def taste_of(unit: Unit, customer_id: int | None) -> Taste:
    """Return what a customer's latest purchases tell; nothing of a guest."""
    if customer_id is None:
        return Taste(unit.now)
    rows = unit.connection.execute(_LINES, {"customer": customer_id}).all()
    bought: dict[int, list[datetime]] = defaultdict(list)
    for product, placed_at, _ in rows:
        bought[product].append(placed_at)
    if len(rows) < _PRICED:
        return Taste(unit.now, dict(bought))
    low, _, high = quantiles([price for _, _, price in rows], n=4, method="inclusive")
    return Taste(unit.now, dict(bought), low / 2, high * 2)
