"""`make bench-scores`: training and scoring of a large shop, and what one read of scores costs."""

from __future__ import annotations

import argparse
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from benchmarks import figure_files
from benchmarks.large_store import fill
from benchmarks.machine import commit, machine, versions
from benchmarks.memory import MEGABYTE
from benchmarks.programs import surroundings
from crm.env_file import add_generated_secrets, read_env_file
from crm.profiles import profile_of
from crm.settings import PROJECT, SECRETS, SECRETS_FILE, load_settings
from crm.store import Store
from crm.tables.people import customers
from crm.vault import Vault

BUILD = PROJECT / "build" / "bench"
ATTUNE = (sys.executable, "-P", "-m", "cli")
READS = 2_000
_A_GLANCE = 0.2


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; return 1 when a command failed."""
    options = _options(arguments)
    before, var = machine(), BUILD / f"scores-{options.customers}"
    environment = _environment(var)
    rows = prepare(var, environment, options.customers)
    commands = {"train": ("models", "train"), "score": ("models", "score")}
    taken = {name: run(command, environment) for name, command in commands.items()}
    result = {
        "benchmark": "scores",
        "command": "make bench-scores",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": before,
        "versions": versions(),
        "store": rows,
        "commands": taken,
        "read_us": reads(environment),
    }
    figure_files.write(result, options.out)
    show(result, Console(highlight=False))
    return 0


def prepare(var: Path, environment: dict[str, str], customers: int) -> dict[str, int]:
    """Fill a store of its own: a demo shop, and customers written straight to it."""
    print(f"  a store with {customers:,} customers ...", file=sys.stderr, flush=True)
    subprocess.run([*ATTUNE, "demo", "--json"], env=environment, stdout=subprocess.DEVNULL,
                   check=True)  # fmt: skip
    return fill(Path(load_settings(environment).database_url.removeprefix("sqlite:///")), customers)


def run(command: tuple[str, ...], environment: dict[str, str]) -> dict[str, Any]:
    """Run `attune COMMAND` and return its seconds, its CPU and the most memory that it held."""
    print(f"  attune {' '.join(command)} ...", file=sys.stderr, flush=True)
    began = time.perf_counter()
    process = subprocess.Popen([*ATTUNE, *command, "--json"], env=environment,
                               stdout=subprocess.DEVNULL)  # fmt: skip
    watched, peak, cpu = psutil.Process(process.pid), 0, 0.0
    while process.poll() is None:
        try:
            peak = max(peak, watched.memory_info().rss)
            cpu = sum(watched.cpu_times()[:2])
        except psutil.Error:
            break
        time.sleep(_A_GLANCE)
    if process.wait():
        raise SystemExit(f"attune {' '.join(command)} failed with {process.returncode}")
    return {
        "seconds": round(time.perf_counter() - began, 1),
        "cpu_seconds": round(cpu, 1),
        "peak_mb": round(peak / MEGABYTE),
    }


def reads(environment: dict[str, str]) -> dict[str, float]:
    """Return what a read of a customer's scores costs inside an action's transaction."""
    settings = load_settings(environment)
    store = Store(settings.database_url, Vault(settings.data_key))
    took = []
    with store.reading() as unit:
        newest = select(customers.c.opaque_id).order_by(customers.c.id.desc()).limit(READS)
        for opaque_id in unit.connection.scalars(newest).all():
            began = time.perf_counter()
            profile_of(unit, opaque_id)
            took.append((time.perf_counter() - began) * 1e6)
    store.close()
    return {
        "p50": round(statistics.median(took), 1),
        "p99": round(sorted(took)[int(len(took) * 0.99)], 1),
    }


def show(result: dict[str, Any], console: Console) -> None:
    """Print the figures."""
    table = Table(box=None, header_style="bold")
    rows = [f"{count:,} {name.replace('_', ' ')}" for name, count in result["store"].items()]
    table.add_column(", ".join(rows), no_wrap=True)
    for name in ("seconds", "CPU seconds", "peak MB"):
        table.add_column(name, justify="right")
    for name, taken in result["commands"].items():
        table.add_row(f"attune models {name}", *(str(value) for value in taken.values()))
    console.print(table)
    read = result["read_us"]
    console.print(f"one read of scores: {read['p50']} µs p50, {read['p99']} µs p99")


def _environment(var: Path) -> dict[str, str]:
    """Return the environment of a shop in a folder of its own."""
    shutil.rmtree(var, ignore_errors=True)
    var.mkdir(parents=True)
    add_generated_secrets(var / SECRETS_FILE, SECRETS)
    return read_env_file(var / SECRETS_FILE) | surroundings(
        ATTUNE_VAR=str(var),
        ATTUNE_DATABASE_URL="sqlite:///{ATTUNE_VAR}/attune.db",
        ATTUNE_CATALOGUE_FILE="{ATTUNE_VAR}/catalogue.json",
        ATTUNE_DEMO="1",
    )


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-scores", description=__doc__)
    add = parser.add_argument
    add("--customers", type=int, default=1_000_000, help="how many customers beside the demo's")
    add("--out", type=Path, default=BUILD / "scores.json", help="where all figures go (JSON)")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
