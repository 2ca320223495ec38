"""Churn without contracts on Online Retail: who buys nothing in the 90 days from 10 September 2011.

Peers learn from the state of 12 June and what followed until 10 September. Ours is what a shop gets
that trains on 10 September: from the same past, it may look at further days before.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.models_binary import MEASURES, draw_rows
from benchmarks.models_exchange import Answers, Job
from benchmarks.models_peers import Peers, Tell
from benchmarks.models_retail import bought_lines
from benchmarks.models_verdicts import OURS, Found, joined
from crm_models.feature_tables.duckdb_engine import engine, from_files
from crm_models.feature_tables.features import Features
from crm_models.history import History
from crm_models.kinds.churn import Churn
from crm_models.kinds.rhythm import Rhythm

_TRAINED, _TESTED = datetime(2011, 6, 12, tzinfo=UTC), datetime(2011, 9, 10, tzinfo=UTC)
_DAYS = 90.0
_PENCE = 100


def online_retail(data: Path, peers: Peers, tell: Tell) -> Found:
    """Compare the probabilities of no order within 90 days."""
    path = peers.folder / "orders.parquet"
    orders(bought_lines(data)).to_parquet(path)
    ours = Answers()
    with engine() as backend:
        inputs = from_files(backend, {"orders": path})
        history = History(backend, inputs, _TESTED + timedelta(days=_DAYS))
        tell(f"churn: {OURS}")
        with ours.timed(OURS):
            model = Churn(Rhythm.fixed(_DAYS)).fit(history, _TESTED)
        before, after = (history.features(day) for day in (_TRAINED, _TESTED))
        ours.put(OURS, 0, model.score(after)["churn_probability"])
        labels = np.concatenate([_lost(history, view) for view in (before, after)])
    rows = pd.concat([_numbers(before), _numbers(after)], ignore_index=True)
    train, test = np.split(np.arange(len(rows)), [len(before)])
    job = Job(
        {"rows": rows},
        {"labels": labels, "train0": train, "test0": test},
        {"splits": 1, "logged": True},
    )
    theirs = peers.run("models_peer_binary", "churn", job)
    predicted = {name: one["0"] for name, one in joined(ours, theirs).items()}
    # Ranks alone: what a shop without any model sorts by.
    ranks = {"recency": after.numbers("recency_days"), "frequency": -after.numbers("orders")}
    areas = [name for name in MEASURES if name.endswith("AUC")]
    found = draw_rows(predicted | ranks, labels[test], only=areas)
    found += draw_rows(predicted, labels[test], only=[n for n in MEASURES if n not in areas])
    size = f"{len(test):,} customers, {labels[test].mean():.0%} of them lost"
    return Found(
        "Churn without contracts, Online Retail",
        size,
        found,
        {**ours.cpu_seconds, **theirs.cpu_seconds},
    )


def orders(lines: pd.DataFrame) -> pd.DataFrame:
    """Return one row an invoice, as the features read orders."""
    amount = (lines["Amount"] * _PENCE).round().astype("int64")
    by = lines.assign(amount=amount).groupby("InvoiceNo", sort=True)
    total = by["amount"].sum()
    return pd.DataFrame({
        "order_id": np.arange(len(total)),
        "customer_id": by["CustomerID"].first().to_numpy(),
        "placed_at": by["InvoiceDate"].first().dt.tz_localize("UTC").to_numpy(),
        "cancelled_at": pd.Series(pd.NaT, index=range(len(total)), dtype="datetime64[us, UTC]"),
        "channel": "web",
        "goods_minor": total.to_numpy(),
        "discount_minor": 0,
        "total_minor": total.to_numpy(),
    })  # fmt: skip


def _lost(history: History, view: Features) -> np.ndarray:
    return (history.outcomes(view, _DAYS)["orders"] == 0).to_numpy(np.float64)


def _numbers(view: Features) -> pd.DataFrame:
    """Return the features of purchases, which alone this set has."""
    names = [name for name in view.frame.select_dtypes("number") if view.frame[name].nunique() > 1]
    return view.frame[names].astype(float)
