"""`make chaos`: gateway and engine are killed at random points while customers write.

Fifty scripted conversations over real sockets, whose connections are cut as well. At the end it is
counted, from the store and from what the pages saw, what was lost, doubled, swapped or forgotten.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import figure_files
from benchmarks.chaos_run import Plan, Unsettled, run
from benchmarks.machine import commit, machine
from benchmarks.programs import ProgramFailed
from crm.settings import PROJECT

BUILD = PROJECT / "build" / "bench"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run and count; return 1 when a promise was broken, 2 when the run itself failed."""
    options = _options(arguments)
    plan = Plan(
        kills=None if options.minutes else options.kills,
        seconds=options.minutes * 60 if options.minutes else None,
        conversations=options.conversations,
        seed=options.seed,
        stand_in=options.engine == "stand-in",
        database=options.database,
        folder=options.folder,
    )
    try:
        result = asyncio.run(_guarded(plan)) | {
            "command": "make chaos ARGS=" + repr(" ".join(arguments or sys.argv[1:])),
            "date": datetime.now(UTC).isoformat(timespec="seconds"),
            "commit": commit(),
            "machine": machine(),
        }
    except (ProgramFailed, Unsettled, TimeoutError) as error:
        print(f"chaos: {error or 'the run took too long'}", file=sys.stderr)
        return 2
    except (KeyboardInterrupt, asyncio.CancelledError):
        print("chaos: interrupted; everything it started has ended", file=sys.stderr)
        return 130
    figure_files.write(result, options.out)
    _show(result, options.json)
    return 1 if any(result["counts"].values()) else 0


async def _guarded(plan: Plan) -> dict[str, Any]:
    task = asyncio.current_task()
    if task is not None:
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    return await run(plan, _Progress())


class _Progress:
    """Says on standard error what is going on, every few seconds."""

    def __init__(self) -> None:
        self._last = 0.0

    def __call__(self, note: str, *, now: bool = False) -> None:
        if now or time.monotonic() - self._last > 5:
            self._last = time.monotonic()
            print(f"  {note}", file=sys.stderr, flush=True)


def _show(result: dict[str, Any], as_json: bool) -> None:
    if as_json:
        print(json.dumps(result, indent=2))
        return
    for part in ("done", "counts"):
        for name, value in result[part].items():
            print(f"{name.replace('_', ' '):<26}{value:>10}")
        print()
    broken = sum(result["counts"].values())
    print("every promise was kept" if not broken else f"{broken} promises were BROKEN")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="chaos", description=__doc__)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--kills", type=int, default=200, help="how many kills (200)")
    length.add_argument("--minutes", type=float, help="how long to kill instead")
    parser.add_argument("--conversations", type=int, default=50, help="how many at once (50)")
    parser.add_argument("--seed", type=int, default=1, help="of all that is random here (1)")
    parser.add_argument(
        "--engine",
        choices=("stand-in", "real"),
        default="stand-in",
        help="a quick stand-in, or the trained engine under the service's own supervisor",
    )
    parser.add_argument(
        "--database",
        default="sqlite",
        help="sqlite, or the URL of a PostgreSQL server on which a database is made and dropped",
    )
    parser.add_argument("--json", action="store_true", help="print all figures as JSON")
    parser.add_argument("--out", type=Path, default=BUILD / "chaos.json", help="where they go")
    parser.add_argument(
        "--folder", type=Path, default=BUILD / "chaos", help="of the store and the logs"
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
