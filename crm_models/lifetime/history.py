"""What customers bought until a day, from rows of customer, day and amount.

All rows of a customer on one day are one order. A day that nets to less than nothing is a refund:
no order, but its amount is taken from what the customer brought.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import pandas as pd

from crm_models.arrays import Floats, Keys

WEEK = 7.0
_RECENT_DAYS = 91.0


@dataclass(frozen=True)
class Ledger:
    """One row a customer and day, sorted by both; arrays of shape ``(n,)``.

    ``customer`` are keys, ``day`` days since any origin, ``amount`` what the day netted.
    """

    customer: Keys
    day: Floats
    amount: Floats

    def before(self, day: float) -> Ledger:
        """Return the rows of earlier days."""
        return self._only(self.day < day)

    def revenue(self, customer: Keys, start: float, end: float) -> Floats:
        """Return what each of the ``customer`` keys netted from ``start`` until before ``end``."""
        rows = self._only((self.day >= start) & (self.day < end))
        return _sum_by(rows.customer, rows.amount, customer)

    def orders(self, customer: Keys, start: float, end: float) -> Floats:
        """Return on how many days each of the ``customer`` keys ordered, as above."""
        rows = self._only((self.day >= start) & (self.day < end) & (self.amount >= 0))
        return _sum_by(rows.customer, np.ones(len(rows.day)), customer)

    @property
    def first(self) -> float:
        """The first day."""
        return float(self.day.min())

    def seen(self, day: float) -> Histories:
        """Return who had ordered before a day, as they were known then."""
        return histories(self, day)

    def brought(self, seen: Histories, day: float, days: float) -> Floats:
        """Return what each of them netted in so many days from that day on, shape ``(n,)``."""
        return self.revenue(seen.customer, day, day + days)

    def _only(self, keep: np.ndarray) -> Ledger:
        return Ledger(self.customer[keep], self.day[keep], self.amount[keep])


@dataclass(frozen=True)
class Histories:
    """One row a customer who has ordered; arrays of shape ``(n,)``, times in weeks.

    ``orders`` counts days with an order, ``last`` is the time from the first order to the last and
    ``age`` that to the day of the view. ``gap`` is the time between the two latest orders (``nan``
    with one). ``recent_orders`` and ``recent_revenue`` are those of about the last quarter.
    """

    customer: Keys
    orders: Floats
    last: Floats
    age: Floats
    mean: Floats
    largest: Floats
    latest: Floats
    gap: Floats
    recent_orders: Floats
    recent_revenue: Floats

    def __len__(self) -> int:
        return len(self.customer)

    @property
    def repeats(self) -> Floats:
        """Orders after the first."""
        return self.orders - 1


class Past(Protocol):
    """What was bought, to be looked at from any day of it; days since any one origin."""

    @property
    def first(self) -> float:
        """The first day."""

    def seen(self, day: float) -> Histories:
        """Return who had ordered before a day, as they were known then."""

    def brought(self, seen: Histories, day: float, days: float) -> Floats:
        """Return what each of them brought in so many days from that day on, shape ``(n,)``."""


def ledger(customer: Keys, day: Floats, amount: Floats) -> Ledger:
    """Return the rows netted by customer and day; arrays of shape ``(rows,)``."""
    rows = pd.DataFrame({"customer": customer, "day": day, "amount": amount})
    netted = rows.groupby(["customer", "day"], as_index=False, sort=True)["amount"].sum()
    columns = (netted[name].to_numpy() for name in ("customer", "day", "amount"))
    keys, days, amounts = columns
    return Ledger(keys.astype(np.int64), days.astype(np.float64), amounts.astype(np.float64))


def histories(rows: Ledger, as_of: float) -> Histories:
    """Return the customers with an order before ``as_of``, as they were known then."""
    past = rows.before(as_of)
    bought = past.amount >= 0
    buyer, day, amount = past.customer[bought], past.day[bought], past.amount[bought]
    customer, first, count = np.unique(buyer, return_index=True, return_counts=True)
    last = first + count - 1
    netted = np.maximum(past.revenue(customer, -np.inf, as_of), 0.0)
    gap = np.full(len(customer), np.nan)
    again = count > 1
    gap[again] = (day[last[again]] - day[last[again] - 1]) / WEEK
    since = as_of - _RECENT_DAYS
    return Histories(
        customer=customer,
        orders=count.astype(np.float64),
        last=(day[last] - day[first]) / WEEK,
        age=(as_of - day[first]) / WEEK,
        mean=netted / np.maximum(count, 1),
        largest=np.maximum.reduceat(amount, first) if len(first) else np.zeros(0),
        latest=amount[last],
        gap=gap,
        recent_orders=past.orders(customer, since, as_of),
        recent_revenue=past.revenue(customer, since, as_of),
    )


def _sum_by(keys: Keys, values: Floats, wanted: Keys) -> Floats:
    """Return the sum of ``values`` for each of the sorted ``wanted`` keys."""
    place = np.searchsorted(wanted, keys)
    known = place < len(wanted)
    known[known] = wanted[place[known]] == keys[known]
    sums = np.bincount(place[known], weights=values[known], minlength=len(wanted))
    return np.asarray(sums, dtype=np.float64)
