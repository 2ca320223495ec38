"""`make bench-features`: our features on DuckDB beside pandas, on the same file in the same run."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import psutil
from rich.console import Console
from rich.table import Table

from benchmarks import figure_files
from benchmarks.feature_orders import orders_file
from benchmarks.machine import commit, machine, versions
from crm.settings import PROJECT

BUILD = PROJECT / "build" / "bench"
AS_OF = "2024-12-01T00:00:00+00:00"
ENGINES = ("duckdb", "pandas")
# As parts of a value: both add up the same numbers in different sequences.
TOLERANCE = 1e-6


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; return 1 when the results differ or an engine failed."""
    options = _options(arguments)
    folder = BUILD / "features"
    orders = orders_file(folder, options.orders, options.customers, options.seed)
    before = machine()
    runs: dict[str, list[dict[str, Any]]] = {name: [] for name in ENGINES}
    for turn in range(options.repeat):
        # By turns, each first once: what the machine does beside this hits both.
        for name in ENGINES if turn % 2 == 0 else reversed(ENGINES):
            print(f"  {name} ...", file=sys.stderr, flush=True)
            runs[name].append(measure(name, orders, folder / f"{name}.parquet"))
    different = differences(folder / "duckdb.parquet", folder / "pandas.parquet")
    result = {
        "benchmark": "features",
        "command": "make bench-features",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": before,
        "versions": versions(),
        "orders": options.orders,
        "customers": options.customers,
        "engines": {name: summary(found) for name, found in runs.items()},
        "differences": different,
    }
    result["ratios"] = ratios(result["engines"])
    figure_files.write(result, options.out)
    show(result, Console(highlight=False))
    return 1 if different else 0


def measure(name: str, orders: Path, result: Path) -> dict[str, Any]:
    """Run one engine in a process of its own and return its figures and the load beside it."""
    load = round(psutil.getloadavg()[0], 2)
    module = "benchmarks.feature_worker"
    command = [sys.executable, "-m", module, name, str(orders), str(result), AS_OF]
    done = subprocess.run(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True, check=True)
    figures: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return figures | {"load_before": load}


def summary(runs: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """Return the run with the least seconds, with the most memory of all, and all runs."""
    best = min(runs, key=lambda run: run["seconds"])
    return {**best, "peak_mb": max(run["peak_mb"] for run in runs), "runs": list(runs)}


def ratios(engines: dict[str, dict[str, Any]]) -> dict[str, float]:
    """Return how many times faster ours is, and its memory as a part of that of pandas."""
    ours, peer = engines["duckdb"], engines["pandas"]
    return {
        "times_faster": round(peer["seconds"] / ours["seconds"], 2),
        "times_less_cpu": round(peer["cpu_seconds"] / ours["cpu_seconds"], 2),
        "memory_share": round(ours["peak_mb"] / peer["peak_mb"], 2),
    }


def differences(ours: Path, peer: Path) -> dict[str, int]:
    """Return the columns in which customers differ, and of how many; nothing when all are equal."""
    with duckdb.connect() as connection:
        connection.execute("set threads = 2; set memory_limit = '1GB'")
        tables = [connection.read_parquet(str(path)) for path in (ours, peer)]
        names = [name for name in tables[0].columns if name != "customer_id"]
        unequal = ", ".join(
            f"count(*) filter (where (a.{n} is null) <> (b.{n} is null or isnan(b.{n}::double)) "
            f"or abs(a.{n} - b.{n}) > {TOLERANCE} * greatest(1, abs(a.{n})))"
            for n in names
        )
        files = f"from '{ours}' a full join '{peer}' b using (customer_id)"
        alone = "count(*) filter (where a.orders is null or b.orders is null)"
        counts = connection.sql(f"select {alone}, {unequal} {files}").fetchall()[0]
    return {n: c for n, c in zip(["customer_id", *names], counts, strict=True) if c}


def show(result: dict[str, Any], console: Console) -> None:
    """Print the figures side by side."""
    table = Table(box=None, header_style="bold")
    title = f"{result['orders']:,} orders of {result['customers']:,} customers"
    table.add_column(title, no_wrap=True)
    engines, found = result["engines"], result["ratios"]
    for name in ("attune (DuckDB)", "pandas", "ours against pandas"):
        table.add_column(name, justify="right")
    rows = {
        "seconds": f"{found['times_faster']} times faster",
        "cpu_seconds": f"{found['times_less_cpu']} times less",
        "peak_mb": f"{found['memory_share']} of its memory",
        "load_before": "",
    }
    for key, words in rows.items():
        table.add_row(key.replace("_", " "), *(str(engines[n][key]) for n in ENGINES), words)
    console.print(table)
    equal = "equal results" if not result["differences"] else "RESULTS DIFFER"
    console.print(f"{equal} {result['differences'] or ''}")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-features", description=__doc__)
    add = parser.add_argument
    add("--orders", type=int, default=10_000_000, help="how many orders")
    add("--customers", type=int, default=1_000_000, help="of how many customers")
    add("--seed", type=int, default=0, help="of the orders")
    add("--repeat", type=int, default=2, help="runs of each engine; the faster one counts")
    add("--out", type=Path, default=BUILD / "features.json", help="where all figures go (JSON)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
