"""Features know what was known before a date, and nothing of what came later."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ibis.backends.duckdb import Backend

from crm.errors import Invalid
from crm_models.feature_tables.as_of import known
from crm_models.feature_tables.catalogue import FEATURES
from crm_models.feature_tables.duckdb_engine import compute, engine, from_files
from crm_models.feature_tables.expressions import customer_features, describe
from crm_models.feature_tables.schema import COLUMNS, DAY, KNOWN_AT, Inputs, microseconds
from tests.models.feature_rows import AS_OF, NOW, SMALL, Row, Rows, arrow, by_customer

DEFAULTS = {feature.name: feature.default for feature in FEATURES}
Expression = Callable[[Inputs, datetime], ir.Table]


@pytest.fixture(scope="module")
def backend() -> Iterator[Backend]:
    """Yield one DuckDB for all tests of this file."""
    with engine(threads=1, memory="200MB") as found:
        yield found


def inputs(rows: Rows) -> Inputs:
    """Return input tables in memory."""
    return Inputs(**{name: ibis.memtable(arrow(rows, name)) for name in COLUMNS})


def test_values_of_a_small_shop(backend: Backend) -> None:
    """Each feature of a customer with a history is what a person computes by hand."""
    found = by_customer(compute(inputs(SMALL), AS_OF, backend))

    assert [1, 2, 3] == list(found)
    assert found[1] == {
        "customer_id": 1, "known_days": 400.0, "orders": 4, "revenue_minor": 10_000,
        "order_value_minor": 2500.0, "recency_days": 40.0, "tenure_days": 100.0,
        "gap_mean_days": 20.0, "gap_last_days": 30.0, "gap_sd_days": 10.0, "gap_trend_days": 10.0,
        "discount_share": 0.01, "discounted_orders_share": 0.25,
        "largest_order_minor": 4000.0, "latest_order_minor": 4000.0, "orders_90d": 3,
        "revenue_90d_minor": 9000, "cancelled_orders": 1,
        "categories": 2, "top_category": "cups", "top_category_share": 0.85,
        "last_category": "cups",
        "channels": 2, "top_channel": "app", "returns": 1, "returns_per_order": 0.25,
        "refunded_minor": 2500, "refund_share": 0.25, "conversations": 2, "conversations_90d": 1,
        "contact_recency_days": 10.0, "handovers": 1, "tickets": 1, "messages": 2,
        "sentiment_mean": -0.25, "sentiment_90d": 0.5, "negative_share": 0.5,
        "frustration_max_90d": 0.25, "web_events_30d": 1, "web_events_90d": 2,
        "web_recency_days": 2.0,
    }  # fmt: skip


def test_who_never_ordered_has_the_defaults(backend: Backend) -> None:
    """A customer of whom nothing is known but the row has the documented defaults."""
    found = by_customer(compute(inputs(SMALL), AS_OF, backend))[3]

    assert found == DEFAULTS | {"customer_id": 3, "known_days": 5.0}


def test_one_order_has_no_gaps(backend: Backend) -> None:
    """With one order there is no gap; with two there is one, but neither spread nor trend."""
    names = ("gap_mean_days", "gap_last_days", "gap_sd_days", "gap_trend_days")
    second = {**SMALL["orders"][5], "order_id": 8, "placed_at": NOW - 5 * DAY}
    one = by_customer(compute(inputs(SMALL), AS_OF, backend))[2]
    two = by_customer(compute(inputs(_with({"orders": [second]})), AS_OF, backend))[2]

    assert [None] * 4 == [one[name] for name in names]
    assert [3.0, 3.0, None, None] == [two[name] for name in names]


def test_of_orders_at_one_instant_the_largest_is_the_last(backend: Backend) -> None:
    """Which of several orders at once counts as the last one is no matter of chance."""
    first = SMALL["orders"][5]
    more = [
        {**first, "order_id": 10 + total, "total_minor": total, "cancelled_at": None}
        for total in (700, 900, 800)
    ]
    found = by_customer(compute(inputs(_with({"orders": more})), AS_OF, backend))[2]

    assert (900, 900, 4) == (
        found["latest_order_minor"], found["largest_order_minor"], found["orders_90d"]
    )  # fmt: skip


def test_an_order_stands_until_it_is_cancelled(backend: Backend) -> None:
    """What was cancelled after the date counted at the date, and no longer after that."""
    later = AS_OF + timedelta(days=2)
    at_date = by_customer(compute(inputs(SMALL), AS_OF, backend))[2]
    afterwards = by_customer(compute(inputs(SMALL), later, backend))[2]

    assert (1, 0) == (at_date["orders"], at_date["cancelled_orders"])
    assert (0, 1) == (afterwards["orders"], afterwards["cancelled_orders"])


def test_nothing_in_gives_nothing_out(backend: Backend) -> None:
    """Empty tables give no rows, with all columns."""
    found = compute(inputs({}), AS_OF, backend)

    assert (0, ["customer_id", *DEFAULTS]) == (found.num_rows, found.column_names)


def test_the_date_is_an_instant(backend: Backend) -> None:
    """The same instant in another zone gives the same; without a zone it is refused."""
    elsewhere = AS_OF.astimezone(timezone(timedelta(hours=9)))
    expected = compute(inputs(SMALL), AS_OF, backend)

    assert expected == compute(inputs(SMALL), elsewhere, backend)
    with pytest.raises(ValueError, match="without a zone"):
        customer_features(inputs(SMALL), AS_OF.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("placed", "orders"),
    [
        ("2026-05-31T23:59:59.999999", 1),  # without a zone: UTC
        ("2026-06-01T00:00:00", 0),
        ("2026-06-01T01:59:59+02:00", 1),
        ("2026-06-01T02:00:00+02:00", 0),
        ("2026-05-31T23:00:00-01:00", 0),
    ],
)
def test_times_of_files_are_in_utc(
    backend: Backend, tmp_path: Path, placed: str, orders: int
) -> None:
    """Offsets in a file are followed, and the date's own instant is too late."""
    (tmp_path / "customers.csv").write_text("customer_id,created_at\n1,2020-01-01T00:00:00\n")
    (tmp_path / "orders.csv").write_text(
        "order_id,customer_id,placed_at,goods_minor,discount_minor,total_minor\n"
        f"1,1,{placed},100,0,100\n"
    )
    files = {name: tmp_path / f"{name}.csv" for name in ("customers", "orders")}
    found = compute(from_files(backend, files), AS_OF, backend)

    assert [orders] == found["orders"].to_pylist()


def test_a_missing_column_is_named(backend: Backend, tmp_path: Path) -> None:
    """The error says which column is missing and which there are."""
    path = tmp_path / "customers.csv"
    path.write_text("customer,created_at\n1,2020-01-01\n")

    with pytest.raises(Invalid, match=r"no column 'customer_id'; it has: customer, created_at"):
        from_files(backend, {"customers": path})
    with pytest.raises(Invalid, match="there is no table 'sales'"):
        from_files(backend, {"sales": path})


def _later_rows() -> st.SearchStrategy[dict[str, list[Row]]]:
    """Return rows of every table that came to be known at the date or after it."""
    value = {"int64": st.integers(1, 3), "float64": st.floats(-1, 1), "string": st.just("tea")}
    after = st.integers(0, 400 * DAY).map(lambda passed: NOW + passed)

    def rows(name: str) -> st.SearchStrategy[list[Row]]:
        columns = {
            column: after if column.endswith("_at") else value[kind]
            for column, kind in COLUMNS[name].items()
        }
        if name == "orders":
            columns |= {"order_id": st.integers(100, 110), "cancelled_at": st.none() | after}
        if name == "order_lines":
            columns |= {"order_id": st.integers(100, 110)}
        return st.lists(st.fixed_dictionaries(columns), max_size=3)

    return st.fixed_dictionaries({name: rows(name) for name in COLUMNS})


def _with(more: Rows) -> dict[str, list[Row]]:
    return {name: [*SMALL[name], *more.get(name, [])] for name in COLUMNS}


def _computed(expression: Expression, rows: Rows, backend: Backend) -> pa.Table:
    return backend.to_pyarrow(expression(inputs(rows), AS_OF).order_by("customer_id"))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(more=_later_rows())
def test_what_comes_later_changes_nothing(backend: Backend, more: dict[str, list[Row]]) -> None:
    """Rows at the date and after it, in any table, leave every feature as it was."""
    expected = _computed(customer_features, SMALL, backend)

    assert expected == _computed(customer_features, _with(more), backend)


@pytest.mark.parametrize("name", KNOWN_AT)
def test_a_planted_leak_is_seen(backend: Backend, name: str) -> None:
    """A rule that takes the date's own rows as well is caught by a row of each table."""

    def leaky(tables: Inputs, as_of: datetime) -> ir.Table:
        return describe(known(tables, microseconds(as_of), lambda instant, limit: instant <= limit))

    row: Row = {column: 1 if kind == "int64" else 1.0 for column, kind in COLUMNS[name].items()}
    row |= {"customer_id": 4} if name == "customers" else {}
    row |= {"cancelled_at": None, "rejected_at": None, "channel": "web", KNOWN_AT[name]: NOW}
    more = {name: [{column: row[column] for column in COLUMNS[name]}]}
    before, after = (_computed(leaky, rows, backend) for rows in (SMALL, _with(more)))
    sound = _computed(customer_features, _with(more), backend)

    assert before != after
    assert before == sound


def test_the_date_may_lie_before_everything(backend: Backend) -> None:
    """Before the first row nobody is known."""
    assert 0 == compute(inputs(SMALL), datetime(2000, 1, 1, tzinfo=UTC), backend).num_rows
