"""What customers did, to be looked at as of any past instant: all that a model learns from.

Nothing that came after the instant is in the features, and outcomes are only what came after it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

import ibis
import ibis.expr.types as ir
import numpy as np
import pandas as pd
import pyarrow as pa
from ibis.backends.duckdb import Backend

from crm.adjusted_scores import last_event
from crm.store import Store
from crm_models.arrays import Floats
from crm_models.feature_tables import duckdb_engine
from crm_models.feature_tables.as_of import known
from crm_models.feature_tables.expressions import describe
from crm_models.feature_tables.features import Features
from crm_models.feature_tables.schema import DAY, EPOCH, Inputs, microseconds
from crm_models.sampling import drawn

BATCH = 50_000

T = TypeVar("T")


@dataclass(frozen=True)
class History:
    """The tables that features are computed from, on an engine of their own.

    Parameters
    ----------
    now:
        When the tables were read; nothing later is known.
    last_event:
        Key of the newest CRM event by then.
    """

    backend: Backend
    inputs: Inputs
    now: datetime
    last_event: int = 0
    _made: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def first_order(self) -> datetime | None:
        """Return when the first order of a known customer was placed."""
        found = self.backend.execute(self.inputs.orders.placed_at.min())
        return None if pd.isna(found) else EPOCH + timedelta(microseconds=int(found))

    def counts(self) -> dict[str, int]:
        """Return how many customers with orders and how many orders there are."""
        return self._once("counts", self._count)

    def features(self, as_of: datetime, most: int | None = None) -> Features:
        """Return the features of who had ordered before ``as_of``, by their keys.

        Parameters
        ----------
        most:
            About so many customers at most, the same ones each time.
        """
        if most is not None and self.counts()["customers"] <= most:
            most = None
        found = self._features_query(most)(as_of).order("customer_id")
        return Features.from_arrow(found.to_arrow_table(), as_of)

    def feature_batches(self, as_of: datetime, size: int = BATCH) -> Iterator[Features]:
        """Yield the same for all customers, ``size`` at a time, in no order."""
        for batch in self._features_query(None)(as_of).to_arrow_reader(size):
            if batch.num_rows:
                yield Features.from_arrow(batch, as_of)

    def outcomes(self, features: Features, days: float | Floats) -> pd.DataFrame:
        """Return what followed within so many days of the features' instant.

        Parameters
        ----------
        days:
            For all, or for each of the features' customers.

        Returns
        -------
        One row a customer, in the order of ``features``: ``orders`` placed and not cancelled by
        the end of that time, and ``revenue_minor``, the sum of their totals.
        """
        orders = self._following(features, days)
        sums = orders.group_by("customer_id").agg(
            orders=orders.count(), revenue_minor=orders.total_minor.sum().cast("int64")
        )
        found = self.backend.to_pyarrow(sums).to_pandas().set_index("customer_id")
        return found.reindex(features.customer, fill_value=0).reset_index(drop=True)

    def next_categories(self, features: Features, days: float) -> pd.Series:
        """Return what the first order within so many days of the features' instant was for.

        Returns
        -------
        The category with the most money, in the order of ``features``; none for who did not order.
        """
        first = _main_categories(self._following(features, days), self.inputs.order_lines)
        earliest = ibis.window(group_by="customer_id", order_by=["placed_at", "order_id"])
        first = first.mutate(place=ibis.row_number().over(earliest))
        first = first.filter(first.place == 0).select("customer_id", "category")
        found = self.backend.to_pyarrow(first).to_pandas().set_index("customer_id")["category"]
        return found.reindex(features.customer).astype(object).reset_index(drop=True)

    def category_steps(self, until: datetime, most: int | None = None) -> pd.DataFrame:
        """Return how often an order for ``last`` was followed by one for ``next``: ``count``."""
        orders = _standing(self._sample(most).orders, until)
        steps = _main_categories(orders, self.inputs.order_lines)
        by_time = ibis.window(group_by="customer_id", order_by=["placed_at", "order_id"])
        steps = steps.select(last=steps.category.lag().over(by_time), next=steps.category)
        steps = steps.filter(steps["last"].notnull())
        counts = steps.group_by("last", "next").agg(count=steps.count())
        return self.backend.to_pyarrow(counts.order_by("last", "next")).to_pandas()

    def _following(self, features: Features, days: float | Floats) -> ir.Table:
        """Return the orders of so many days that were not cancelled in them."""
        start = microseconds(features.as_of)
        lasts = np.rint(np.broadcast_to(days, len(features)) * DAY).astype(np.int64)
        ends = pa.table({"customer_id": features.customer, "end": start + lasts})
        orders = self.inputs.orders.join(ibis.memtable(ends), "customer_id")
        cancelled = orders.cancelled_at.notnull() & (orders.cancelled_at < orders.end)
        inside = (orders.placed_at >= start) & (orders.placed_at < orders.end)
        return orders.filter(inside & ~cancelled)

    def _count(self) -> dict[str, int]:
        orders = self.inputs.orders.filter(self.inputs.orders.customer_id.notnull())
        found = orders.agg(customers=orders.customer_id.nunique(), orders=orders.count())
        return {name: int(value) for name, value in self.backend.execute(found).iloc[0].items()}

    def _features_query(self, most: int | None) -> duckdb_engine.Query:
        def make() -> duckdb_engine.Query:
            inputs = self._sample(most)
            return duckdb_engine.as_of_any_instant(
                lambda instant: _buyers(inputs, instant), self.backend
            )

        return self._once(("features", most), make)

    def _once(self, name: Any, make: Callable[[], T]) -> T:
        """Return what was made under a name, made when it is first asked for."""
        if name not in self._made:
            self._made[name] = make()
        found: T = self._made[name]
        return found

    def _sample(self, most: int | None) -> Inputs:
        customers = self.counts()["customers"]
        if most is None or customers <= most:
            return self.inputs
        fewer = {
            name: table.filter(drawn(table.customer_id, most, customers))
            for name, table in vars(self.inputs).items()
            if "customer_id" in table.columns
        }
        return replace(self.inputs, **fewer)


@contextmanager
def history_of(store: Store) -> Iterator[History]:
    """Yield the store's history, copied to an engine that lives until the end of the block.

    It is one consistent state of the store, which nothing holds on to after the copying.
    """
    with duckdb_engine.engine() as backend:
        with store.reading() as unit:
            inputs, seen = duckdb_engine.from_store(backend, unit), last_event(unit)
        yield History(backend, inputs, unit.now, seen)


def _buyers(inputs: Inputs, instant: ir.IntegerScalar) -> ir.Table:
    features = describe(known(inputs, instant))
    return features.filter(features.orders > 0)


def _standing(orders: ir.Table, until: datetime) -> ir.Table:
    """Return the orders placed before an instant and not cancelled by then."""
    limit = microseconds(until)
    cancelled = orders.cancelled_at.notnull() & (orders.cancelled_at < limit)
    return orders.filter(orders.customer_id.notnull() & (orders.placed_at < limit) & ~cancelled)


def _main_categories(orders: ir.Table, lines: ir.Table) -> ir.Table:
    """Return each order's category with the most money, of equals the first by name."""
    orders = orders.select("order_id", "customer_id", "placed_at")
    named = lines.filter(lines.category.notnull()).join(orders, "order_id")
    spent = named.group_by("customer_id", "placed_at", "order_id", "category").agg(
        weight=named.amount_minor.sum()
    )
    order = ibis.window(group_by="order_id", order_by=[ibis.desc("weight"), "category"])
    ranked = spent.mutate(place=ibis.row_number().over(order))
    return ranked.filter(ranked.place == 0).drop("weight", "place")
