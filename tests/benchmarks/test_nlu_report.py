"""How readings are timed by turns, and how the figures are shown."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bench_nlu import main
from benchmarks.nlu_ours import peer_figures
from benchmarks.nlu_report import BEGIN, END, markdown, ours_beside, put_into
from benchmarks.nlu_sets import Split
from benchmarks.nlu_speed import Worker, WorkerFailed, by_turns

SPLIT = Split("a/b", (("hi", "greet"),), (("hello", "greet"), ("the moon", "oos")), "oos")
KEPT = {
    "readings": [["greet", 0.9], ["greet", 0.2]],
    "milliseconds": [10.0, 20.0],
    "train_seconds": 60.5,
}
# Answers as the worker does: each text took as many milliseconds as it has letters.
STUB = """
import json, sys
for line in sys.stdin:
    print(json.dumps({"milliseconds": [len(text) for text in json.loads(line)]}), flush=True)
"""


def result() -> dict[str, Any]:
    """A result with one split that the default pipeline was trained on and one that it was not."""
    figures = peer_figures(SPLIT, KEPT, 0.3)
    empty: dict[str, Any] = {"published": {}, "small": {}, "small_oos": {}, "hint3": {}}
    published = {"published": {"CPFT": 0.8, "ICDA": 0.9}, "small": {"encoder + LR": 0.7}}
    bot = {"readings": 9, "p50": 1.5, "p95": 2.0, "memory": [{"rss_mb": 600}]}
    return {
        "command": "make bench-nlu",
        "date": "2026-11-22T10:00:00+00:00",
        "commit": "abc",
        "machine": {"cores": 2, "processor": "P", "memory_gb": 24.0},
        "splits": {
            "a/b": {**empty, **published, "attune": figures, "default": figures},
            "c": {**empty, "attune": figures, "default": None},
        },
        "sentiment": {"custrev": {"attune": {"accuracy": 0.8, "macro_f1": 0.7}, "VADER": None}},
        "speed": {
            "bots": {"attune": bot},
            "models": {"attune": "m.tar.gz"},
            "bad_input": [{"kind": "dates", "characters": 10000, "p50": 21.5, "slowest": 30.0}],
        },
        "missing": ["hwu64/10-shot: test is not there"],
        "failed": [],
    }


def test_the_peer_is_measured_like_ours() -> None:
    """The kept readings give the same figures, at the threshold of its own configuration."""
    figures = peer_figures(SPLIT, KEPT, 0.3)
    names = ("n", "in_scope_accuracy", "oos_recall", "oos_auroc", "train_seconds", "ms_p50")

    assert figures is not None
    assert (2, 1.0, 1.0, 1.0, 60.5, 15.0) == tuple(figures[name] for name in names)
    assert peer_figures(SPLIT, None, 0.3) is None


@pytest.mark.parametrize(
    "line",
    [
        "| a/b | 1.000 | 1.000 | – | 0.700 | 0.800 | 0.900 ICDA |",
        "| c | 1.000 | not run | – | – | – | – |",
        "| a/b | 1.000 | 1.000 | – | 0.3: 1.000 / 1.000 | 0.3: 1.000 / 1.000 |",
        "| custrev | attune | 0.800 | 0.700 |",
        "| custrev | VADER | not run | not run |",
        "| attune | m.tar.gz | 9 | 1.50 | 2.00 | 600 |",
        "| dates | 10000 | 21.5 | 30.0 |",
        "`make bench-nlu`, 2026-11-22, commit abc, 2 x P, 24.0 GB:",
    ],
)
def test_the_tables_show(line: str) -> None:
    """Ours, the peer and published figures stand side by side; what did not run says so."""
    assert line in markdown(result())


@pytest.mark.parametrize(
    ("recall", "expected"), [(0.0, "0.900"), (0.5, "0.800"), (0.8, "0.600"), (0.9, "not reached")]
)
def test_ours_at_no_lower_recall(recall: float, expected: str) -> None:
    """Of the thresholds that miss no more of what is out of scope the most accurate counts."""
    ours = [
        {"in_scope_accuracy": accuracy, "oos_recall": found}
        for accuracy, found in ((0.9, 0.1), (0.8, 0.5), (0.6, 0.8))
    ]

    assert expected == ours_beside(ours, {"oos_recall": recall})


def test_a_page_is_filled_between_its_marks(tmp_path: Path) -> None:
    """An earlier table goes, what stands around it stays."""
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    filled = put_into(page, result())

    assert ("before", "after", False) == (
        filled.splitlines()[0], filled.splitlines()[-1], "old" in filled.splitlines()
    )  # fmt: skip
    assert filled == put_into(filled, result())
    with pytest.raises(ValueError, match="the page needs the lines"):
        put_into("no marks", result())


@pytest.mark.parametrize(("failed", "status"), [([], 0), (["c: it broke"], 1)])
def test_figures_are_shown_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], failed: list[str], status: int
) -> None:
    """`--from` measures nothing; what is missing or failed is said below the tables."""
    file = tmp_path / "nlu.json"
    file.write_text(json.dumps({**result(), "failed": failed}), "utf-8")
    ended = main(["--from", str(file)])
    shown = capsys.readouterr().out

    assert (status, True) == (ended, "missing: hwu64/10-shot: test is not there" in shown)
    assert bool(failed) == ("failed: c: it broke" in shown)


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    """A process that answers as a worker does."""
    process = subprocess.Popen(
        [sys.executable, "-c", STUB], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    yield Worker(process, tmp_path / "log")
    process.communicate()


def test_each_text_is_read_once_and_the_first_round_only_warms_up(worker: Worker) -> None:
    """Of forty texts the last twenty are counted."""
    texts = ["a" * 50] * 20 + ["b" * 3] * 19 + ["c" * 5]
    found = by_turns({"stub": worker}, texts)["stub"]

    assert (20, 3, True) == (found["readings"], found["p50"], found["memory"][0]["rss_mb"] > 0)


def test_a_worker_that_ended_is_told(tmp_path: Path) -> None:
    """The error holds the status and the last words of its log."""
    (tmp_path / "log").write_text("no model\n", "utf-8")
    process = subprocess.Popen(
        [sys.executable, "-c", "raise SystemExit(4)"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    failing = Worker(process, tmp_path / "log")
    with pytest.raises(WorkerFailed) as caught:
        failing.answer()
    process.communicate()

    assert "ended with status 4:\nno model" == str(caught.value)
