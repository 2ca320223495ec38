"""The value of each customer over a horizon, by the model that did best on held-out months.

The last third of the time seen (or a horizon, if that is shorter) is held out. Candidates are
judged there by root mean squared error, because the forecast with the least of it is the mean,
which totals ask for; the mean absolute error would favour forecasts that are too low, because most
customers do not come back. The mean of the best model of leaving and the boosted one is a candidate
too. The holdout of an evaluation plays no part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from crm.errors import Invalid
from crm_models.arrays import Floats, Keys
from crm_models.lifetime.boosted import fit_boosted
from crm_models.lifetime.discount import discount_factors, rate_of_period
from crm_models.lifetime.history import WEEK, Histories, Ledger, histories
from crm_models.lifetime.leaving import MODELS, Leaving, fit_leaving

MINIMUM_CUSTOMERS = 20
BOOSTED = "boosted correction"
OWN_RATE = "own rate"
BLEND = "blend"
_MINIMUM_LEARNT = 200
# A forecast of more than this many times the revenue of as long a past has run away.
_RUNAWAY = 10.0
_PERIOD_DAYS = 28.0

Revenue = Callable[[Histories, float], Floats]


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


def forecast(
    rows: Ledger, as_of: float, horizon_days: float, yearly_rate: float = 0.1, seed: int = 0
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
    past, notes = rows.before(as_of), list[str]()
    seen = histories(past, as_of)
    if len(seen) < MINIMUM_CUSTOMERS:
        raise Invalid(
            "too_few_rows",
            f"the value model needs {MINIMUM_CUSTOMERS} customers who bought before the end of the "
            f"calibration; the file has {len(seen)}",
        )
    held_out = min(horizon_days, (as_of - float(past.day.min())) / 3)
    tried = judge(past, as_of - held_out, held_out, seed)
    leaving, models = fit_models(past, as_of, held_out, seed, notes)
    weeks = horizon_days / WEEK
    revenue = {name: model(seen, weeks) for name, model in models.items()}
    usable = that_did_not_run_away(revenue, past, as_of, horizon_days, notes)
    parts = choose(tried, usable)
    chosen = np.mean([revenue[name] for name in parts], axis=0)
    counting = [leaving[name] for name in parts if name in leaving] or list(leaving.values())
    orders = (
        np.mean([model.orders(seen, weeks) for model in counting], axis=0)
        if counting
        else _own_rate_orders(seen, weeks)
    )
    worth_now = _present_share(counting, seen, horizon_days, yearly_rate)
    return Forecast(seen.customer, chosen, orders, chosen * worth_now, parts, tried, revenue, notes)


def fit_models(
    past: Ledger, as_of: float, learning_days: float, seed: int, notes: list[str]
) -> tuple[dict[str, Leaving], dict[str, Revenue]]:
    """Fit all candidates on what was before ``as_of``; what cannot be fitted is noted."""
    seen = histories(past, as_of)
    leaving: dict[str, Leaving] = {}
    for name in MODELS:
        try:
            leaving[name] = fit_leaving(name, seen)
        except Invalid as error:
            notes.append(error.detail)
    models: dict[str, Revenue] = {name: model.revenue for name, model in leaving.items()}
    first = float(past.day.min())
    days = [as_of - learning_days - step * (as_of - first) / 12 for step in range(3)]
    days = [day for day in days if len(histories(past, day)) >= _MINIMUM_LEARNT]
    if leaving and days:
        base = leaving.get("Pareto/NBD") or next(iter(leaving.values()))
        models[BOOSTED] = fit_boosted(past, base, days, learning_days, seed).revenue
    elif leaving:
        notes.append(f"trees need {_MINIMUM_LEARNT} customers to learn from: left out")
    models[OWN_RATE] = _own_rate
    return leaving, models


def judge(
    past: Ledger, as_of: float, horizon_days: float, seed: int
) -> dict[str, dict[str, float]]:
    """Return the errors of each candidate on held-out months, by its name; none on too few rows."""
    known = past.before(as_of)
    seen = histories(known, as_of)
    if len(seen) < MINIMUM_CUSTOMERS:
        return {}
    learning = min(horizon_days, (as_of - float(known.day.min())) / 3)
    _, models = fit_models(known, as_of, learning, seed, [])
    brought = past.revenue(seen.customer, as_of, as_of + horizon_days)
    revenue = {name: model(seen, horizon_days / WEEK) for name, model in models.items()}
    usable = that_did_not_run_away(revenue, known, as_of, horizon_days, [])
    tried = {name: _errors(revenue[name], brought) for name in usable}
    both = blended(tried, usable)
    if both:
        tried[BLEND] = _errors(np.mean([revenue[name] for name in both], axis=0), brought)
    return tried


def blended(tried: dict[str, dict[str, float]], usable: list[str]) -> list[str]:
    """Return which two make the blend: the best model of leaving and the boosted one, or none."""
    leaving = [name for name in usable if name in MODELS and name in tried]
    if not leaving or BOOSTED not in usable or BOOSTED not in tried:
        return []
    return [min(leaving, key=lambda name: tried[name]["rmse"]), BOOSTED]


def choose(tried: dict[str, dict[str, float]], usable: list[str]) -> list[str]:
    """Return which models to average: one, or two for the blend, by the held-out months.

    Without held-out months, all that could be fitted except one's own rate, which sees no leaving.
    """
    both = blended(tried, usable) if BLEND in tried else []
    known = [name for name in usable if name in tried] + ([BLEND] if both else [])
    if not known:
        return [name for name in usable if name != OWN_RATE] or usable
    best = min(known, key=lambda name: tried[name]["rmse"])
    return both if best == BLEND else [best]


def _errors(expected: Floats, brought: Floats) -> dict[str, float]:
    total = float(brought.sum())
    return {
        "rmse": float(np.sqrt(np.mean((expected - brought) ** 2))),
        "total_error": float(expected.sum()) / total - 1 if total > 0 else float("nan"),
    }


def that_did_not_run_away(
    revenue: dict[str, Floats], past: Ledger, as_of: float, horizon_days: float, notes: list[str]
) -> list[str]:
    """Return the forecasts that are finite and of a size known from the past; note the others."""
    usual = float(past.amount.sum()) / (as_of - float(past.day.min())) * horizon_days
    limit = _RUNAWAY * max(usual, float(np.abs(past.amount).sum()) * 0.01)
    found = []
    for name, values in revenue.items():
        if name == OWN_RATE or (np.isfinite(values).all() and float(values.sum()) <= limit):
            found.append(name)
        else:
            notes.append(f"the {name} forecast ran away and is left out")
    return found


def _own_rate_orders(seen: Histories, weeks: float) -> Floats:
    # One more week than seen: who came yesterday has not shown a rate of one order a day.
    return seen.orders / (seen.age + 1) * weeks


def _own_rate(seen: Histories, weeks: float) -> Floats:
    return _own_rate_orders(seen, weeks) * seen.mean


def _present_share(
    counting: list[Leaving], seen: Histories, horizon_days: float, yearly_rate: float
) -> Floats:
    """Return which share of the revenue its present value is, by when orders are expected."""
    periods = max(round(horizon_days / _PERIOD_DAYS), 1)
    days = horizon_days / periods
    factors = discount_factors(periods, rate_of_period(yearly_rate, days))
    if not counting:
        return np.full(len(seen), factors.mean())
    reached = [counting[0].orders(seen, (t + 1) * days / WEEK) for t in range(periods)]
    in_period = np.diff(np.stack([np.zeros(len(seen)), *reached]), axis=0)
    return factors @ in_period / np.maximum(reached[-1], 1e-12)
