"""Measures customer value: forecast from the calibration period, compared with what came after.

A row is an amount of a customer at a time. Days are days in UTC; the calibration end belongs to
the calibration. Customers are judged who bought before its end, with all that they netted after.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import spearmanr

from crm.errors import Invalid
from crm_models.arrays import Floats
from crm_models.evaluation.tables import numbers, read_table, time_of, times
from crm_models.lifetime.choosing import BLEND
from crm_models.lifetime.forecast import YEARLY_RATE, Forecast, forecast
from crm_models.lifetime.history import Ledger, ledger


@dataclass(frozen=True)
class Errors:
    """How far a forecast was from what came.

    ``total_error`` is (forecast total - real total) / real total. ``top_decile_share`` is the part
    of the real revenue that the tenth with the highest forecast brought, ``top_decile_lift`` the
    same as a multiple of their part of the customers.
    """

    mae: float
    rmse: float
    spearman: float
    total_error: float
    top_decile_share: float
    top_decile_lift: float


def evaluate(
    path: Path,
    customer: str,
    time: str,
    amount: str,
    calibration_end: str,
    horizon_days: int | None = None,
    yearly_rate: float = YEARLY_RATE,
    seed: int = 0,
) -> dict[str, Any]:
    """Return the figures of the value model on a file of transactions.

    Parameters
    ----------
    path:
        CSV or Parquet, one row a transaction, refunds as negative amounts.
    customer, time, amount:
        Names of columns.
    calibration_end:
        The last day that the model may see.
    horizon_days:
        The days after it to forecast; to the end of the file without.
    yearly_rate:
        Discount rate of a year, for the present value.
    seed:
        The same seed gives the same figures.

    Raises
    ------
    Invalid
        If a column is missing or cannot be read, there are too few customers, or the calibration
        end or the horizon lie outside the data.
    """
    rows, origin, notes = read_ledger(path, customer, time, amount)
    as_of, horizon = _period(rows, origin, calibration_end, horizon_days)
    started = perf_counter()
    found = forecast(rows, as_of, horizon, yearly_rate, seed)
    seconds = perf_counter() - started
    real = rows.revenue(found.customer, as_of, as_of + horizon)
    real_orders = rows.orders(found.customer, as_of, as_of + horizon)
    return {
        "customers": len(found.customer),
        **asdict(errors(found.revenue, real)),
        "orders_mae": float(np.mean(np.abs(found.orders - real_orders))),
        "orders_rmse": float(np.sqrt(np.mean((found.orders - real_orders) ** 2))),
        "model": _named(found),
        "calibration_end": str((origin + pd.Timedelta(days=as_of - 1)).date()),
        "horizon_days": horizon,
        "predicted_total": float(found.revenue.sum()),
        "real_total": float(real.sum()),
        "discount_rate": yearly_rate,
        "discounted_total": float(found.discounted.sum()),
        "fit_seconds": seconds,
        "candidates": [
            {"model": name, **asdict(errors(values, real)), "held_out": found.tried.get(name)}
            for name, values in found.all_models.items()
        ],
        "blend_held_out": found.tried.get(BLEND),
        "notes": notes + found.notes,
    }


def read_ledger(
    path: Path, customer: str, time: str, amount: str
) -> tuple[Ledger, pd.Timestamp, list[str]]:
    """Return the rows of a file, the day that counts as day 0, and what was left out or netted."""
    frame = read_table(path, [customer, time, amount], codes=[customer])
    at, paid = times(frame[time], time), numbers(frame[amount], amount)
    notes = []
    keep = pd.Series(True, index=frame.index)
    for name, column in ((customer, frame[customer]), (time, at), (amount, paid)):
        blank = column.isna() & keep
        if blank.any():
            notes.append(f"{int(blank.sum())} rows without '{name}' left out")
        keep &= ~blank
    if not keep.any():
        raise Invalid("no_rows", f"no row has all of '{customer}', '{time}' and '{amount}'")
    negative = int((paid[keep] < 0).sum())
    if negative:
        notes.append(f"{negative} rows with negative amounts netted as refunds")
    day = at[keep].dt.floor("D")
    origin = day.min()
    keys = pd.factorize(frame.loc[keep, customer].astype(str), sort=True)[0]
    days = (day - origin).dt.days.to_numpy(dtype=np.float64)
    return ledger(keys.astype(np.int64), days, paid[keep].to_numpy()), origin, notes


def errors(expected: Floats, real: Floats) -> Errors:
    """Return how far ``expected`` is from ``real``, both of shape ``(n,)``."""
    total = float(real.sum())
    top = np.argsort(-expected, kind="stable")[: int(np.ceil(len(real) / 10))]
    share = float(real[top].sum()) / total if total > 0 else float("nan")
    varied = np.ptp(expected) > 0 and np.ptp(real) > 0
    return Errors(
        mae=float(np.mean(np.abs(expected - real))),
        rmse=float(np.sqrt(np.mean((expected - real) ** 2))),
        spearman=float(spearmanr(expected, real).statistic) if varied else float("nan"),
        total_error=float(expected.sum()) / total - 1 if total > 0 else float("nan"),
        top_decile_share=share,
        top_decile_lift=share * len(real) / len(top),
    )


def _period(
    rows: Ledger, origin: pd.Timestamp, calibration_end: str, horizon_days: int | None
) -> tuple[float, int]:
    """Return the first day after the calibration and the length of what follows."""
    name = "--calibration-end"
    end = time_of(name, calibration_end)
    last = int(rows.day.max())
    first_date, last_date = origin.date(), (origin + pd.Timedelta(days=last)).date()
    range_ = f"the file's first day is {first_date}, its last {last_date}"
    if not 0 <= (end.floor("D") - origin).days < last:
        raise Invalid(
            "outside_data", f"{name} {calibration_end} leaves nothing to compare with: {range_}"
        )
    as_of = (end.floor("D") - origin).days + 1
    rest = last + 1 - as_of
    if horizon_days is not None and not 0 < horizon_days <= rest:
        raise Invalid(
            "outside_data",
            f"--horizon-days {horizon_days} must lie between 1 and {rest}: {range_}",
        )
    return float(as_of), horizon_days or rest


def _named(found: Forecast) -> str:
    return found.parts[0] if len(found.parts) == 1 else "mean of " + ", ".join(found.parts)
