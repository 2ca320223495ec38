"""Histories in memory for the tests of the customer models: who ordered when, and for how much."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

import ibis
import numpy as np

from crm_models.feature_tables.duckdb_engine import engine
from crm_models.feature_tables.features import Features
from crm_models.feature_tables.schema import COLUMNS, DAY, Inputs
from crm_models.history import History
from tests.models.feature_rows import AS_OF, NOW, Rows, arrow

Order = tuple[int, float, int]


@contextmanager
def history_with(orders: Iterable[Order], now: datetime = AS_OF) -> Iterator[History]:
    """Yield a history of ``(customer, days before AS_OF, total in minor units)``."""
    rows: Rows = {
        "orders": [
            {"order_id": number, "customer_id": customer, "placed_at": NOW - int(days * DAY),
             "channel": "web", "goods_minor": total, "discount_minor": 0, "total_minor": total}
            for number, (customer, days, total) in enumerate(orders)
        ]
    }  # fmt: skip
    with engine(threads=1, memory="200MB") as backend:
        tables = {name: ibis.memtable(arrow(rows, name)) for name in COLUMNS}
        yield History(backend, Inputs(**tables), now)


def shop_of(customers: int = 600, days: float = 540.0, seed: int = 3) -> list[Order]:
    """Return orders of customers who buy at a pace of their own until they leave.

    Rates, times to leaving and worths of orders are drawn for each customer, so that who bought
    often and lately, and for much, buys on. Days before 0 are after AS_OF: the last quarter.
    """
    random = np.random.default_rng(seed)
    orders: list[Order] = []
    for customer in range(1, customers + 1):
        gap = 1 / random.gamma(1.5, 1 / 45)
        worth = 1_000 + random.gamma(2.0, 1_500)
        at = days * random.uniform(0.05, 1.0)
        leaves = at - random.exponential(400)
        while at > max(leaves, -days / 6):
            orders.append((customer, at, int(worth * random.uniform(0.5, 1.5))))
            at -= random.exponential(gap) + 0.01
    return orders


def given(**columns: list[float]) -> Features:
    """Return features of given columns, the others by default."""
    names = list(columns)
    rows = [dict(zip(names, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    return Features.from_rows(rows, AS_OF)
