"""Who bought which product and when, read from the store as it was known at any instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, func, select

from crm.store import Unit
from crm.tables.orders import order_lines, orders
from crm_models.arrays import Floats, Keys
from crm_models.feature_tables.schema import EPOCH
from crm_models.sampling import drawn

_PART = 100_000


@dataclass(frozen=True)
class Purchases:
    """Lines of known customers' orders, arrays of shape ``(n,)``.

    Parameters
    ----------
    customer, product:
        Their keys.
    day:
        When it was ordered, in days since 1970 (UTC).
    cancelled:
        When the order was cancelled; infinity where it was not.
    """

    customer: Keys
    product: Keys
    day: Floats
    cancelled: Floats

    def __len__(self) -> int:
        return len(self.customer)

    def known(self, as_of: datetime) -> Purchases:
        """Return what had been ordered before an instant and not been cancelled by then."""
        day = day_of(as_of)
        return self.kept((self.day < day) & (self.cancelled >= day))

    def between(self, start: datetime, until: datetime) -> Purchases:
        """Return what was ordered from ``start`` on, before ``until``, and never cancelled."""
        inside = (self.day >= day_of(start)) & (self.day < day_of(until))
        return self.kept(inside & np.isinf(self.cancelled))

    def sample(self, most: int) -> Purchases:
        """Return the purchases of about ``most`` customers, the same ones each time."""
        customers = len(np.unique(self.customer))
        if customers <= most:
            return self
        return self.kept(drawn(self.customer, most, customers))

    def kept(self, which: NDArray[np.bool_]) -> Purchases:
        """Return the lines for which ``which`` is true."""
        return Purchases(*(getattr(self, field.name)[which] for field in fields(self)))


def day_of(instant: datetime) -> float:
    """Return an instant as days since 1970 (UTC)."""
    return (instant - EPOCH) / timedelta(days=1)


def read_purchases(unit: Unit, most: int | None = None) -> Purchases:
    """Return the purchases of all customers, or of about so many, sorted by customer."""
    query = _query()
    if most is not None:
        count = unit.connection.scalar(select(func.count(func.distinct(orders.c.customer_id))))
        if count and count > most:
            query = query.where(drawn(orders.c.customer_id, most, count))
    return _read(unit, query)


def active_customers(unit: Unit, since: datetime, most: int) -> Keys:
    """Return the keys of the ``most`` who ordered last, since an instant, ascending."""
    query = (
        select(orders.c.customer_id)
        .where(orders.c.customer_id.is_not(None), orders.c.placed_at >= since)
        .group_by(orders.c.customer_id)
        .order_by(func.max(orders.c.placed_at).desc(), orders.c.customer_id)
        .limit(most)
    )
    return np.sort(np.fromiter(unit.connection.scalars(query), dtype=np.int64))


def purchases_of(unit: Unit, customers: Keys) -> Purchases:
    """Return all purchases of some customers, of at most some ten thousand."""
    return _read(unit, _query().where(orders.c.customer_id.in_(customers.tolist())))


def _query() -> Select[Any]:
    return (
        select(
            orders.c.customer_id,
            orders.c.id,
            orders.c.placed_at,
            orders.c.cancelled_at,
            orders.c.status,
        )
        .where(orders.c.customer_id.is_not(None))
        .order_by(orders.c.customer_id, orders.c.id)
    )


def _read(unit: Unit, query: Select[Any]) -> Purchases:
    """Read orders, then their lines: so an order's times are read once."""
    found = query.subquery()
    lines = select(order_lines.c.order_id, order_lines.c.product_id).join(
        found, found.c.id == order_lines.c.order_id
    )
    customer, key, day, cancelled = _columns(unit, query, _order_columns, 4)
    line_order, product = _columns(unit, lines, lambda columns: columns, 2)
    by_key = np.argsort(key, kind="stable")
    place = by_key[np.searchsorted(key, line_order, sorter=by_key)] if len(key) else by_key
    customer, day, cancelled = customer[place], day[place], cancelled[place]
    sort = np.lexsort((product, day, customer))
    return Purchases(
        customer[sort].astype(np.int64),
        product[sort].astype(np.int64),
        day[sort],
        cancelled[sort],
    )


def _columns(
    unit: Unit,
    query: Select[Any],
    plain: Callable[[Sequence[Sequence[Any]]], Sequence[Sequence[Any]]],
    count: int,
) -> list[Floats]:
    """Return a query's columns as arrays, made of a part of the rows at a time."""
    streaming = unit.connection.execution_options(yield_per=_PART)
    parts = [np.zeros((count, 0))]
    for rows in streaming.execute(query).partitions():
        # NumPy takes rows of the database apart very slowly, and tuples fast.
        columns = plain(list(zip(*rows, strict=True)))
        parts.append(np.array([np.array(column, dtype=np.float64) for column in columns]))
    return list(np.concatenate(parts, axis=1))


def _order_columns(columns: Sequence[Sequence[Any]]) -> Sequence[Sequence[Any]]:
    """Return customer, order, and the days on which it was placed and cancelled."""
    customer, key, placed, cancelled, status = columns
    day = [day_of(at) for at in placed]
    # Where the time was not written down, it was cancelled at once.
    ended = [
        np.inf if state != "cancelled" else began if at is None else day_of(at)
        for state, at, began in zip(status, cancelled, day, strict=True)
    ]
    return customer, key, day, ended
