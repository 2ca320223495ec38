"""Small input tables for the tests of the features: rows given by day, the rest filled in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from crm_models.feature_tables.schema import COLUMNS, DAY, microseconds
from crm_models.feature_tables.store_tables import arrow_schema

AS_OF = datetime(2026, 6, 1, tzinfo=UTC)
NOW = microseconds(AS_OF)

Row = dict[str, Any]
Rows = Mapping[str, Sequence[Row]]

SMALL: Rows = {
    "customers": [
        {"customer_id": 1, "created_at": NOW - 400 * DAY},
        {"customer_id": 2, "created_at": NOW - 30 * DAY},
        {"customer_id": 3, "created_at": NOW - 5 * DAY},
    ],
    "orders": [
        # Gaps of 10, 20 and 30 days; the fourth order was cancelled, the last one after the date.
        *(
            {"order_id": n, "customer_id": 1, "placed_at": NOW - days * DAY, "channel": channel,
             "goods_minor": 1000 * n, "discount_minor": 100 * (n == 2), "total_minor": 1000 * n}
            for n, (days, channel) in enumerate(
                ((100, "web"), (90, "app"), (70, "app"), (40, "web")), start=1)
        ),
        {"order_id": 5, "customer_id": 1, "placed_at": NOW - 20 * DAY,
         "cancelled_at": NOW - 19 * DAY, "goods_minor": 9, "discount_minor": 0, "total_minor": 9},
        {"order_id": 6, "customer_id": 2, "placed_at": NOW - 8 * DAY, "cancelled_at": NOW + DAY,
         "channel": "web", "goods_minor": 500, "discount_minor": 0, "total_minor": 500},
        {"order_id": 7, "customer_id": None, "placed_at": NOW - 8 * DAY, "channel": "web",
         "goods_minor": 70, "discount_minor": 0, "total_minor": 70},
    ],
    "order_lines": [
        {"order_id": 1, "category": "tea", "amount_minor": 600},
        {"order_id": 1, "category": "cups", "amount_minor": 400},
        {"order_id": 4, "category": "cups", "amount_minor": 3000},
        {"order_id": 5, "category": "spoons", "amount_minor": 9},
    ],
    "returns": [
        {"order_id": 1, "customer_id": 1, "created_at": NOW - 50 * DAY},
        {"order_id": 2, "customer_id": 1, "created_at": NOW - 50 * DAY,
         "rejected_at": NOW - 40 * DAY},
    ],
    "refunds": [{"customer_id": 1, "created_at": NOW - 45 * DAY, "amount_minor": 2500}],
    "conversations": [
        {"conversation_id": 1, "customer_id": 1, "created_at": NOW - 120 * DAY},
        {"conversation_id": 2, "customer_id": 1, "created_at": NOW - 10 * DAY},
    ],
    "readings": [
        {"conversation_id": 1, "created_at": NOW - 120 * DAY, "sentiment": -1.0,
         "frustration": 0.9},
        {"conversation_id": 2, "created_at": NOW - 10 * DAY, "sentiment": 0.5, "frustration": 0.25},
        {"conversation_id": 9, "created_at": NOW - 10 * DAY, "sentiment": 0.5, "frustration": 0.25},
    ],
    "handovers": [{"conversation_id": 1, "created_at": NOW - 120 * DAY}],
    "tickets": [{"customer_id": 1, "created_at": NOW - 120 * DAY}],
    "web_events": [
        {"customer_id": 1, "occurred_at": NOW - 60 * DAY},
        {"customer_id": 1, "occurred_at": NOW - 2 * DAY},
    ],
}  # fmt: skip


def arrow(rows: Rows, name: str) -> pa.Table:
    """Return an input table; columns that a row does not name are empty."""
    filled = [dict.fromkeys(COLUMNS[name]) | row for row in rows.get(name, [])]
    return pa.Table.from_pylist(filled, schema=arrow_schema(name))


def write_files(rows: Rows, folder: Path) -> dict[str, Path]:
    """Write each input table as Parquet and return the paths by name."""
    files = {name: folder / f"{name}.parquet" for name in COLUMNS}
    for name, path in files.items():
        pq.write_table(arrow(rows, name), path)
    return files


def by_customer(table: pa.Table) -> dict[int, Row]:
    """Return the features' rows by customer, rounded to what a person would write."""
    return {
        row["customer_id"]: {
            name: round(value, 6) if isinstance(value, float) else value
            for name, value in row.items()
        }
        for row in table.to_pylist()
    }
