"""CDNOW value: what each customer orders and brings in 39 weeks, forecast from the 39 before."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.models_exchange import Answers, Job
from benchmarks.models_peers import Peers, Tell
from benchmarks.models_verdicts import OURS, Found, joined, over_customers, over_draws
from crm_models.evaluation.value import errors, read_ledger
from crm_models.lifetime.forecast import forecast

CALIBRATION_END = "1997-09-30"


def cdnow(data: Path, peers: Peers, tell: Tell) -> Found:
    """Compare the forecasts of customers who had bought before the end of the calibration."""
    path = data / "cdnow" / "CDNOW_master.txt"
    rows, origin, _ = read_ledger(path, "customer_id", "date", "dollar_value")
    as_of = float((pd.Timestamp(CALIBRATION_END, tz="UTC") - origin).days + 1)
    days = float(rows.day.max()) + 1 - as_of
    tell(f"cdnow: {OURS}")
    ours = Answers()
    with ours.timed(OURS):
        found = forecast(rows, as_of, days)
    ours.put(OURS, "orders", found.orders)
    ours.put(OURS, "revenue", found.revenue)
    table = pd.DataFrame({"customer": rows.customer, "day": rows.day, "amount": rows.amount})
    options = {"as_of": as_of, "horizon_days": days}
    theirs = peers.run("models_peer_value", "cdnow", Job({"rows": table}, {}, options))
    both = joined(ours, theirs)
    orders = {name: one["orders"] for name, one in both.items()}
    revenue = {name: one["revenue"] for name, one in both.items()}
    came = rows.orders(found.customer, as_of, as_of + days)
    brought = rows.revenue(found.customer, as_of, as_of + days)
    measures = [
        over_customers("orders MAE", {n: np.abs(v - came) for n, v in orders.items()}, False),
        over_draws("orders RMSE", orders, _rmse(came), False),
        over_customers("revenue MAE", {n: np.abs(v - brought) for n, v in revenue.items()}, False),
        over_draws("revenue RMSE", revenue, _rmse(brought), False),
    ]
    for words, name, higher in (
        ("revenue Spearman", "spearman", True),
        ("revenue, error of the total", "total_error", False),
        ("revenue, lift of the top tenth", "top_decile_lift", True),
    ):
        measures.append(over_draws(words, revenue, _figure(brought, name), higher))
    size = f"{len(came):,} customers, 39 weeks and the 39 after"
    chosen = "mean of " * (len(found.parts) > 1) + ", ".join(found.parts)
    return Found(
        "Value, CDNOW",
        size,
        measures,
        {**ours.cpu_seconds, **theirs.cpu_seconds},
        f"{chosen}, chosen on held-out months of the calibration",
        theirs.notes,
    )


def _rmse(real: np.ndarray) -> Callable[[np.ndarray, np.ndarray], float]:
    return lambda values, rows: float(np.sqrt(np.mean((values[rows] - real[rows]) ** 2)))


def _figure(real: np.ndarray, name: str) -> Callable[[np.ndarray, np.ndarray], float]:
    """Return a figure of the evaluation; an error of the total by its size alone."""
    return lambda values, rows: abs(float(getattr(errors(values[rows], real[rows]), name)))
