"""`make bench-models`: the customer models beside the strongest libraries, on the same splits.

The sets are no part of the project: the bench takes their folder, says what is missing and goes on.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from threadpoolctl import threadpool_limits

from benchmarks import (
    figure_files,
    models_baskets,
    models_binary,
    models_churn,
    models_recommend,
    models_report,
    models_segment,
    models_uplift,
    models_value,
)
from benchmarks.machine import commit, machine, versions
from benchmarks.models_peers import Peers, Tell
from benchmarks.models_verdicts import Found
from benchmarks.nlu_peer import JobFailed
from crm.errors import Invalid
from crm.settings import PROJECT

BUILD = PROJECT / "build" / "bench"
Task = Callable[[Path, Peers, Tell], Found]
# By the name that --only takes: the file of the set that must be there, and what measures it.
TASKS: Mapping[str, tuple[str, Task]] = {
    "telco": ("telco/Telco-Customer-Churn.csv", models_binary.telco),
    "churn": ("online_retail/online_retail.csv.gz", models_churn.online_retail),
    "need": ("online_shoppers/online_shoppers_intention_12330.csv", models_binary.shoppers),
    "cdnow": ("cdnow/CDNOW_master.txt", models_value.cdnow),
    "recommend": ("online_retail/online_retail.csv.gz", models_recommend.online_retail),
    "tafeng": ("tafeng/tafeng_history.json", models_recommend.tafeng),
    "segments": ("online_retail/online_retail.csv.gz", models_segment.online_retail),
    "hillstrom": ("hillstrom/hillstrom.csv", models_uplift.hillstrom),
    "groceries": ("groceries/groceries.csv", models_baskets.groceries),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; return 1 when a task failed, 2 when nothing could be measured."""
    options = _options(arguments)
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 200)
    if options.result is not None:
        result = json.loads(options.result.read_text("utf-8"))
    else:
        result = run_all(options.data, options.only, options.out)
    models_report.show(result, console)
    if options.markdown is not None:
        page = options.markdown.read_text("utf-8")
        options.markdown.write_text(models_report.put_into(page, result), "utf-8")
    if not result["tasks"]:
        return 2
    return 1 if result["failed"] else 0


def run_all(data: Path | None, only: Sequence[str], out: Path) -> dict[str, Any]:
    """Measure what is asked for and what there is data for, writing down each task as it ends."""
    result: dict[str, Any] = {
        "benchmark": "models",
        "command": "make bench-models",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": machine(),
        "versions": versions(),
        "tasks": {},
        "missing": [],
        "failed": [],
    }
    if data is None:
        result["missing"].append("no sets: name their folder with --data FOLDER")
        return result
    wanted = [name for name in TASKS if not only or name in only]
    there = [name for name in wanted if (data / TASKS[name][0]).is_file()]
    result["missing"] += [
        f"{name}: {data / TASKS[name][0]} is not there" for name in wanted if name not in there
    ]
    if not there:
        return result
    peers = Peers(BUILD / "models", tell)
    result["missing"] += peers.missing
    for number, name in enumerate(there):
        tell(f"{name}, {number + 1} of {len(there)}")
        began = time.perf_counter()
        try:
            # As many as the peers have; see `models_peers.ONE_THREAD`.
            with threadpool_limits(1):
                found = TASKS[name][1](data, peers, tell)
        except (JobFailed, Invalid) as error:
            result["failed"].append(f"{name}: {error}")
            continue
        result["tasks"][name] = found.plain() | {"seconds": round(time.perf_counter() - began, 1)}
        result["versions"]["peers"] = peers.versions
        figure_files.write(result, out)
    return result


def tell(note: str) -> None:
    """Say on standard error what is going on."""
    print(f"  {note} ...", file=sys.stderr, flush=True)


def _names(words: str) -> list[str]:
    names = [name.strip() for name in words.split(",") if name.strip()]
    for name in names:
        if name not in TASKS:
            raise argparse.ArgumentTypeError(f"{name!r} is none of: {', '.join(TASKS)}")
    return names


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-models", description=__doc__)
    add = parser.add_argument
    data = os.environ.get("ATTUNE_MODEL_SETS")
    data_help = "folder of the public sets, one folder a set (ATTUNE_MODEL_SETS)"
    add("--data", type=Path, default=Path(data) if data else None, help=data_help)
    only_help = f"only these, with commas between: {', '.join(TASKS)}"
    add("--only", type=_names, default=[], metavar="NAMES", help=only_help)
    add("--out", type=Path, default=BUILD / "models.json", help="where all figures go (JSON)")
    add("--markdown", type=Path, help="a page whose marked place gets the table, too")
    add("--from", dest="result", type=Path, help="report these figures (JSON), measure nothing")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
