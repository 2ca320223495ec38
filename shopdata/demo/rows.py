"""From columns to rows of the store: links become keys, seconds become times, coins drop out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table, insert
from sqlalchemy.sql.compiler import SQLCompiler

from shopdata.demo.columns import NEVER, Coded, Column, Columns, length
from shopdata.demo.shop import Shop

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
CHUNK = 20_000
FIRST_NUMBER = 10_000


@dataclass(frozen=True)
class Chunk:
    """Some rows of a table as equally long columns."""

    names: tuple[str, ...]
    columns: list[Sequence[Any]]


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
        None if second == NEVER else datetime.fromtimestamp(second, UTC)
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

    def numbers(self, table: str, letter: str) -> list[str]:
        """Return numbers as the services give them: a letter, and the key from 10001 on."""
        first = FIRST_NUMBER + self._bases[table] + 1
        return [f"{letter}-{first + row}" for row in range(length(self._shop.tables[table]))]

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
    ) -> Iterator[Chunk]:
        """Yield the rows of a table in chunks, ready to be inserted.

        Parameters
        ----------
        links:
            For some columns the name in the store and the conversion.
        same:
            Values that all rows share.
        """
        count, base = length(columns), self._bases[table.name]
        named = {
            name: links.get(name, (name, moments if name.endswith("_at") else plain))
            for name in columns
        }
        names = ("id", *(target for target, _ in named.values()), *(same or {}))
        for start in range(0, count, CHUNK):
            stop = min(start + CHUNK, count)
            part = slice(start, stop)
            parts = [convert(columns[name], part) for name, (_, convert) in named.items()]
            fixed = [[value] * (stop - start) for value in (same or {}).values()]
            yield Chunk(names, [range(base + 1 + start, base + 1 + stop), *parts, *fixed])


def insert_chunk(connection: Connection, table: Table, chunk: Chunk) -> int:
    """Insert a chunk and return the number of its rows.

    This is what Core's ``executemany`` does, column by column instead of row by row, which takes
    half the time: each type prepares its values for the driver, and the statement is Core's.
    """
    dialect = connection.dialect
    statement = insert(table).compile(dialect=dialect, column_keys=list(chunk.names))
    ready = {}
    for name, values in zip(chunk.names, chunk.columns, strict=True):
        kind = table.c[name].type.dialect_impl(dialect)
        prepare = kind.bind_processor(dialect)
        ready[name] = values if prepare is None else [prepare(value) for value in values]
    rows: list[Any]
    if isinstance(statement, SQLCompiler) and statement.positiontup:
        rows = list(zip(*(ready[name] for name in statement.positiontup), strict=True))
    else:
        rows = [
            dict(zip(ready, values, strict=True)) for values in zip(*ready.values(), strict=True)
        ]
    connection.exec_driver_sql(str(statement), rows)
    return len(rows)
