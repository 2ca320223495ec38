"""The store's rows in the shape of the feature inputs, in Arrow batches."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pyarrow as pa
from sqlalchemy import Select, case, func, literal, select

from crm.store import Unit
from crm.tables.catalogue import categories, products
from crm.tables.conversations import conversations, handovers, readings, tickets
from crm.tables.events import crm_events
from crm.tables.orders import order_lines, orders, refunds, returns
from crm.tables.people import customers
from crm_models.feature_tables.schema import COLUMNS, microseconds

BATCH = 20_000
WEB_EVENT = "Web%"
"""CRM events of the web shop bear types that begin so."""

_ARROW = {"int64": pa.int64(), "float64": pa.float64(), "string": pa.string()}


def arrow_schema(name: str) -> pa.Schema:
    """Return an input table's columns as Arrow types."""
    return pa.schema([(column, _ARROW[kind]) for column, kind in COLUMNS[name].items()])


def batches(unit: Unit, name: str) -> Iterator[pa.RecordBatch]:
    """Yield an input table from the store, `BATCH` rows at a time."""
    schema = arrow_schema(name)
    streaming = unit.connection.execution_options(yield_per=BATCH)
    for part in streaming.execute(_queries()[name]).partitions():
        columns = zip(*part, strict=True)
        arrays = [
            pa.array([_plain(value) for value in values] if field.name.endswith("_at") else values,
                     field.type)
            for field, values in zip(schema, columns, strict=True)
        ]  # fmt: skip
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _plain(value: datetime | None) -> int | None:
    return None if value is None else microseconds(value)


def _queries() -> dict[str, Select[Any]]:
    """Return the select of each input table, with its columns in their order."""
    return {
        "customers": select(customers.c.id, customers.c.created_at),
        "orders": select(
            orders.c.id,
            orders.c.customer_id,
            orders.c.placed_at,
            _ended(orders.c.status == "cancelled", orders.c.cancelled_at, orders.c.placed_at),
            orders.c.channel,
            orders.c.goods_minor,
            orders.c.discount_minor,
            orders.c.total_minor,
        ).where(orders.c.customer_id.is_not(None)),
        "order_lines": select(
            order_lines.c.order_id,
            categories.c.slug,
            order_lines.c.quantity * order_lines.c.unit_price_minor - order_lines.c.discount_minor,
        )
        .join(products, products.c.id == order_lines.c.product_id)
        .outerjoin(categories, categories.c.id == products.c.category_id),
        "returns": select(
            returns.c.order_id,
            func.coalesce(returns.c.customer_id, orders.c.customer_id),
            returns.c.created_at,
            _ended(returns.c.status == "rejected", returns.c.closed_at, returns.c.created_at),
        ).join(orders, orders.c.id == returns.c.order_id),
        "refunds": select(refunds.c.customer_id, refunds.c.created_at, refunds.c.amount_minor)
        .where(refunds.c.customer_id.is_not(None), refunds.c.status != "failed"),
        "conversations": select(
            conversations.c.id, conversations.c.customer_id, conversations.c.created_at
        ).where(conversations.c.customer_id.is_not(None)),
        "readings": select(
            readings.c.conversation_id,
            readings.c.created_at,
            readings.c.sentiment_score,
            readings.c.frustration,
        ),
        "handovers": select(handovers.c.conversation_id, handovers.c.created_at).where(
            handovers.c.from_owner == "bot"
        ),
        "tickets": select(tickets.c.customer_id, tickets.c.created_at).where(
            tickets.c.customer_id.is_not(None)
        ),
        "web_events": select(crm_events.c.customer_id, crm_events.c.occurred_at).where(
            crm_events.c.customer_id.is_not(None), crm_events.c.type.like(WEB_EVENT)
        ),
    }  # fmt: skip


def _ended(ended: Any, at: Any, began: Any) -> Any:
    """Return when something ended: where that was not written down, as soon as it began."""
    return case((ended, func.coalesce(at, began)), else_=literal(None)).label("ended_at")
