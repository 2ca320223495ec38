"""`make bench-sockets`: thousands of open pages held by one process, beside a bare service."""

from __future__ import annotations

import argparse
import asyncio
import resource
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from benchmarks import figure_files
from benchmarks.machine import commit, machine, versions
from benchmarks.programs import ProgramFailed
from benchmarks.sockets_measures import measure
from benchmarks.sockets_sides import Floor, Ours, Side
from crm.settings import PROJECT

BUILD = PROJECT / "build" / "bench"
WHOLE_RUN_SECONDS = 900.0
# Besides the pages: files, engines, desks, one's own.
SPARE_FILES = 500


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; return 2 when that was not possible."""
    options = _options(arguments)
    try:
        _raise_limit(options.connections + SPARE_FILES)
        result = asyncio.run(_measure(options.connections, options.desks))
    except (ProgramFailed, TimeoutError, OSError) as error:
        print(f"bench-sockets: {error or 'the run took too long'}", file=sys.stderr)
        return 2
    figure_files.write(result, options.out)
    _show(result)
    return 0


async def _measure(connections: int, desks: int) -> dict[str, Any]:
    before = machine()
    sides: dict[str, Any] = {}
    folder = BUILD / "sockets"
    async with asyncio.timeout(WHOLE_RUN_SECONDS):
        for make in (Ours, Floor):
            side: Side = make(folder)
            connector = aiohttp.TCPConnector(limit=0)
            async with aiohttp.ClientSession(trust_env=False, connector=connector) as session:
                sides[side.name] = await measure(side, connections, desks, session, _tell)
    return {
        "benchmark": "sockets",
        "command": "make bench-sockets",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": before,
        "versions": versions(),
        "connections": connections,
        "desks": desks,
        "sides": sides,
    }


def rows(result: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return the table: a title, then a cell for each side."""
    sides = list(result["sides"].values())
    desks = result["desks"]

    def row(title: str, *path: str) -> tuple[str, ...]:
        cells = []
        for side in sides:
            value: Any = side
            for name in path:
                value = value[name]
            cells.append("none" if value is None else f"{value:,}")
        return (title, *cells)

    return [
        row("idle pages held by one process", "held"),
        row("seconds until all were greeted", "connect_seconds"),
        row("memory for each, kB", "kilobytes_each"),
        row("memory of the process, MB (RSS)", "rss_mb"),
        *(
            row(f"message to all {desks} desks, ms, {rank}", "to_all_desks_ms", rank)
            for rank in ("p50", "p95", "p99")
        ),
        row("killed: seconds until all are back", "storm_seconds"),
        row("the same with no pages: its start alone", "start_seconds"),
        row("tries of each page meanwhile", "storm_tries_each"),
        row("a turn meanwhile, ms, p50", "storm_turn_ms", "p50"),
        row("a turn meanwhile, ms, slowest", "storm_turn_ms", "p100"),
    ]


def _show(result: dict[str, Any]) -> None:
    table = Table(box=None, header_style="bold")
    table.add_column("", no_wrap=True)
    for name in result["sides"]:
        table.add_column(name, justify="right")
    for row in rows(result):
        table.add_row(*row)
    Console(highlight=False, soft_wrap=True).print(table)


def _raise_limit(files: int) -> None:
    """Let this process, and those that it starts, open as many files as the bench needs."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < files:
        raise ProgramFailed(f"{files} open files are needed and {hard} allowed: see `ulimit -n`")
    if soft != resource.RLIM_INFINITY and soft < files:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, hard))


def _tell(note: str) -> None:
    print(f"  {note} ...", file=sys.stderr, flush=True)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-sockets", description=__doc__)
    parser.add_argument("--connections", type=int, default=10_000, help="idle pages (10000)")
    parser.add_argument("--desks", type=int, default=20, help="desks that watch (20)")
    parser.add_argument("--out", type=Path, default=BUILD / "sockets.json", help="where it goes")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
