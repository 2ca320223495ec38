"""What a table's columns become: one matrix for the logistic member, one for the trees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from crm.errors import Invalid
from crm_models.classification.cells import BLANK, Floats, Reading, numbers, reading_of, words

_MOST_LEVELS = 40
_FEWEST_ROWS_OF_A_LEVEL = 5
_FEWEST_VALUES_FOR_BENDS = 5
_BENDS = np.linspace(0, 1, 7)[1:-1]
# Words that differ in more than half of many rows name the row and tell nothing of others.
_NAMES_OF_ROWS = 50


@dataclass
class Column:
    """One column of the table, as learnt from the training rows."""

    name: str
    reading: Reading
    middle: float = 0.0
    lowest: float = 0.0
    highest: float = 0.0
    blanks: bool = False
    bends: list[float] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)

    def curve(self, series: pd.Series) -> Floats:
        """Return the features for a linear model: rows by features.

        A number is itself, how far it lies beyond each of its quantiles, and its logarithm, so that
        a linear model can bend; outside the range of the training rows it stands still.
        """
        return np.column_stack(self.curve_parts(series))

    def curve_parts(self, series: pd.Series) -> list[Floats]:
        """Return the same, one array a feature."""
        if self.reading == "words":
            return list(self._one_hot(series).T)
        raw = numbers(series, self.reading)
        value = np.clip(np.where(np.isnan(raw), self.middle, raw), self.lowest, self.highest)
        parts = [value]
        if self.blanks:
            parts.append(np.isnan(raw).astype(np.float64))
        if self.bends:
            parts += [np.maximum(value - bend, 0.0) for bend in self.bends]
            parts.append(np.log1p(value - self.lowest))
        return parts

    def plain(self, series: pd.Series) -> Floats:
        """Return the features for trees: the number with its blanks, or one column a level."""
        if self.reading == "words":
            return self._one_hot(series)
        return numbers(series, self.reading)[:, None]

    def _one_hot(self, series: pd.Series) -> Floats:
        codes = pd.Index(self.levels, dtype=object).get_indexer(words(series))
        return (codes[:, None] == np.arange(len(self.levels))).astype(np.float64)


class Columns:
    """All columns that are of use.

    Parameters
    ----------
    columns:
        As learnt by ``fit``.
    left_out:
        Names of the columns without use, with the reason.
    """

    def __init__(self, columns: list[Column], left_out: dict[str, str]) -> None:
        self.columns = columns
        self.left_out = left_out

    @classmethod
    def fit(cls, frame: pd.DataFrame) -> Columns:
        """Learn readings, levels and quantiles from the training rows alone.

        Raises
        ------
        Invalid
            If no column is of use.
        """
        columns: list[Column] = []
        left_out: dict[str, str] = {}
        for name in map(str, frame.columns):
            found = _learn(name, frame[name])
            if isinstance(found, str):
                left_out[name] = found
            else:
                columns.append(found)
        if not columns:
            reasons = "; ".join(f"'{name}' {reason}" for name, reason in left_out.items())
            why = reasons or "all are left out"
            raise Invalid("no_columns", f"no column is left to learn from: {why}")
        return cls(columns, left_out)

    def curves(self, frame: pd.DataFrame) -> Floats:
        """Return the matrix for a linear model, rows by features."""
        return np.hstack([column.curve(self._cells(frame, column)) for column in self.columns])

    def plain(self, frame: pd.DataFrame) -> Floats:
        """Return the matrix for trees, rows by features."""
        return np.hstack([column.plain(self._cells(frame, column)) for column in self.columns])

    def linear(self, frame: pd.DataFrame, mean: Floats, weights: Floats) -> Iterator[Floats]:
        """Yield what each column adds to a linear model on curves, without their whole matrix."""
        start = 0
        for column in self.columns:
            added = np.zeros(len(frame))
            for part in column.curve_parts(self._cells(frame, column)):
                added += (part - mean[start]) * weights[start]
                start += 1
            yield added

    def gathered(self, contributions: Floats) -> Floats:
        """Add up the contributions of the features of `plain` by column: rows by columns."""
        blank = pd.Series([None], dtype=object)
        widths = [column.plain(blank).shape[1] for column in self.columns]
        if set(widths) == {1}:
            return contributions
        starts = np.concatenate([[0], np.cumsum(widths)[:-1]]).astype(np.int64)
        return np.add.reduceat(contributions, starts, axis=1)

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as JSON takes it."""
        return {"columns": [asdict(column) for column in self.columns], "left_out": self.left_out}

    @classmethod
    def from_state(cls, state: dict[str, Any]) -> Columns:
        """Return the columns that ``state`` was taken from."""
        return cls([Column(**column) for column in state["columns"]], state["left_out"])

    @staticmethod
    def _cells(frame: pd.DataFrame, column: Column) -> pd.Series:
        if column.name not in frame.columns:
            there = ", ".join(map(str, frame.columns))
            raise Invalid("no_column", f"there is no column '{column.name}'; there are: {there}")
        return frame[column.name]


def _learn(name: str, series: pd.Series) -> Column | str:
    """Return what a column becomes, or why it is of no use."""
    reading = reading_of(series)
    if reading == "words":
        return _learn_words(name, series)
    values = numbers(series, reading)
    known = values[~np.isnan(values)]
    if not len(known):
        return "is blank in all rows"
    blanks = len(known) < len(values)
    if known.min() == known.max() and not blanks:
        return "is the same in all rows"
    different = np.unique(known)
    # The ends of the range bend nothing.
    bends = np.unique(np.quantile(known, _BENDS))
    bends = bends[(bends > known.min()) & (bends < known.max())]
    return Column(
        name,
        reading,
        middle=float(np.median(known)),
        lowest=float(known.min()),
        highest=float(known.max()),
        blanks=blanks,
        bends=bends.tolist() if len(different) >= _FEWEST_VALUES_FOR_BENDS else [],
    )


def _learn_words(name: str, series: pd.Series) -> Column | str:
    text = words(series)
    counts = text.value_counts()
    if len(counts) == 1:
        return "is the same in all rows"
    if len(counts) > max(_NAMES_OF_ROWS, len(text) / 2):
        return f"has {len(counts)} different values in {len(text)} rows"
    frequent = counts[counts >= min(_FEWEST_ROWS_OF_A_LEVEL, counts.iloc[0])]
    levels = sorted(map(str, frequent.index[:_MOST_LEVELS]))
    return Column(name, "words", blanks=BLANK in counts.index, levels=levels)
