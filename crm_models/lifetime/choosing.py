"""Which candidates forecast: those with the least error on held-out months.

They are judged by root mean squared error, because the forecast with the least of it is the mean,
which totals ask for; the mean absolute error would favour forecasts that are too low, because most
customers do not come back. The mean of the best model of leaving and the boosted one is a
candidate too.
"""

from __future__ import annotations

import numpy as np

from crm_models.arrays import Floats
from crm_models.lifetime.candidates import BOOSTED, OWN_RATE, fit_candidates
from crm_models.lifetime.history import WEEK, Histories, Past
from crm_models.lifetime.leaving import MODELS

MINIMUM_CUSTOMERS = 20
BLEND = "blend"
# A forecast of more than this many times the revenue of as long a past has run away.
_RUNAWAY = 10.0
_LEAST_SHARE = 0.01


def judge(past: Past, as_of: float, horizon_days: float, seed: int) -> dict[str, dict[str, float]]:
    """Return the errors of each candidate on held-out months, by its name; none on too few rows.

    Parameters
    ----------
    as_of, horizon_days:
        The held-out months begin at ``as_of``; no candidate sees them.
    """
    seen = past.seen(as_of)
    if len(seen) < MINIMUM_CUSTOMERS:
        return {}
    learning = min(horizon_days, (as_of - past.first) / 3)
    candidates = fit_candidates(past, as_of, learning, seed, [])
    brought = past.brought(seen, as_of, horizon_days)
    weeks = horizon_days / WEEK
    revenue = {name: candidates.revenue(name, seen, weeks) for name in candidates.names}
    usable = that_did_not_run_away(revenue, seen, as_of - past.first, horizon_days, [])
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


def that_did_not_run_away(
    revenue: dict[str, Floats],
    seen: Histories,
    days_seen: float,
    horizon_days: float,
    notes: list[str],
) -> list[str]:
    """Return the forecasts that are finite and of a size known from the past; note the others."""
    total = float(seen.orders @ seen.mean)
    limit = _RUNAWAY * max(total / days_seen * horizon_days, total * _LEAST_SHARE)
    found = []
    for name, values in revenue.items():
        if name == OWN_RATE or (np.isfinite(values).all() and float(values.sum()) <= limit):
            found.append(name)
        else:
            notes.append(f"the {name} forecast ran away and is left out")
    return found


def _errors(expected: Floats, brought: Floats) -> dict[str, float]:
    total = float(brought.sum())
    return {
        "rmse": float(np.sqrt(np.mean((expected - brought) ** 2))),
        "total_error": float(expected.sum()) / total - 1 if total > 0 else float("nan"),
    }
