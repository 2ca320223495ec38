"""How firm the segments of a file's customers are, and what they bring."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crm.errors import Invalid
from crm_models.arrays import Floats
from crm_models.evaluation.tables import numbers, read_table, times
from crm_models.segments.clusters import (
    by_worth,
    choose_k,
    k_means,
    quality,
    standardised_logs,
    ward,
)
from crm_models.segments.pictures import write
from crm_models.segments.profiles import profiles
from crm_models.segments.words import describe, typical
from crm_models.segments.worth import value_groups

_CUSTOMERS_A_SEGMENT = 10
_DAY = pd.Timedelta(days=1)


def evaluate(
    file: Path,
    customer: str,
    time: str,
    amount: str,
    segments: int | None = None,
    seed: int = 0,
    order: str | None = None,
    pictures: Path | None = None,
) -> dict[str, Any]:
    """Divide the customers of a file into segments and measure them.

    Parameters
    ----------
    file:
        A table with one row a purchase or an item of one. Negative amounts are returns: they
        lower what a customer brought, and are no order.
    customer, time, amount:
        Its columns.
    segments:
        How many; without, the number is chosen by silhouette and stability.
    seed:
        The same gives the same segments.
    order:
        The column that names the order; without, rows of a customer at one time are one.
    pictures:
        A folder for pictures of the segments; none are drawn without.

    Raises
    ------
    Invalid
        If a column is missing or unreadable, or there are too few customers.
    """
    table, notes = customers_of(file, customer, time, amount, order)
    recency, frequency, revenue = (
        table[name].to_numpy(np.float64) for name in ("recency", "frequency", "revenue")
    )
    points = standardised_logs(recency, frequency, revenue)
    _require(points, segments or 2, customer)
    k, tried = (segments, {}) if segments else choose_k(points, seed)
    model = k_means(points, k, seed)
    labels = by_worth(model.labels_.astype(np.int64), revenue)
    found = quality(points, model.cluster_centers_, seed)
    joined, agreement = ward(points, labels, k, seed)
    sizes = np.bincount(labels, minlength=k)
    brought = np.bincount(labels, weights=revenue, minlength=k).astype(np.float64)
    words = describe(recency, frequency, revenue, labels, seed)
    usual = typical((recency, frequency, revenue), labels)
    drawn = []
    if pictures is not None:
        usually = profiles(recency, frequency, revenue, labels)
        drawn = write(pictures, (recency, frequency, revenue), labels, usually, seed)
    return {
        "customers": len(table),
        "segments": k,
        "silhouette": found.silhouette,
        "stability": found.stability,
        "sizes": sizes.tolist(),
        "size_shares": (sizes / len(table)).tolist(),
        "revenue_shares": _shares(brought),
        "described": [
            {"segment": i, "typical": usual[i], **asdict(words[i])} for i in range(len(words))
        ],
        "value_groups": [asdict(band) for band in value_groups(revenue)],
        "tried": [{"k": number, **asdict(figures)} for number, figures in tried.items()],
        "ward": {"silhouette": joined, "agreement": agreement},
        "model": "k-means on logged, standardised recency, frequency and revenue",
        "pictures": [str(path) for path in drawn],
        "notes": notes,
    }


def customers_of(
    file: Path, customer: str, time: str, amount: str, order: str | None
) -> tuple[pd.DataFrame, list[str]]:
    """Return recency (days), frequency and revenue of each customer, and what was left out."""
    ids = [customer, *([order] if order else [])]
    frame = read_table(file, [*ids, time, amount], codes=ids)
    rows = pd.DataFrame(
        {
            "customer": frame[customer],
            "at": times(frame[time], time),
            "order": frame[order or time],
            "amount": numbers(frame[amount], amount),
        }
    )
    notes = []
    for name, column in (
        ("customer", customer),
        ("at", time),
        ("amount", amount),
        ("order", order or time),
    ):
        blank = rows[name].isna()
        if blank.any():
            notes.append(f"{int(blank.sum())} rows without {column} were left out")
            rows = rows[~blank]
    bought = rows[rows["amount"] > 0]
    if len(bought) < len(rows):
        notes.append(
            f"{len(rows) - len(bought)} rows with a negative or zero {amount} "
            "lowered what their customers brought and are no orders"
        )
    if bought.empty:
        raise Invalid("no_rows", f"column '{amount}' has no positive amount of a known customer")
    by = bought.groupby("customer", sort=True)
    table = pd.DataFrame({"last": by["at"].max(), "frequency": by["order"].nunique()})
    # A day after the last purchase of all, or the logarithm would tear the latest hours apart.
    table["recency"] = (bought["at"].max() + _DAY - table["last"]) / _DAY
    net = rows.groupby("customer")["amount"].sum().reindex(table.index)
    table["revenue"] = net.clip(lower=0.0)
    if returned := rows["customer"].nunique() - len(table):
        notes.append(f"{returned} customers with nothing but returns were left out")
    return table, notes


def _require(points: Floats, segments: int, customer: str) -> None:
    different = len(np.unique(points, axis=0))
    needed = _CUSTOMERS_A_SEGMENT * segments
    if len(points) < needed or different <= segments:
        raise Invalid(
            "too_few_customers",
            f"column '{customer}' names {len(points)} customers with purchases, {different} of "
            f"them different; {segments} segments need {needed}",
        )


def _shares(parts: Floats) -> list[float]:
    total = float(parts.sum())
    return [float(part) / total if total > 0 else float("nan") for part in parts]
