"""`make bench-nlu`: reading, ours beside the default pipeline of Rasa 3.6 and published figures."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from benchmarks import figure_files, nlu_report, nlu_speed
from benchmarks.machine import commit, machine, versions
from benchmarks.nlu_ours import kept_peer, peer_figures, run_ours
from benchmarks.nlu_peer import DEFAULT_CONFIG, JobFailed, Shelf, peer_model, run_peer
from benchmarks.nlu_published import FEW_SHOT, SENTIMENT, SMALL, SMALL_OOS, hint3_curves
from benchmarks.nlu_sentiment import measure, opinion_sets
from benchmarks.nlu_sets import NAMES, Split, splits
from crm.settings import PROJECT, Settings, load_settings

BUILD = PROJECT / "build" / "bench"
# Of the default pipeline: cost grows with examples times intents. Of ten for each of 77 intents it
# took 963 s on two idle cores; the first estimate of the time left starts from there.
SECONDS_PER_UNIT = 963 / (770 * 77)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and report; return 1 when something failed, 2 when nothing could be measured."""
    options = _options(arguments)
    # A log holds whole lines; a terminal has its own width.
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 220)
    if options.result is not None:
        result = json.loads(options.result.read_text("utf-8"))
    else:
        if options.fresh:
            shutil.rmtree(BUILD / "nlu", ignore_errors=True)
        try:
            result = run_all(options, load_settings(need_secrets=False))
        except KeyboardInterrupt:
            print("bench-nlu: stopped; what was measured is kept for the next run", file=sys.stderr)
            return 130
        figure_files.write(result, options.out)
    nlu_report.show(result, console)
    if options.markdown is not None:
        page = options.markdown.read_text("utf-8")
        options.markdown.write_text(nlu_report.put_into(page, result), "utf-8")
    if not result["splits"] and result["speed"] is None:
        return 2
    return 1 if result["failed"] else 0


def run_all(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Measure what is asked for and what there is data for; tell what is missing."""
    before, shelf = machine(), Shelf(BUILD / "nlu")
    failed: list[str] = []
    found, missing = ([], ["no sets: name their folder with --data FOLDER"])
    if options.data is not None:
        found, missing = splits(options.data, options.sets)
    measured = {}
    for split in found:
        tell(f"{split.name}: ours")
        try:
            measured[split.name] = {"attune": run_ours(split, shelf, settings, tell)}
        except JobFailed as error:
            failed.append(f"{split.name}, ours: {error}")
    _measure_peer([s for s in found if s.name in measured], options, shelf, failed)
    for split in found:
        if split.name in measured:
            measured[split.name] |= {
                "default": peer_figures(split, kept_peer(split, shelf), _default_threshold()),
                "published": FEW_SHOT.get(split.name, {}),
                "small": SMALL.get(split.name, {}),
                "small_oos": SMALL_OOS.get(split.name, {}),
                "hint3": hint3_curves(options.data, split.name) if "hint3" in split.name else {},
            }
    speed, sentiment = None, {}
    if not options.skip_model:
        try:
            speed, sentiment, absent = _with_models(options, settings, shelf, found)
            missing += absent
        except (JobFailed, nlu_speed.WorkerFailed) as error:
            failed.append(f"the trained model: {error}")
    return {
        "benchmark": "nlu",
        "command": "make bench-nlu",
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        "machine": before,
        "versions": versions(),
        "splits": measured,
        "sentiment": sentiment,
        "published_sentiment": SENTIMENT,
        "speed": speed,
        "missing": missing,
        "failed": failed,
    }


def _measure_peer(
    found: Sequence[Split], options: argparse.Namespace, shelf: Shelf, failed: list[str]
) -> None:
    """Train the default pipeline where no result is kept, the cheapest first."""
    if options.skip_default:
        return
    waiting = [s for s in found if kept_peer(s, shelf) is None]
    waiting = [s for s in waiting if not s.long or options.default_full]
    left = sorted(waiting, key=_cost)
    pace = SECONDS_PER_UNIT
    while left:
        rest = sum(map(_cost, left)) * pace / 60
        split = left.pop(0)
        tell(f"default pipeline on {split.name}; about {rest:.0f} minutes left with all that wait")
        began = time.perf_counter()
        try:
            run_peer(split, shelf, tell)
        except JobFailed as error:
            failed.append(f"{split.name}, default pipeline: {error}")
            continue
        pace = max((time.perf_counter() - began) / _cost(split), pace / 4)


def _with_models(
    options: argparse.Namespace, settings: Settings, shelf: Shelf, found: Sequence[Split]
) -> tuple[dict[str, Any] | None, dict[str, Any], list[str]]:
    """Measure speed, memory and sentiment with the trained model of the product."""
    place = settings.engine_models
    models = sorted(place.glob("*.tar.gz"), key=lambda file: file.stat().st_mtime)
    models = [place] if place.is_file() else models
    if not models:
        return None, {}, ["speed and sentiment: no trained model, run `attune train nlu`"]
    opinions, missing = opinion_sets(options.data) if options.data is not None else ([], [])
    peers = [s for s in sorted(found, key=_cost) if peer_model(s, shelf.folder).is_file()]
    log = BUILD / "log"
    with ExitStack() as stack:
        ours = stack.enter_context(
            nlu_speed.worker("attune", models[-1], settings, log / "nlu-attune.log")
        )
        workers, read_by = {"attune": ours}, None
        if peers:
            read_by = peers[-1].name
            model = peer_model(peers[-1], shelf.folder)
            workers["default"] = stack.enter_context(
                nlu_speed.worker("default", model, settings, log / "nlu-default.log")
            )
        else:
            missing.append("speed of the default pipeline: none of its models is trained yet")
        tell("speed")
        bots = nlu_speed.by_turns(workers, speed_texts())
        tell("bad input")
        whole = nlu_speed.worker("whole", models[-1], settings, log / "nlu-whole.log")
        bad = nlu_speed.of_bad_input(stack.enter_context(whole))
        sentiment = {o.name: measure(o, ours, shelf, tell) for o in opinions}
    if any(figures["VADER"] is None for figures in sentiment.values()):
        missing.append("VADER: vaderSentiment is not installed; `make setup` installs it")
    model_names = {"attune": models[-1].name, "default": read_by}
    return {"bots": bots, "models": model_names, "bad_input": bad}, sentiment, missing


def speed_texts() -> list[str]:
    """Return the held-out messages, each once: customers' sentences that nothing was trained on."""
    lines = (PROJECT / "tests" / "nlu" / "intents.jsonl").read_text("utf-8").splitlines()
    return list(dict.fromkeys(json.loads(line)["text"] for line in lines if line.strip()))


def tell(note: str) -> None:
    """Say on standard error what is going on."""
    print(f"  {note} ...", file=sys.stderr, flush=True)


def _cost(split: Split) -> float:
    return len(split.train) * len({label for _, label in split.train})


def _default_threshold() -> float:
    return next(float(e["threshold"]) for e in DEFAULT_CONFIG["pipeline"] if "threshold" in e)


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench-nlu", description=__doc__)
    add = parser.add_argument
    data = os.environ.get("ATTUNE_NLU_SETS")
    data_help = "folder of the public sets, one folder a set (ATTUNE_NLU_SETS)"
    add("--data", type=Path, default=Path(data) if data else None, help=data_help)
    sets_help = f"only these, by the beginning of a name: {', '.join(NAMES)}"
    add("--sets", nargs="+", default=[], metavar="NAME", help=sets_help)
    skip_help = "train no default pipeline; results that are kept are shown"
    add("--skip-default", action="store_true", help=skip_help)
    full_help = "train the default pipeline on banking77/full too (hours)"
    add("--default-full", action="store_true", help=full_help)
    model_help = "leave out speed and sentiment, which need the trained model"
    add("--skip-model", action="store_true", help=model_help)
    add("--fresh", action="store_true", help="forget what earlier runs measured")
    add("--out", type=Path, default=BUILD / "nlu.json", help="where all figures go (JSON)")
    add("--markdown", type=Path, help="a page whose marked place gets the tables, too")
    add("--from", dest="result", type=Path, help="report these figures (JSON), measure nothing")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
