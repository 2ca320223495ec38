"""Spark computes the same features from the same files as DuckDB."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from pyspark.sql import SparkSession

from crm_models.feature_tables import duckdb_engine, spark_engine
from crm_models.feature_tables.schema import DAY
from tests.models.feature_rows import AS_OF, NOW, SMALL, Rows, by_customer, write_files

pytestmark = [
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java, which is not there"),
    # Of pyspark itself: what it says of newer libraries and of its own sockets.
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::UserWarning"),
]


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[object]:
    """Yield Spark in this process's Java, on one core and loopback, in a zone far from UTC."""
    folder = tmp_path_factory.mktemp("spark")
    found = (
        SparkSession.builder.master("local[1]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.sql.shuffle.partitions", "1")
        .config("spark.sql.session.timeZone", "Pacific/Auckland")
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.local.dir", str(folder))
        .getOrCreate()
    )
    yield found
    found.stop()


def more_customers() -> Rows:
    """Return the small shop with forty more customers who order at times that look random."""
    orders = [
        {"order_id": 100 + n, "customer_id": 10 + n % 40, "placed_at": NOW - (n * n * 7919 % 900)
         * DAY // 2 - n, "cancelled_at": NOW - 3 * DAY if n % 11 == 0 else None,
         "channel": ("web", "app", None)[n % 3], "goods_minor": 500 + n * 37 % 4000,
         "discount_minor": n % 5 * 20, "total_minor": 900 + n * 37 % 4000}
        for n in range(200)
    ]  # fmt: skip
    lines = [
        {"order_id": 100 + n // 2, "category": ("tea", "cups", None)[n % 3], "amount_minor": n * 7}
        for n in range(400)
    ]
    return {
        **SMALL,
        "orders": [*SMALL["orders"], *orders],
        "order_lines": [*SMALL["order_lines"], *lines],
    }


def test_both_engines_agree(session: object, tmp_path: Path) -> None:
    """All features of all customers are equal, whatever the session's time zone."""
    files = write_files(more_customers(), tmp_path)
    with duckdb_engine.engine(threads=1, memory="200MB") as duck:
        expected = duckdb_engine.compute(duckdb_engine.from_files(duck, files), AS_OF, duck)
    spark = spark_engine.engine(session)
    found = spark_engine.compute(spark_engine.from_files(spark, files), AS_OF, spark)

    assert 43 == len(by_customer(expected))
    assert by_customer(expected) == by_customer(found)
