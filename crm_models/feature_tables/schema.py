"""The tables that features are computed from: their columns, types and units.

Amounts (``*_minor``) are integers in minor units of one currency. Instants (``*_at``) are integers,
microseconds since 1970 in UTC: exact, and alike in every engine and session time zone. What a file
or a store holds as times is converted when it is read; a time without a zone there is UTC.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from crm.errors import Invalid

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = 1_000_000
DAY = 86_400 * SECOND

COLUMNS: dict[str, dict[str, str]] = {
    "customers": {"customer_id": "int64", "created_at": "int64"},
    "orders": {
        "order_id": "int64",
        "customer_id": "int64",  # empty for guests, whose orders count for nobody
        "placed_at": "int64",
        "cancelled_at": "int64",  # empty unless cancelled
        "channel": "string",
        "goods_minor": "int64",  # before discount
        "discount_minor": "int64",
        "total_minor": "int64",
    },
    "order_lines": {
        "order_id": "int64",
        "category": "string",
        "amount_minor": "int64",  # quantity x unit price - discount
    },
    "returns": {
        "order_id": "int64",
        "customer_id": "int64",
        "created_at": "int64",
        "rejected_at": "int64",  # empty unless rejected
    },
    "refunds": {"customer_id": "int64", "created_at": "int64", "amount_minor": "int64"},
    "conversations": {"conversation_id": "int64", "customer_id": "int64", "created_at": "int64"},
    "readings": {
        "conversation_id": "int64",
        "created_at": "int64",
        "sentiment": "float64",  # -1 to 1
        "frustration": "float64",  # 0 to 1
    },
    "handovers": {"conversation_id": "int64", "created_at": "int64"},
    "tickets": {"customer_id": "int64", "created_at": "int64"},
    "web_events": {"customer_id": "int64", "occurred_at": "int64"},
}

# When a row came to be known. Lines of an order are known with their order.
KNOWN_AT = {
    "customers": "created_at",
    "orders": "placed_at",
    "returns": "created_at",
    "refunds": "created_at",
    "conversations": "created_at",
    "readings": "created_at",
    "handovers": "created_at",
    "tickets": "created_at",
    "web_events": "occurred_at",
}

# What may be missing in a file; it is then empty.
OPTIONAL = frozenset({"cancelled_at", "rejected_at", "channel", "category"})


@dataclass(frozen=True)
class Inputs:
    """The input tables as Ibis tables with the columns of `COLUMNS`."""

    customers: ir.Table
    orders: ir.Table
    order_lines: ir.Table
    returns: ir.Table
    refunds: ir.Table
    conversations: ir.Table
    readings: ir.Table
    handovers: ir.Table
    tickets: ir.Table
    web_events: ir.Table


def microseconds(instant: datetime) -> int:
    """Return an instant as microseconds since 1970 (UTC).

    Raises
    ------
    ValueError
        If it has no time zone.
    """
    if instant.tzinfo is None:
        raise ValueError(f"a time without a zone is no instant: {instant!r}")
    return (instant - EPOCH) // timedelta(microseconds=1)


def empty(name: str) -> ir.Table:
    """Return an input table without rows."""
    return ibis.memtable([], schema=ibis.schema(COLUMNS[name]))


def require_known(name: str) -> None:
    """Refuse a table that is none of the inputs.

    Raises
    ------
    Invalid
        If it is none.
    """
    if name not in COLUMNS:
        raise Invalid("no_such_table", f"there is no table {name!r}; known are: {_list(COLUMNS)}")


def conform(
    table: ir.Table, name: str, to_microseconds: Callable[[ir.Value], ir.Value]
) -> ir.Table:
    """Return a table with the columns and types of the input ``name``.

    Parameters
    ----------
    table:
        Anything that has these columns; times may be timestamps, dates or ISO texts.
    to_microseconds:
        The engine's conversion of a timestamp in UTC.

    Raises
    ------
    Invalid
        If a column is missing.
    """
    wanted = COLUMNS[name]
    missing = [c for c in wanted if c not in table.columns and c not in OPTIONAL]
    if missing:
        raise Invalid(
            "no_such_column",
            f"the table {name} has no column {missing[0]!r}; it has: {_list(table.columns)}",
        )
    columns = {}
    for column, kind in wanted.items():
        if column not in table.columns:
            columns[column] = ibis.null(kind)
        elif column.endswith("_at"):
            columns[column] = _instant(table[column], to_microseconds)
        else:
            value = table[column]
            columns[column] = value if value.type() == dt.dtype(kind) else value.cast(kind)
    return table.select(**columns)


def _instant(value: ir.Value, to_microseconds: Callable[[ir.Value], ir.Value]) -> ir.Value:
    kind = value.type()
    if kind.is_integer() or kind.is_null():
        return value.cast("int64")
    if kind.is_timestamp():
        return to_microseconds(value)
    return to_microseconds(value.cast("timestamp"))


def _list(names: Collection[str]) -> str:
    return ", ".join(names)
