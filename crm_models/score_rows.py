"""Rows of the table of scores: put together from all models, written in short transactions."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Connection, Dialect, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from crm.adjusted_scores import readjust
from crm.store import Store
from crm.tables.events import customer_scores
from crm.tables.people import customers
from crm_models.feature_tables.features import Features
from crm_models.kinds.contract import CustomerModel

# So many rows are one transaction: turns that write wait for no more than that.
_BATCH = 2_000
_SAME_FOR_ALL = frozenset({"model_versions", "scored_at"})

Columns = dict[str, list[Any]]


def score_columns(
    features: Features,
    kinds: Mapping[str, type[CustomerModel]],
    models: Mapping[str, CustomerModel],
    versions: Mapping[str, str],
) -> Columns:
    """Return the columns of ``customer_scores``, each a list with a value a customer.

    Parameters
    ----------
    kinds:
        All kinds; one without a model gives its neutral scores and no reasons.
    models, versions:
        By kind those that could be loaded.
    """
    count = len(features)
    columns: Columns = {"customer_id": features.customer.tolist()}
    said: dict[str, list[list[str]]] = {}
    for kind, kind_class in kinds.items():
        if kind in models:
            scores = models[kind].score(features)
            columns |= {str(name): plain(scores[name]) for name in scores.columns}
            said[kind] = models[kind].explain(features)
        else:
            columns |= {name: [value] * count for name, value in kind_class.neutral.items()}
    columns["reasons"] = [
        {kind: reasons for kind, reasons in zip(said, row, strict=True) if reasons}
        for row in zip(*said.values(), strict=True)
    ] or [{}] * count
    columns["model_versions"] = [dict(versions)] * count
    columns["scored_at"] = [features.as_of] * count
    return {column.name: columns[column.name] for column in _written(columns)}


def plain(column: pd.Series) -> list[Any]:
    """Return a column as plain values; what is not known or not finite is none."""
    values: list[Any] = column.tolist()
    known = column.notna()
    if pd.api.types.is_float_dtype(column.dtype):
        known &= np.isfinite(column.to_numpy(np.float64))
    if known.all():
        return values
    return [value if there else None for value, there in zip(values, known, strict=True)]


def write_scores(store: Store, columns: Columns) -> None:
    """Write scores of customers, each in place of what was there.

    What had been adjusted since is undone: `settle` does it again at the end. Who was erased gets
    none.
    """
    dialect = store.engine.dialect
    statement = str(_replacing(columns, store.is_sqlite).compile(dialect=dialect))
    stored = [_stored(column, columns[column.name], dialect) for column in _written(columns)]
    rows = list(zip(*stored, strict=True))
    for start in range(0, len(rows), _BATCH):
        part = rows[start : start + _BATCH]
        with store.transaction() as unit:
            erased = _erased(unit.connection, [row[0] for row in part])
            kept = [row for row in part if row[0] not in erased] if erased else part
            _execute(unit.connection, statement, list(columns), kept)


def settle(store: Store, scored_at: datetime, seen: int) -> None:
    """End a scoring: what happened since it began counts again, and who has no order has no row.

    Parameters
    ----------
    scored_at:
        The instant of the features.
    seen:
        Key of the last CRM event that they know of.
    """
    with store.transaction() as unit:
        old = customer_scores.c.scored_at < scored_at
        unit.connection.execute(delete(customer_scores).where(old))
        readjust(unit, seen)


def _written(columns: Columns) -> list[Any]:
    return [column for column in customer_scores.columns if column.name in columns]


def _replacing(columns: Columns, is_sqlite: bool) -> Any:
    names = [column.name for column in _written(columns)]
    dialect: Any = sqlite if is_sqlite else postgresql
    statement = dialect.insert(customer_scores).values(dict.fromkeys(names))
    replaced = [*names[1:], "adjustments", "adjusted_at"]
    return statement.on_conflict_do_update(
        index_elements=["customer_id"],
        set_={name: statement.excluded[name] for name in replaced},
    )


def _stored(column: Any, values: list[Any], dialect: Dialect) -> list[Any]:
    """Return a column's values as the driver takes them.

    SQLAlchemy would do the same value by value within each row, which takes most of the time of
    writing a million rows.
    """
    process = column.type.dialect_impl(dialect).bind_processor(dialect)
    if process is None:
        return values
    if column.name in _SAME_FOR_ALL:
        return [process(values[0])] * len(values) if values else values
    return [None if value is None else process(value) for value in values]


def _erased(connection: Connection, keys: list[int]) -> set[int]:
    """Return who of these was erased; nobody of them can be until the transaction's end."""
    query = select(customers.c.id, customers.c.erased_at).where(customers.c.id.in_(keys))
    found = connection.execute(query.with_for_update(read=True)).all()
    return set(keys) - {key for key, erased_at in found if erased_at is None}


def _execute(
    connection: Connection, statement: str, names: list[str], rows: list[tuple[Any, ...]]
) -> None:
    if not rows:
        return
    if connection.dialect.positional:
        connection.exec_driver_sql(statement, rows)
    else:
        named = [dict(zip(names, row, strict=True)) for row in rows]
        connection.exec_driver_sql(statement, named)
