"""A file's clean lines on disk, so that memory stays bounded and the store is touched only once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from shopdata.imports.cleaning import Line

_SCHEMA = """
CREATE TABLE lines (
  key TEXT PRIMARY KEY, row INTEGER, order_number TEXT, sku TEXT, title TEXT, quantity INTEGER,
  price_minor INTEGER, at REAL, customer TEXT, country TEXT, raw TEXT,
  status TEXT, delivered REAL
) WITHOUT ROWID;
CREATE TABLE credits (
  key TEXT PRIMARY KEY, row INTEGER, line_key TEXT, quantity INTEGER, credit_minor INTEGER, at REAL,
  credit_number TEXT
) WITHOUT ROWID;
"""


class Staging:
    """Clean lines of one file in a temporary database.

    Parameters
    ----------
    folder:
        A temporary folder of the caller.
    """

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "staging.db", isolation_level=None)
        self._connection.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-65536;" + _SCHEMA
        )
        self._connection.execute("BEGIN")

    def add(self, lines: list[tuple[int, Line, str | None]]) -> int:
        """Add lines with their row numbers; return how many were there already.

        Parameters
        ----------
        lines:
            Row number, line, and for returns the row as it stood in the file (JSON), because a
            return may still be rejected when all sales are known.
        """
        rows = [
            (
                line.key, row, line.order, line.sku, line.title, line.quantity, line.price_minor,
                line.at.timestamp(), line.customer, line.country, raw, line.status,
                line.delivered_at.timestamp() if line.delivered_at else None,
            )
            for row, line, raw in lines
        ]  # fmt: skip
        before = self._connection.total_changes
        marks = ",".join("?" * 13)
        self._connection.executemany(f"INSERT OR IGNORE INTO lines VALUES ({marks})", rows)  # noqa: S608 # only question marks
        return len(rows) - (self._connection.total_changes - before)

    def index(self) -> None:
        """Make the lookups that matching and writing need; call once, after the last line."""
        self._connection.execute("CREATE INDEX by_order ON lines (order_number)")
        self._connection.execute("CREATE INDEX by_sale ON lines (customer, sku, at)")

    def rows(self, query: str, parameters: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query."""
        yield from self._connection.execute(query, parameters)

    def change(self, statement: str, rows: list[tuple[Any, ...]]) -> None:
        """Run a statement for each of the rows."""
        self._connection.executemany(statement, rows)

    def close(self) -> None:
        """Close the database; its folder is the caller's to remove."""
        self._connection.close()
