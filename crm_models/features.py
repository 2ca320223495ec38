"""What the models know of a customer, as of a date.

All features are computed from orders placed before the date, never after: a model that is tested
on the past must not see its future.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select

from crm.store import Unit
from crm.tables.orders import orders

DAY_SECONDS = 86_400.0

Floats = NDArray[np.float64]
Keys = NDArray[np.int64]


@dataclass(frozen=True)
class OrderTable:
    """All orders that count as purchases, sorted by customer and time.

    Parameters
    ----------
    customer:
        Customers' keys, shape ``(n,)``.
    at:
        Times in days since 1970 (UTC), shape ``(n,)``.
    total, goods, discount:
        Minor units, shape ``(n,)``.
    """

    customer: Keys
    at: Floats
    total: Floats
    goods: Floats
    discount: Floats

    def before(self, day: float) -> OrderTable:
        """Return the orders placed before a day."""
        keep = self.at < day
        return OrderTable(
            self.customer[keep],
            self.at[keep],
            self.total[keep],
            self.goods[keep],
            self.discount[keep],
        )


@dataclass(frozen=True)
class CustomerFeatures:
    """One row a customer who has ordered, all arrays of shape ``(n,)``.

    ``recency`` is days since the last order, ``tenure`` days since the first, ``gap`` the mean
    days between orders (``nan`` with one order), ``last_gap`` the latest of them, ``monetary``
    the mean order total and ``revenue`` their sum in minor units, ``discount_share`` the discount
    as a part of the goods.
    """

    customer: Keys
    recency: Floats
    tenure: Floats
    frequency: Floats
    monetary: Floats
    revenue: Floats
    gap: Floats
    last_gap: Floats
    discount_share: Floats

    def __len__(self) -> int:
        return len(self.customer)


def day_of(instant: datetime) -> float:
    """Return an instant as days since 1970 (UTC)."""
    return instant.timestamp() / DAY_SECONDS


def read_orders(unit: Unit) -> OrderTable:
    """Return the store's orders of known customers that were not cancelled."""
    query = (
        select(
            orders.c.customer_id,
            orders.c.placed_at,
            orders.c.total_minor,
            orders.c.goods_minor,
            orders.c.discount_minor,
        )
        .where(orders.c.customer_id.is_not(None), orders.c.status != "cancelled")
        .order_by(orders.c.customer_id, orders.c.placed_at)
    )
    rows = unit.connection.execute(query).all()
    return OrderTable(
        customer=np.array([row[0] for row in rows], dtype=np.int64),
        at=np.array([day_of(row[1]) for row in rows], dtype=np.float64),
        total=np.array([row[2] for row in rows], dtype=np.float64),
        goods=np.array([row[3] for row in rows], dtype=np.float64),
        discount=np.array([row[4] for row in rows], dtype=np.float64),
    )


def customer_features(table: OrderTable, as_of: float) -> CustomerFeatures:
    """Return the features of all customers with an order before ``as_of``.

    Parameters
    ----------
    table:
        Orders sorted by customer and time; later ones are left out here.
    as_of:
        Days since 1970 (UTC).
    """
    past = table.before(as_of)
    customer, first, count = np.unique(past.customer, return_index=True, return_counts=True)
    last = first + count - 1
    first_at, last_at = past.at[first], past.at[last]
    revenue = np.add.reduceat(past.total, first) if len(first) else np.zeros(0)
    goods = np.add.reduceat(past.goods, first) if len(first) else np.zeros(0)
    discount = np.add.reduceat(past.discount, first) if len(first) else np.zeros(0)
    repeated = count > 1
    gap = np.full(len(customer), np.nan)
    last_gap = np.full(len(customer), np.nan)
    gap[repeated] = (last_at - first_at)[repeated] / (count[repeated] - 1)
    last_gap[repeated] = last_at[repeated] - past.at[last[repeated] - 1]
    return CustomerFeatures(
        customer=customer,
        recency=as_of - last_at,
        tenure=as_of - first_at,
        frequency=count.astype(np.float64),
        monetary=revenue / np.maximum(count, 1),
        revenue=revenue,
        gap=gap,
        last_gap=last_gap,
        discount_share=discount / np.maximum(goods, 1.0),
    )
