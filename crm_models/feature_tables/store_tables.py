"""The store's rows in the shape of the feature inputs, in Arrow batches."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

import pyarrow as pa
import pyarrow.compute as compute
from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    String,
    case,
    cast,
    func,
    select,
    type_coerce,
)

from crm.store import Unit
from crm.tables.catalogue import categories, products
from crm.tables.conversations import conversations, handovers, readings, tickets
from crm.tables.events import crm_events
from crm.tables.orders import order_lines, orders, refunds, returns
from crm.tables.people import customers
from crm_models.feature_tables.schema import COLUMNS

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
    query = _with_plain_instants(_queries()[name], schema, unit)
    category_of = _categories(unit) if name == "order_lines" else None
    for rows in _fetched(unit, query):
        columns = zip(*rows, strict=True)
        arrays = [_array(values, field) for field, values in zip(schema, columns, strict=True)]
        if category_of:
            arrays[schema.get_field_index("category")] = category_of(arrays[1])
        yield pa.RecordBatch.from_arrays(arrays, schema=schema)


def _fetched(unit: Unit, query: Select[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """Yield plain rows from the driver: making millions of objects of them takes most of the time.

    The collector of cycles is off meanwhile, as it would look through all rows again and again.
    """
    connection = unit.connection
    text = str(query.compile(connection, compile_kwargs={"literal_binds": True}))
    with _without_collector(), closing(_cursor(connection)) as cursor:
        cursor.execute(text)
        while rows := cursor.fetchmany(BATCH):
            yield rows


def _cursor(connection: Connection) -> Any:
    driver: Any = connection.connection.driver_connection
    # Without a name PostgreSQL sends all rows at once.
    name = {} if connection.dialect.name == "sqlite" else {"name": "attune_features"}
    return driver.cursor(**name)


@contextmanager
def _without_collector() -> Iterator[None]:
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _with_plain_instants(query: Select[Any], schema: pa.Schema, unit: Unit) -> Select[Any]:
    """Return the query with instants as SQLite keeps them, or as microseconds."""
    columns = []
    for field, column in zip(schema, query.selected_columns, strict=True):
        if not field.name.endswith("_at"):
            columns.append(column)
        elif unit.connection.dialect.name == "sqlite":
            columns.append(type_coerce(column, String))
        else:
            columns.append(cast(func.extract("epoch", column) * 1_000_000, BigInteger))
    return query.with_only_columns(*columns, maintain_column_froms=True)


def _categories(unit: Unit) -> Callable[[pa.Array], pa.Array]:
    """Return what turns keys of products to their categories' names; a join would read them anew
    for each line."""
    query = select(products.c.id, categories.c.slug).outerjoin(
        categories, categories.c.id == products.c.category_id
    )
    rows = unit.connection.execute(query).all()
    known = pa.array([key for key, _ in rows], pa.int64())
    names = pa.array([slug for _, slug in rows], pa.string())
    return lambda found: names.take(compute.index_in(found.cast(pa.int64()), known))


def _array(values: Sequence[Any], field: pa.Field) -> pa.Array:
    if field.name == "category":
        return pa.array(values, pa.int64())
    if field.name.endswith("_at") and any(isinstance(value, str) for value in values):
        return pa.array(values, pa.string()).cast(pa.timestamp("us")).cast(pa.int64())
    return pa.array(values, field.type)


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
        # The product's key stands where its category comes.
        "order_lines": select(
            order_lines.c.order_id,
            order_lines.c.product_id,
            order_lines.c.quantity * order_lines.c.unit_price_minor - order_lines.c.discount_minor,
        ),
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
    return case((ended, func.coalesce(at, began))).label("ended_at")
