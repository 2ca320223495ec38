"""One engine computes the features in a process of its own: seconds, peak memory, results.

    python -m benchmarks.feature_worker ENGINE ORDERS.parquet RESULT.parquet AS_OF

The last line on standard output is a JSON object. Libraries are loaded before the clock starts, so
that it measures the work; the memory is that of the whole process at the end of the work.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

COLUMNS = (
    "customer_id",
    "placed_at",
    "cancelled_at",
    "goods_minor",
    "discount_minor",
    "total_minor",
)


def duckdb_job(orders: Path, as_of: datetime) -> Callable[[], Callable[[Path], None]]:
    """Return our expressions on DuckDB as a job that returns how to write its result."""
    import pyarrow.parquet as pq

    from crm_models.feature_tables.as_of import known_before
    from crm_models.feature_tables.duckdb_engine import engine, from_files
    from crm_models.feature_tables.purchases import purchase_features

    def job() -> Callable[[Path], None]:
        with engine() as backend:
            inputs = from_files(backend, {"orders": orders})
            known = known_before(inputs, as_of)
            table = backend.to_pyarrow(purchase_features(known.tables.orders, known.as_of))
        return lambda path: pq.write_table(table, path)

    return job


def pandas_job(orders: Path, as_of: datetime) -> Callable[[], Callable[[Path], None]]:
    """Return the same features in pandas: columns alone, one sort, no Python call a group."""
    import numpy as np
    import pandas as pd

    day = 86_400_000_000

    def job() -> Callable[[Path], None]:
        limit = pd.Timestamp(as_of)
        table = pd.read_parquet(orders, columns=list(COLUMNS), filters=[("placed_at", "<", limit)])
        table = table[~(table.pop("cancelled_at") < limit)]
        table["at"] = table.pop("placed_at").astype("int64")
        table = table.sort_values(["customer_id", "at", "total_minor"], ignore_index=True)
        same = table["customer_id"].to_numpy()[1:] == table["customer_id"].to_numpy()[:-1]
        gap = table["at"].diff() / day
        table["gap"] = gap.where(np.concatenate([[False], same]))
        table["discounted"] = table["discount_minor"] > 0
        end = int(limit.timestamp()) * 1_000_000
        table["age"] = (end - table["at"]) / day
        lately = table["age"] <= 90
        table["order_90d"] = lately.astype("int64")
        table["revenue_90d"] = table["total_minor"].where(lately, 0)
        sums = table.groupby("customer_id", sort=False).agg(
            orders=("at", "size"),
            first_at=("at", "first"),
            last_at=("at", "last"),
            age=("age", "sum"),
            goods=("goods_minor", "sum"),
            discount=("discount_minor", "sum"),
            revenue_minor=("total_minor", "sum"),
            discounted=("discounted", "sum"),
            largest=("total_minor", "max"),
            latest=("total_minor", "last"),
            orders_90d=("order_90d", "sum"),
            revenue_90d=("revenue_90d", "sum"),
            gap_mean_days=("gap", "mean"),
            gap_last_days=("gap", "last"),
            gap_sd_days=("gap", "std"),
        )
        n, gaps = sums["orders"], sums["orders"] - 1.0
        middle = (2 * end - sums["first_at"] - sums["last_at"]) / (2 * day)
        trend = (sums["age"] - n * middle) / (gaps * (gaps * gaps - 1) / 12)
        features = pd.DataFrame({
            "orders": n,
            "revenue_minor": sums["revenue_minor"],
            "order_value_minor": sums["revenue_minor"] / n,
            "recency_days": (end - sums["last_at"]) / day,
            "tenure_days": (end - sums["first_at"]) / day,
            "gap_mean_days": sums["gap_mean_days"],
            "gap_last_days": sums["gap_last_days"],
            "gap_sd_days": sums["gap_sd_days"],
            "gap_trend_days": trend.where(gaps > 1),
            "discount_share": sums["discount"] / sums["goods"].clip(lower=1),
            "discounted_orders_share": sums["discounted"] / n,
            "largest_order_minor": sums["largest"],
            "latest_order_minor": sums["latest"],
            "orders_90d": sums["orders_90d"],
            "revenue_90d_minor": sums["revenue_90d"],
        })  # fmt: skip
        return lambda path: features.reset_index().to_parquet(path)

    return job


JOBS = {"duckdb": duckdb_job, "pandas": pandas_job}


def main(arguments: list[str]) -> None:
    """Run one engine and say what it took."""
    name, orders, result, as_of = arguments
    job = JOBS[name](Path(orders), datetime.fromisoformat(as_of))
    before, began, computed = peak_mb(), time.perf_counter(), time.process_time()
    write = job()
    figures = {
        "seconds": round(time.perf_counter() - began, 2),
        "cpu_seconds": round(time.process_time() - computed, 2),
        "peak_mb": peak_mb(),
        "libraries_mb": before,
    }
    write(Path(result))
    print(json.dumps(figures))


def peak_mb() -> int:
    """Return the most memory (resident) that this process has held so far.

    `resource.getrusage` would count what the parent held when it started this process.
    """
    lines = Path("/proc/self/status").read_text("utf-8").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmHWM"))
    return round(int(kilobytes) * 1024 / 1e6)


if __name__ == "__main__":
    main(sys.argv[1:])
