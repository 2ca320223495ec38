"""How the generator keeps what it makes: a table is a dictionary of equally long columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

NEVER = -1
"""Stands for no value in columns of times and of keys."""

DAY = 86_400
"""Seconds of a day. Times are whole seconds since 1970 in UTC."""

WINDOW_DAYS = 730
"""How far back the shop's history goes."""

Ints: TypeAlias = NDArray[np.int64]
Floats: TypeAlias = NDArray[np.float64]
Flags: TypeAlias = NDArray[np.bool_]


@dataclass(frozen=True)
class Coded:
    """A column of few distinct texts, kept as codes: memory for a million rows stays small."""

    codes: NDArray[Any]
    labels: tuple[str | None, ...]

    def __len__(self) -> int:
        return len(self.codes)

    def values(self, rows: slice = slice(None)) -> list[str | None]:
        """Return the texts of some rows."""
        return [self.labels[code] for code in self.codes[rows].tolist()]

    def take(self, rows: NDArray[Any]) -> Coded:
        """Return the column with these rows only."""
        return Coded(self.codes[rows], self.labels)

    def equals(self, label: str) -> Flags:
        """Return which rows hold ``label``."""
        return np.asarray(self.codes == self.labels.index(label), dtype=bool)


Column: TypeAlias = "NDArray[Any] | Coded | list[Any]"
Columns: TypeAlias = dict[str, Column]


def pick(generator: np.random.Generator, shares: dict[str, float], count: int) -> Coded:
    """Draw ``count`` labels in proportion to their shares."""
    weights = np.array(list(shares.values()))
    codes = generator.choice(len(weights), size=count, p=weights / weights.sum())
    return Coded(codes.astype(np.int8), tuple(shares))


def midnight(day: date) -> int:
    """Return the second at which ``day`` begins in UTC."""
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())


def until(times: Ints, now: int) -> Ints:
    """Return the times that have come by ``now``; later ones have not happened."""
    return np.where(times <= now, times, NEVER)


def labelled(codes: NDArray[Any], labels: Sequence[str | None]) -> Coded:
    """Return a coded column."""
    return Coded(codes.astype(np.int16), tuple(labels))


def length(table: Columns) -> int:
    """Return the number of rows of a table."""
    return len(next(iter(table.values())))
