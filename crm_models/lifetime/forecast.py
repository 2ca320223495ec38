"""The value of each customer over a horizon, by the model that did best on held-out months.

The last third of the time seen (or a horizon, if that is shorter) is held out to choose among the
candidates. The holdout of an evaluation plays no part.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from crm.errors import Invalid
from crm_models.arrays import Floats, Keys
from crm_models.lifetime.candidates import Candidates, fit_candidates
from crm_models.lifetime.choosing import MINIMUM_CUSTOMERS, choose, judge, that_did_not_run_away
from crm_models.lifetime.discount import discount_factors, rate_of_period
from crm_models.lifetime.history import WEEK, Histories, Ledger, Past

YEARLY_RATE = 0.1
_PERIOD_DAYS = 28.0


@dataclass(frozen=True)
class Forecaster:
    """Fitted candidates and the choice among them.

    Parameters
    ----------
    parts:
        Names of the candidates whose mean is the forecast.
    tried:
        The errors of each on the held-out months.
    notes:
        What was left out, and why.
    """

    candidates: Candidates
    parts: list[str]
    tried: dict[str, dict[str, float]]
    notes: list[str] = field(default_factory=list)

    def revenue(self, seen: Histories, weeks: float) -> Floats:
        """Return the expected revenue in the coming ``weeks``, shape ``(n,)``."""
        found = [self.candidates.revenue(name, seen, weeks) for name in self.parts]
        return np.asarray(np.mean(found, axis=0))

    def orders(self, seen: Histories, weeks: float) -> Floats:
        """Return the expected orders in the coming ``weeks``, shape ``(n,)``."""
        return self.candidates.orders(self.parts, seen, weeks)

    def present_share(
        self, seen: Histories, horizon_days: float, yearly_rate: float = YEARLY_RATE
    ) -> Floats:
        """Return which share of the revenue its present value is, by when orders are expected."""
        periods = max(round(horizon_days / _PERIOD_DAYS), 1)
        days = horizon_days / periods
        factors = discount_factors(periods, rate_of_period(yearly_rate, days))
        counting = self.candidates.counting(self.parts)
        if not counting:
            return np.full(len(seen), factors.mean())
        reached = [counting[0].orders(seen, (t + 1) * days / WEEK) for t in range(periods)]
        in_period = np.diff(np.stack([np.zeros(len(seen)), *reached]), axis=0)
        return np.asarray(factors @ in_period / np.maximum(reached[-1], 1e-12))

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays and texts."""
        choice = {"parts": self.parts, "tried": self.tried, "notes": self.notes}
        return self.candidates.state() | {"choice": np.array(json.dumps(choice))}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Forecaster:
        """Return the forecaster that ``state`` was taken from."""
        return cls(Candidates.from_state(state), **json.loads(str(state["choice"])))


@dataclass(frozen=True)
class Forecast:
    """What is expected of each customer; arrays of shape ``(n,)`` in the order of ``customer``.

    ``discounted`` is the present value of ``revenue``. ``parts`` names the models averaged;
    ``tried`` has the errors of each on the held-out months, ``all_models`` the revenue by each.
    """

    customer: Keys
    revenue: Floats
    orders: Floats
    discounted: Floats
    parts: list[str]
    tried: dict[str, dict[str, float]]
    all_models: dict[str, Floats]
    notes: list[str] = field(default_factory=list)


def fit_forecaster(past: Past, as_of: float, horizon_days: float, seed: int = 0) -> Forecaster:
    """Fit all candidates on what was before ``as_of``, and choose among them.

    Parameters
    ----------
    as_of, horizon_days:
        The day of the view and the time to look ahead.
    seed:
        The same seed gives the same forecaster.
    """
    held_out = min(horizon_days, (as_of - past.first) / 3)
    tried, notes = judge(past, as_of - held_out, held_out, seed), list[str]()
    candidates = fit_candidates(past, as_of, held_out, seed, notes)
    seen, weeks = past.seen(as_of), horizon_days / WEEK
    revenue = {name: candidates.revenue(name, seen, weeks) for name in candidates.names}
    usable = that_did_not_run_away(revenue, seen, as_of - past.first, horizon_days, notes)
    return Forecaster(candidates, choose(tried, usable), tried, notes)


def forecast(
    rows: Ledger, as_of: float, horizon_days: float, yearly_rate: float = YEARLY_RATE, seed: int = 0
) -> Forecast:
    """Forecast each customer with an order before ``as_of``.

    Parameters
    ----------
    rows:
        Those from ``as_of`` on are left out here.
    as_of, horizon_days:
        The day of the view and the time to look ahead.
    yearly_rate:
        Discount rate of a year.
    seed:
        The same seed gives the same forecast.

    Raises
    ------
    Invalid
        If there are fewer than 20 customers.
    """
    past = rows.before(as_of)
    seen = past.seen(as_of)
    if len(seen) < MINIMUM_CUSTOMERS:
        raise Invalid(
            "too_few_rows",
            f"the value model needs {MINIMUM_CUSTOMERS} customers who bought before the end of the "
            f"calibration; the file has {len(seen)}",
        )
    made, weeks = fit_forecaster(past, as_of, horizon_days, seed), horizon_days / WEEK
    revenue = {n: made.candidates.revenue(n, seen, weeks) for n in made.candidates.names}
    chosen = np.mean([revenue[name] for name in made.parts], axis=0)
    return Forecast(
        customer=seen.customer,
        revenue=chosen,
        orders=made.orders(seen, weeks),
        discounted=chosen * made.present_share(seen, horizon_days, yearly_rate),
        parts=made.parts,
        tried=made.tried,
        all_models=revenue,
        notes=made.notes,
    )
