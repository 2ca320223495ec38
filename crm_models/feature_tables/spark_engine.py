"""Runs the same features on Spark. pyspark is wanted only here, and only by those who use it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa

from crm_models.feature_tables.expressions import customer_features
from crm_models.feature_tables.schema import COLUMNS, Inputs, conform, empty, require_known

if TYPE_CHECKING:
    from ibis.backends.pyspark import Backend
    from pyspark.sql import SparkSession


def engine(session: SparkSession) -> Backend:
    """Return Ibis on a Spark session, whose time zone becomes UTC."""
    session.conf.set("spark.sql.session.timeZone", "UTC")
    return ibis.pyspark.connect(session)


def from_files(backend: Backend, files: Mapping[str, Path | str]) -> Inputs:
    """Return input tables on Parquet files, or folders or addresses of them.

    Parameters
    ----------
    files:
        By the names of `schema.COLUMNS`; tables without a file are empty.

    Raises
    ------
    Invalid
        If a column is missing, or a table is not known.
    """
    tables = {name: empty(name) for name in COLUMNS}
    for name, path in files.items():
        require_known(name)
        tables[name] = conform(backend.read_parquet(str(path)), name, _unix_micros)
    return Inputs(**tables)


def compute(inputs: Inputs, as_of: datetime, backend: Backend) -> pa.Table:
    """Return the features of all customers known before ``as_of``, sorted by their keys."""
    return backend.to_pyarrow(customer_features(inputs, as_of).order_by("customer_id"))


@ibis.udf.scalar.builtin(name="unix_micros", signature=(("timestamp",), "int64"))
def _unix_micros(at):  # type: ignore[no-untyped-def]
    """Return microseconds since 1970."""
