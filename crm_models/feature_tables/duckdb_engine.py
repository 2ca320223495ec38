"""Runs the features on DuckDB, within a bound of memory: from the store or from files."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend

from crm.errors import Invalid
from crm.store import Unit
from crm_models.feature_tables.expressions import customer_features
from crm_models.feature_tables.schema import (
    COLUMNS,
    Inputs,
    conform,
    empty,
    microseconds,
    require_known,
)
from crm_models.feature_tables.store_tables import arrow_schema, batches

Query = Callable[[datetime], Any]
"""Runs a query as of an instant and returns DuckDB's relation."""

_AS_OF = "attune_as_of"
THREADS = 2
MEMORY = "1GB"


@contextmanager
def engine(threads: int = THREADS, memory: str = MEMORY) -> Iterator[Backend]:
    """Yield a DuckDB that lives in memory and spills to a folder of its own.

    Parameters
    ----------
    threads:
        How many cores it may take.
    memory:
        What it may hold before it spills, such as ``1GB``.
    """
    with tempfile.TemporaryDirectory(prefix="attune-features-") as folder:
        backend = ibis.duckdb.connect(
            threads=threads,
            memory_limit=memory,
            temp_directory=folder,
            # Features are rows in no order: batches need not wait for each other.
            preserve_insertion_order=False,
        )
        try:
            yield backend
        finally:
            backend.disconnect()


def from_store(backend: Backend, unit: Unit) -> Inputs:
    """Copy what the features need from the store, batch by batch.

    Parameters
    ----------
    unit:
        One consistent state of SQLite or PostgreSQL.
    """
    tables = {}
    for name in COLUMNS:
        reader = pa.RecordBatchReader.from_batches(arrow_schema(name), batches(unit, name))
        backend.con.from_arrow(reader).create(name)
        tables[name] = backend.table(name)
    return Inputs(**tables)


def from_files(backend: Backend, files: Mapping[str, Path]) -> Inputs:
    """Return input tables that are read from Parquet or CSV files as they are needed.

    Parameters
    ----------
    files:
        Paths by the names of `schema.COLUMNS`; tables without a file are empty.

    Raises
    ------
    Invalid
        If a file is of another kind, a column is missing, or a table is not known.
    """
    tables = {name: empty(name) for name in COLUMNS}
    for name, path in files.items():
        require_known(name)
        tables[name] = conform(_read(backend, name, path), name, _epoch_us)
    return Inputs(**tables)


def compute(inputs: Inputs, as_of: datetime, backend: Backend) -> pa.Table:
    """Return the features of all customers known before ``as_of``, sorted by their keys."""
    return backend.to_pyarrow(customer_features(inputs, as_of).order_by("customer_id"))


def features_of_store(unit: Unit, as_of: datetime) -> pa.Table:
    """Return the features of the store's customers; see `expressions.customer_features`."""
    with engine() as backend:
        return compute(from_store(backend, unit), as_of, backend)


def as_of_any_instant(
    expression: Callable[[ir.IntegerScalar], ir.Table], backend: Backend
) -> Query:
    """Return a query that is made once and run as of many instants.

    Making it takes several times as long as running it on a small shop.

    Parameters
    ----------
    expression:
        Returns a table as of an instant in microseconds.
    """
    backend.con.execute(f"create or replace macro {_AS_OF}() as getvariable('{_AS_OF}')")
    table = expression(_as_of())
    # Compiling names the tables in memory, such as those without rows, but does not make them.
    backend._run_pre_execute_hooks(table)
    text = backend.compile(table)

    def run(as_of: datetime) -> Any:
        backend.con.execute(f"set variable {_AS_OF} = {microseconds(as_of)}")
        return backend.con.sql(text)

    return run


def _read(backend: Backend, name: str, path: Path) -> ir.Table:
    if path.suffix == ".parquet":
        found = backend.con.read_parquet(str(path))
    elif path.suffix in (".csv", ".gz", ".txt"):
        found = backend.con.read_csv(str(path))
    else:
        raise Invalid("unknown_format", f"{path.name} is neither Parquet (.parquet) nor CSV (.csv)")
    found.create_view(name)
    return backend.table(name)


@ibis.udf.scalar.builtin(name="epoch_us", signature=(("timestamp",), "int64"))
def _epoch_us(at):  # type: ignore[no-untyped-def]
    """Return microseconds since 1970; a time without a zone is UTC."""


@ibis.udf.scalar.builtin(name=_AS_OF, signature=((), "int64"))
def _as_of():  # type: ignore[no-untyped-def]
    """Return the instant that a query is run as of."""
