"""The shop's past for the models of value: the same features that scores are computed from."""

from __future__ import annotations

from datetime import datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from crm_models.arrays import Floats
from crm_models.feature_tables.features import Features
from crm_models.feature_tables.schema import EPOCH
from crm_models.history import History
from crm_models.lifetime.history import WEEK, Histories

MINOR = 100.0
"""Minor units of a unit of money: the models look at units, as files of amounts have them."""


class StorePast:
    """A store's history as of any day until ``until``; days are days since 1970.

    Parameters
    ----------
    most:
        About how many customers are looked at, the same ones each day.
    """

    def __init__(self, history: History, until: datetime, most: int | None = None) -> None:
        self._history = history
        self._most = most
        self._keys: dict[float, Features] = {}
        self._seen: dict[float, Histories] = {}
        self.until = days_since_1970(until)
        # Without orders the past begins now.
        self.first = min(days_since_1970(history.first_order() or until), self.until)

    def seen(self, day: float) -> Histories:
        """Return who had ordered before a day, as they were known then."""
        if day not in self._seen:
            features = self._history.features(EPOCH + timedelta(days=day), self._most)
            self._seen[day] = histories_of(features)
            # Outcomes need no more of the features than whose they are.
            self._keys[day] = Features(features.customer, features.as_of, features.frame[[]])
        return self._seen[day]

    def brought(self, seen: Histories, day: float, days: float) -> Floats:
        """Return what each customer seen on that day brought in so many days from it on."""
        revenue = self._history.outcomes(self._keys[day], days)["revenue_minor"]
        return revenue.to_numpy(np.float64) / MINOR


def days_since_1970(instant: datetime) -> float:
    """Return an instant as days, with their fraction."""
    return (instant - EPOCH) / timedelta(days=1)


def histories_of(features: Features) -> Histories:
    """Return histories as the models of value see them; who never ordered has ``nan``.

    Times are rounded up to whole days, as in files of days: so customers who did the same have the
    same history. What given rows do not say is taken from what they do.
    """
    orders, recency = features.numbers("orders"), features.numbers("recency_days")
    orders = np.where(ordered(features), orders, np.nan)
    tenure = _known(features.numbers("tenure_days"), recency)
    away = np.ceil(recency)
    # Who ordered again did so on a later day at least.
    last = np.maximum(np.ceil(tenure) - away, np.where(orders > 1, 1.0, 0.0))
    mean = np.maximum(features.numbers("revenue_minor") / orders, 0.0) / MINOR
    return Histories(
        customer=features.customer,
        orders=orders,
        last=last / WEEK,
        age=np.maximum(last + away, 1.0) / WEEK,
        mean=mean,
        largest=_known(features.numbers("largest_order_minor") / MINOR, mean),
        latest=_known(features.numbers("latest_order_minor") / MINOR, mean),
        gap=features.numbers("gap_last_days") / WEEK,
        recent_orders=features.numbers("orders_90d"),
        recent_revenue=features.numbers("revenue_90d_minor") / MINOR,
    )


def ordered(features: Features) -> NDArray[np.bool_]:
    """Return of whom there is an order, and when the last one was, shape ``(n,)``."""
    return (features.numbers("orders") > 0) & np.isfinite(features.numbers("recency_days"))


def _known(values: Floats, otherwise: Floats) -> Floats:
    return np.where(np.isfinite(values), values, otherwise)
