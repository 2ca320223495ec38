"""What a customer is worth: the present value of what the coming year's orders should bring."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, Self
from weakref import ref

import numpy as np
import pandas as pd

from crm_models.arrays import Floats
from crm_models.evaluation.value import errors
from crm_models.feature_tables.features import Features
from crm_models.history import History
from crm_models.kinds.contract import CustomerModel, require_rows
from crm_models.lifetime.choosing import MINIMUM_CUSTOMERS
from crm_models.lifetime.forecast import YEARLY_RATE, Forecaster, fit_forecaster
from crm_models.lifetime.history import WEEK, Histories
from crm_models.lifetime.store_past import MINOR, StorePast, histories_of, ordered
from crm_models.segments.rfm import are_new

_YEAR_DAYS = 364.0
_MOST_CUSTOMERS = 50_000
# Shares of customers by value: the top fifth, the next three tenths, the rest.
_BANDS = (0.5, 0.8)
_HARDLY = 0.05


class Expected(NamedTuple):
    """What the coming year should bring, in units of money; arrays of shape ``(n,)``."""

    seen: Histories
    orders: Floats
    revenue: Floats


class Value(CustomerModel):
    """Expects orders and what they bring in the next 52 weeks.

    ``lifetime_value_minor`` is the present value of that revenue: money that comes later is
    discounted at ``yearly_rate``, as a lifetime value is defined (Gupta et al., "Modeling Customer
    Lifetime Value", Journal of Service Research 9, 2006).

    Parameters
    ----------
    yearly_rate:
        Discount rate of a year.
    seed:
        The same gives the same model.
    """

    kind = "value"
    neutral: ClassVar[Mapping[str, Any]] = {
        "lifetime_value_minor": 0,
        "value_band": "middle",
        "expected_orders": 0.0,
    }
    measure = "spearman"
    """Bands are ranks. A squared error hangs on a handful of large customers by chance."""
    horizon_days = 90

    def __init__(self, yearly_rate: float = YEARLY_RATE, seed: int = 0) -> None:
        self.yearly_rate = yearly_rate
        self.seed = seed
        self.forecaster: Forecaster | None = None
        self.edges: Floats = np.zeros(2)
        """Above the first a value is middle, above the second high; in units of money."""
        # Reasons are asked for right after the scores of the same customers.
        self._latest: tuple[ref[Features], Expected] | None = None

    def fit(self, history: History, as_of: datetime) -> Self:
        """Fit all candidates, choose by held-out months, and learn the limits of the bands.

        Raises
        ------
        Invalid
            If there are fewer than 20 customers with orders.
        """
        past = StorePast(history, as_of, _MOST_CUSTOMERS)
        seen = past.seen(past.until)
        require_rows(self.kind, len(seen), MINIMUM_CUSTOMERS)
        self.forecaster = fit_forecaster(past, past.until, _YEAR_DAYS, self.seed)
        self._latest = None
        revenue = self.forecaster.revenue(seen, _YEAR_DAYS / WEEK)
        self.edges = np.quantile(revenue * self._present_share(seen), _BANDS)
        return self

    def score(self, features: Features) -> pd.DataFrame:
        """Return the columns of `neutral`; newcomers are at most in the middle band."""
        year = self._expected(features)
        worth = year.revenue * self._present_share(year.seen)
        middle, high = self.edges
        # A single order is little to go by, whatever it makes the models expect.
        band = np.select([(worth > high) & ~are_new(features), worth > middle],
                         ["high", "middle"], "low").astype(object)  # fmt: skip
        found = pd.DataFrame({
            "lifetime_value_minor": np.rint(np.nan_to_num(worth) * MINOR).astype(np.int64),
            "value_band": band,
            "expected_orders": np.nan_to_num(year.orders),
        })  # fmt: skip
        strangers = ~ordered(features)
        if strangers.any():
            found.loc[strangers, list(self.neutral)] = list(self.neutral.values())
        return found

    def explain(self, features: Features) -> list[list[str]]:
        """Return how each value comes about, in units of the shop's money."""
        seen, orders, revenue = self._expected(features)
        each = revenue / np.maximum(orders, _HARDLY)
        numbers = (orders, each, seen.orders, seen.age * WEEK, ordered(features))
        return [_said(*row) for row in zip(*(column.tolist() for column in numbers), strict=True)]

    def evaluate(self, history: History, as_of: datetime) -> dict[str, float]:
        """Return how far the revenue expected of the next 90 days was from what came.

        Returns
        -------
        ``mae`` and ``rmse`` in units of money; ``spearman``; ``total_error``, (expected - real) /
        real of the sums; ``top_decile_share`` and ``top_decile_lift`` of the tenth of whom most
        was expected.
        """
        features = history.features(as_of, most=_MOST_CUSTOMERS)
        came = history.outcomes(features, self.horizon_days)["revenue_minor"]
        expected = self._fitted.revenue(histories_of(features), self.horizon_days / WEEK)
        return asdict(errors(expected, came.to_numpy(np.float64) / MINOR))

    def facts(self) -> dict[str, Any]:
        """Return what the card says beside the measures: the candidates and the choice."""
        made = self._fitted
        return {
            "model": " and ".join(made.parts),
            "held_out": made.tried,
            "discount_rate": self.yearly_rate,
            "middle_above": float(self.edges[0]),
            "high_above": float(self.edges[1]),
            "notes": made.notes,
        }

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays and texts."""
        return self._fitted.state() | {
            "seed": np.int64(self.seed),
            "yearly_rate": np.float64(self.yearly_rate),
            "edges": self.edges,
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Return the model that ``state`` was taken from."""
        made = cls(float(state["yearly_rate"]), int(state["seed"]))
        made.forecaster, made.edges = Forecaster.from_state(state), state["edges"]
        return made

    @property
    def _fitted(self) -> Forecaster:
        if self.forecaster is None:
            raise RuntimeError("the value model was not fitted yet: call fit first")
        return self.forecaster

    def _expected(self, features: Features) -> Expected:
        latest = self._latest
        if latest is not None and latest[0]() is features:
            return latest[1]
        seen, weeks = histories_of(features), _YEAR_DAYS / WEEK
        orders, revenue = self._fitted.orders(seen, weeks), self._fitted.revenue(seen, weeks)
        found = Expected(seen, orders, revenue)
        self._latest = ref(features), found
        return found

    def _present_share(self, seen: Histories) -> Floats:
        return self._fitted.present_share(seen, _YEAR_DAYS, self.yearly_rate)


def _said(orders: float, each: float, seen: float, days: float, known: bool) -> list[str]:
    if not known:
        return ["has not ordered yet"]
    times = "once" if seen == 1 else f"{seen:.0f} times"
    so_far = f"ordered {times} in {days:.0f} days"
    if orders < _HARDLY:
        return ["hardly another order expected in a year", so_far]
    word = "order" if f"{orders:.1f}" == "1.0" else "orders"
    return [f"about {orders:.1f} {word} of {each:,.0f} expected in a year", so_far]
