"""The peers that forecast customers' value, in the peers' environment: orders and revenue.

The buy-till-you-die models are those of `lifetimes`, which has had no release since 2020. The trees
learn from the first two thirds of the calibration what followed in the third.
"""

from __future__ import annotations

import sys
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from lifetimes import (
    BetaGeoFitter,
    GammaGammaFitter,
    ModifiedBetaGeoFitter,
    ParetoNBDFitter,
)
from lightgbm import LGBMRegressor

from benchmarks.models_exchange import Answers, Job, say

PACKAGES = ("lifetimes", "lightgbm", "pandas")
_WEEK = 7.0
_FITTERS = {
    "BG/NBD + Gamma-Gamma": BetaGeoFitter,
    "MBG/NBD + Gamma-Gamma": ModifiedBetaGeoFitter,
    "Pareto/NBD + Gamma-Gamma": ParetoNBDFitter,
}
# Of the objectives tried on this set (squared, Poisson, Tweedie) the one with the least errors.
_TREES = {
    "objective": "tweedie",
    "n_estimators": 150,
    "learning_rate": 0.03,
    "num_leaves": 7,
    "min_child_samples": 100,
    "n_jobs": 1,
    "verbose": -1,
    "random_state": 0,
}
_RECENT_DAYS = 91


def main(folder: Path) -> None:
    """Forecast the days after the calibration by each model."""
    warnings.simplefilter("ignore")
    job, answers = Job.read(folder), Answers()
    rows, end, days = job.tables["rows"], job.options["as_of"], job.options["horizon_days"]
    past = rows[rows["day"] < end]
    say("own rate x own average")
    with answers.timed("own rate x own average"):
        seen = summary(past, end)
        own = seen["repeats"] / seen["age"] * days / _WEEK
    answers.put("own rate x own average", "orders", own)
    answers.put("own rate x own average", "revenue", own * seen["mean"])
    for name, fitter in _FITTERS.items():
        say(name)
        with answers.timed(name):
            orders, worth = _forecast(fitter(), seen, days / _WEEK)
        if not np.isfinite(orders).all():
            answers.notes.append(f"{name}: forecasts that are not finite, left out")
            continue
        answers.put(name, "orders", orders)
        answers.put(name, "revenue", orders * worth)
    say("LightGBM")
    with answers.timed("LightGBM"):
        _trees(answers, past, end, days)
    answers.write(folder, PACKAGES)


def summary(past: pd.DataFrame, end: float) -> pd.DataFrame:
    """Return repeats, recency and age in weeks, and amounts, one row a customer in their order."""
    by = past.groupby("customer", sort=True)
    first, last = by["day"].min(), by["day"].max()
    later = past[past["day"] > past["customer"].map(first)].groupby("customer")["amount"].mean()
    recent = past[past["day"] >= end - _RECENT_DAYS].groupby("customer")["amount"]
    return pd.DataFrame({
        "repeats": by.size() - 1,
        "recency": (last - first) / _WEEK,
        "age": (end - first) / _WEEK,
        "mean": by["amount"].mean(),
        "repeat_mean": later.reindex(first.index).fillna(0.0),
        "largest": by["amount"].max(),
        "latest": by["amount"].last(),
        "since": (end - last) / _WEEK,
        "total": by["amount"].sum(),
        "recent_orders": recent.size().reindex(first.index).fillna(0),
        "recent_amount": recent.sum().reindex(first.index).fillna(0.0),
    })  # fmt: skip


def _forecast(fitter: Any, seen: pd.DataFrame, weeks: float) -> tuple[np.ndarray, np.ndarray]:
    columns = seen["repeats"], seen["recency"], seen["age"]
    fitter.fit(*columns)
    orders = np.asarray(
        fitter.conditional_expected_number_of_purchases_up_to_time(weeks, *columns), float
    )
    again = (seen["repeats"] > 0) & (seen["repeat_mean"] > 0)
    spending = GammaGammaFitter()
    spending.fit(seen["repeats"][again], seen["repeat_mean"][again])
    worth = spending.conditional_expected_average_profit(seen["repeats"], seen["repeat_mean"])
    return orders, np.asarray(worth, float)


def _trees(answers: Answers, past: pd.DataFrame, end: float, days: float) -> None:
    """Learn from the first two thirds of the calibration, and scale the last third to the horizon.

    The age is left out: no customer was as old then as all are now.
    """
    middle = end - (end - float(past["day"].min())) / 3
    known, came = past[past["day"] < middle], past[past["day"] >= middle]
    then, now = (summary(*at).drop(columns="age") for at in ((known, middle), (past, end)))
    scale = days / (end - middle)
    for kind, grouped in (
        ("orders", came.groupby("customer").size()),
        ("revenue", came.groupby("customer")["amount"].sum().clip(lower=0.0)),
    ):
        target = grouped.reindex(then.index).fillna(0.0)
        model = LGBMRegressor(**_TREES).fit(then, target)
        answers.put("LightGBM", kind, model.predict(now) * scale)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
