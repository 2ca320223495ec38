"""From columns to rows of the store: links become keys, seconds become times, coins drop out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from sqlalchemy import Table

from shopdata.demo.columns import NEVER, Coded, Column, Columns, length
from shopdata.demo.shop import Shop

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHUNK = 20_000

Convert = Callable[[Column, slice], list[Any]]


def plain(column: Column, rows: slice) -> list[Any]:
    """Return a part of a column as it is."""
    if isinstance(column, Coded):
        return list(column.values(rows))
    part = column[rows]
    return part.tolist() if isinstance(part, np.ndarray) else part


def moments(column: Column, rows: slice) -> list[Any]:
    """Return seconds as times; ``NEVER`` becomes nothing."""
    return [
        None if second == NEVER else EPOCH + timedelta(seconds=second)
        for second in plain(column, rows)
    ]


def keys(base: int) -> Convert:
    """Return a conversion of positions into keys that follow ``base``."""

    def convert(column: Column, rows: slice) -> list[Any]:
        return [None if place == NEVER else base + 1 + place for place in plain(column, rows)]

    return convert


def looked_up(values: list[Any]) -> Convert:
    """Return a conversion of positions into what stands there in ``values``."""

    def convert(column: Column, rows: slice) -> list[Any]:
        return [values[place] for place in plain(column, rows)]

    return convert


class RowMaker:
    """Makes the rows of a shop.

    Parameters
    ----------
    bases:
        The highest key of each table so far.
    """

    def __init__(self, shop: Shop, bases: Mapping[str, int]) -> None:
        self._shop = shop
        self._bases = bases

    def key_of(self, table: str) -> Convert:
        """Return the conversion of positions in a table into keys."""
        return keys(self._bases[table])

    def person_keys(self) -> list[int | None]:
        """Return everybody's key in ``customers``; guests have none."""
        base, count = self._bases["customers"], self._shop.customers
        guests = len(self._shop.people.name) - count
        return [*range(base + 1, base + 1 + count), *([None] * guests)]

    def rows(
        self,
        table: Table,
        columns: Columns,
        links: Mapping[str, tuple[str, Convert]],
        same: Mapping[str, Any] | None = None,
    ) -> Iterator[list[dict[str, Any]]]:
        """Yield the rows of a table in chunks, ready to be inserted.

        Parameters
        ----------
        links:
            For some columns the name in the store and the conversion.
        same:
            Values that all rows share.
        """
        count, base = length(columns), self._bases[table.name]
        fixed = dict(same or {})
        names, converts = [], []
        for name in columns:
            target, convert = links.get(name, (name, moments if name.endswith("_at") else plain))
            names.append(target)
            converts.append(convert)
        sources = list(columns.values())
        for start in range(0, count, CHUNK):
            part = slice(start, min(start + CHUNK, count))
            parts = [
                convert(column, part) for convert, column in zip(converts, sources, strict=True)
            ]
            yield [
                {"id": base + 1 + start + place, **dict(zip(names, values, strict=True)), **fixed}
                for place, values in enumerate(zip(*parts, strict=True))
            ]
