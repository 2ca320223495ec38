"""Recommendations measured on a file of purchases, split by time."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd
from scipy.sparse import csr_matrix

from crm.errors import Invalid
from crm_models.arrays import Keys
from crm_models.evaluation.ranking import ranking_figures
from crm_models.evaluation.tables import numbers, read_table, time_of, times
from crm_models.recommenders.blend import Blend
from crm_models.recommenders.popularity import Popularity
from crm_models.recommenders.purchases import Interactions
from crm_models.recommenders.recommender import Recommender, recommend

_DAY = pd.Timedelta(days=1)
_EPOCH = pd.Timestamp(0, tz="UTC")


@dataclass(frozen=True)
class Columns:
    """Names of the file's columns; of lines with a value in ``positive`` those above 0 count."""

    customer: str
    item: str
    time: str
    positive: tuple[str, ...] = ()


@dataclass(frozen=True)
class Split:
    """Purchases before the test, and who then bought which of their items."""

    train: Interactions
    as_of: float
    start: pd.Timestamp
    users: Keys
    relevant: csr_matrix


def evaluate(
    path: Path,
    columns: Columns,
    test_start: str | None = None,
    test_fraction: float = 0.2,
    k: int = 20,
    new_only: bool = False,
    seed: int = 0,
) -> dict[str, Any]:
    """Return how well the blend finds the purchases after the split, and popularity beside it.

    Parameters
    ----------
    path:
        Purchases, one line a customer and item.
    test_start:
        The first day of the test; without, the last ``test_fraction`` of the lines in time.
    k:
        Recall is also given at this cut; rankings are at least 20 long.
    new_only:
        Whether past purchases are left out of the rankings and of what is to be found.

    Raises
    ------
    Invalid
        If a column is missing or wrong, or a side of the split has nothing to measure.
    """
    lines, notes = purchases(path, columns)
    split = split_by_time(lines, start_of_test(lines["time"], test_start, test_fraction), new_only)
    model = Blend(new_only=new_only, seed=seed)
    cuts = sorted({10, 20, k})
    figures: dict[str, Any] = {"users": len(split.users), "items": split.train.items}
    figures |= _measure(model, split, cuts, new_only)
    figures["model"] = "blend of " + ", ".join(model.parts)
    figures["popularity"] = _measure(Popularity(), split, cuts, new_only)
    figures["test_start"] = split.start.isoformat()
    figures["training_customers"] = split.train.customers
    figures["training_lines"] = len(split.train.customer)
    figures["notes"] = notes
    return figures


def purchases(path: Path, columns: Columns) -> tuple[pd.DataFrame, list[str]]:
    """Return customer, item and time of the lines that count, and what was left out.

    Raises
    ------
    Invalid
        If a column is missing or wrong, or no line counts.
    """
    wanted = [columns.customer, columns.item, columns.time, *columns.positive]
    frame = read_table(path, wanted, codes=(columns.customer, columns.item))
    lines = pd.DataFrame(
        {
            "customer": _codes(frame[columns.customer]),
            "item": _codes(frame[columns.item]).str.upper(),
            "time": times(frame[columns.time], columns.time),
        }
    )
    kept = pd.Series(True, index=lines.index)
    notes = []
    blank = [("customer", columns.customer), ("item", columns.item), ("time", columns.time)]
    for part, name in blank:
        missing = lines[part].isna() & kept
        kept &= ~missing
        if missing.any():
            notes.append(f"{int(missing.sum())} lines without '{name}' are left out")
    for name in columns.positive:
        low = ~(numbers(frame[name], name) > 0) & kept
        kept &= ~low
        if low.any():
            notes.append(f"{int(low.sum())} lines with no '{name}' above 0 are left out")
    if not kept.any():
        raise Invalid("no_rows", f"no line of {path} counts: {'; '.join(notes)}")
    return lines[kept], notes


def _codes(values: pd.Series) -> pd.Series:
    """Return codes as words; numbers that a blank has made into fractions are whole again."""
    if pd.api.types.is_float_dtype(values.dtype) and (values.dropna() % 1 == 0).all():
        values = values.astype("Int64")
    words = values.astype("string").str.strip()
    return words.mask(words == "")


def start_of_test(at: pd.Series, test_start: str | None, test_fraction: float) -> pd.Timestamp:
    """Return the first instant of the test: the one given, or that of the last part in time."""
    if test_start is not None:
        return time_of("--test-start", test_start)
    ordered = at.sort_values()
    return ordered.iloc[min(int(len(ordered) * (1 - test_fraction)), len(ordered) - 1)]


def split_by_time(lines: pd.DataFrame, start: pd.Timestamp, new_only: bool) -> Split:
    """Return the purchases before ``start``, and who bought which known items from then on.

    Raises
    ------
    Invalid
        If a side of the split has nothing to measure.
    """
    before = lines["time"] < start
    if not before.any() or before.all():
        found = f"from {lines['time'].min().isoformat()} to {lines['time'].max().isoformat()}"
        side = "after" if before.all() else "before"
        raise Invalid("empty_split", f"there are no purchases {side} {start}; they are {found}")
    old, new = lines[before], lines[~before]
    customers, items = np.unique(old["customer"]), np.unique(old["item"])
    new = new[new["customer"].isin(customers) & new["item"].isin(items)]

    def interactions(part: pd.DataFrame) -> Interactions:
        row = pd.Index(customers).get_indexer(part["customer"])
        column = pd.Index(items).get_indexer(part["item"])
        day = ((part["time"] - _EPOCH) / _DAY).to_numpy(dtype=np.float64)
        return Interactions(row, column, day, len(customers), len(items))

    train = interactions(old)
    relevant = interactions(new).matrix() > 0
    if new_only:
        relevant = relevant > (train.matrix() > 0)
    users = np.flatnonzero(np.asarray(relevant.sum(axis=1)).ravel() > 0)
    if len(users) == 0:
        raise Invalid("empty_split", f"no customer from before {start} bought a known item after")
    return Split(train, float((start - _EPOCH) / _DAY), start, users, relevant[users])


def _measure(
    model: Recommender, split: Split, cuts: list[int], new_only: bool
) -> dict[str, float | str]:
    began = perf_counter()
    model.fit(split.train, split.as_of)
    fitted = perf_counter()
    bought = split.train.matrix() if new_only else None
    ranked = recommend(model, split.users, max(*cuts, 20), bought)
    ended = perf_counter()
    figures: dict[str, float | str] = dict(ranking_figures(ranked, split.relevant, cuts))
    figures["fit_seconds"] = fitted - began
    figures["ms_per_user"] = (ended - fitted) / len(split.users) * 1000
    return figures
