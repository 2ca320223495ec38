"""`make bench-queue`: a day's line of customers, first in first out, by classes, and in our order.

All orders are simulated on the same arrivals and the same handling times, day by day. The load, the
customers and the handling times are made up: see benchmarks/queue_traffic.py.
"""

from __future__ import annotations

import argparse
import json
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from rich.console import Console

from benchmarks import figure_files, queue_report
from benchmarks.machine import commit, machine
from benchmarks.queue_figures import Lines, by_group, fairness, held, load
from benchmarks.queue_picture import picture
from benchmarks.queue_policies import CLASSES, FIFO, OURS, by_classes, by_score, serve
from benchmarks.queue_traffic import GROUPS, day
from crm.queue_order import DEFAULT_FAIRNESS, Fairness
from crm.queue_score import DEFAULT_WEIGHTS
from crm.settings import PROJECT

BUILD = PROJECT / "build" / "bench"
OTHER_BOUNDS = (5.0, 10.0, 15.0, 20.0, None)
_NO_BOUND = timedelta(days=365)


def main(arguments: Sequence[str] | None = None) -> int:
    """Simulate and report; return 1 when a rule of the bound was broken."""
    options = _options(arguments)
    result = measure(options)
    figure_files.write(result, options.out)
    options.out.with_suffix(".svg").write_text(picture(result), "utf-8")
    if options.markdown:
        page = options.markdown.read_text("utf-8")
        options.markdown.write_text(queue_report.put_into(page, result), "utf-8")
    if options.json:
        print(json.dumps(result, indent=2, ensure_ascii=False))
    else:
        # Wide enough for the table also where the output is no terminal.
        width = None if sys.stdout.isatty() else 160
        queue_report.show(result, Console(highlight=False, width=width))
    return 0 if result["held"] else 1


def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Return all figures of as many days as were asked for."""
    slots, weights = options.agents * options.at_once, DEFAULT_WEIGHTS
    chosen = Fairness(timedelta(minutes=options.bound))
    lines, others = Lines(), {bound: Lines() for bound in OTHER_BOUNDS}
    for seed in range(options.seed, options.seed + options.days):
        today = day(seed, options.conversations)
        if not today.waiting:
            raise SystemExit(f"nobody needs a person on the day of seed {seed}: ask for more "
                             "--conversations")  # fmt: skip
        serve_in = partial(serve, today, slots, own_handling=options.own_handling)
        fifo, classes = serve_in(), serve_in(by_classes(today))
        ours = serve_in(by_score(today, slots, chosen, weights))
        lines.add(today, {FIFO: fifo, CLASSES: classes, OURS: ours})
        for bound, found in others.items():
            other = Fairness(_NO_BOUND if bound is None else timedelta(minutes=bound))
            choose = by_score(today, slots, other, weights)
            found.add(today, {FIFO: fifo, OURS: serve_in(choose)})
    fair = fairness(lines, options.bound, weights.head_start)
    return {
        "benchmark": "queue",
        "command": _command(options),
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "versions": {"python": platform.python_version(), "numpy": np.__version__},
        "settings": {
            "conversations": options.conversations,
            "agents": options.agents,
            "at_once": options.at_once,
            "days": options.days,
            "seed": options.seed,
            "bound": options.bound,
            "own_handling": options.own_handling,
            "caution": chosen.caution,
            "head_start": weights.head_start,
        },
        "load": load(lines.days, slots),
        "groups": by_group(lines),
        "fairness": fair,
        "bounds": [_other(bound, found) for bound, found in others.items()],
        "held": held(fair, OURS),
    }


def _other(bound: float | None, lines: Lines) -> dict[str, Any]:
    """Return what another bound leads to, for who gains most and for who gives most."""
    groups = by_group(lines)
    waits = {name: found["minutes"][OURS] for name, found in groups.items()}
    nobody = {"mean": [0.0, None], "p95": [0.0, None]}
    fair = fairness(lines, bound or float("inf"), DEFAULT_WEIGHTS.head_start)[OURS]
    return {
        "bound": bound,
        "beyond": fair["beyond"],
        "because_of_others": fair["because_of_others"],
        "valued": waits.get(GROUPS[0], nobody),
        "others": waits.get(GROUPS[-1], nobody),
    }


def _command(options: argparse.Namespace) -> str:
    """Return the command that makes these figures again."""
    plain = _options([])
    names = ("conversations", "agents", "at_once", "days", "seed", "bound")
    given = [
        f"--{name.replace('_', '-')} {getattr(options, name):g}"
        for name in names
        if getattr(options, name) != getattr(plain, name)
    ]
    given += ["--own-handling"] * options.own_handling
    return f'make bench-queue ARGS="{" ".join(given)}"' if given else "make bench-queue"


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bench-queue", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    add = parser.add_argument
    bound = DEFAULT_FAIRNESS.bound / timedelta(minutes=1)
    add("--conversations", type=_count, default=2_000, help="how many a day (2000)")
    add("--agents", type=_count, default=8, help="how many agents (8)")
    add("--at-once", type=_count, default=1, help="conversations that an agent holds at once (1)")
    add("--days", type=_count, default=20, help="how many days, each of a seed of its own (20)")
    add("--seed", type=int, default=0, help="of the first day (0)")
    add("--bound", type=float, default=bound, help=f"the bound in minutes ({bound:g})")
    add(
        "--own-handling",
        action="store_true",
        help="each customer's conversation takes as long in every order (else each begin's)",
    )
    add("--json", action="store_true", help="print all figures as JSON instead of the tables")
    add("--markdown", type=Path, help="page whose marked place is filled with the tables")
    add("--out", type=Path, default=BUILD / "queue.json",
        help="where all figures go (JSON), the picture beside them (SVG)")  # fmt: skip
    return parser.parse_args(arguments)


def _count(given: str) -> int:
    number = int(given)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be 1 or more, not {number}")
    return number


if __name__ == "__main__":
    sys.exit(main())
