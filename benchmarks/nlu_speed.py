"""One reading on one core: ours and the default pipeline's by turns, and what each holds."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks import bad_input
from benchmarks.figures import percentile
from benchmarks.memory import by_role
from benchmarks.programs import tail
from cli.engine_command import tool_environment
from crm.settings import PROJECT, Settings
from gateway.engine.command import ENGINE_PYTHON, ONE_THREAD

ROUND = 20
BAD_RUNS = 10


class WorkerFailed(Exception):
    """A worker ended before it answered."""


class Worker:
    """A model in a process of its own; see `benchmarks.nlu_worker`."""

    def __init__(self, process: subprocess.Popen[str], log: Path) -> None:
        self._process = process
        self._log = log
        self.pid = process.pid

    def read(self, texts: Sequence[str]) -> dict[str, Any]:
        """Read texts one at a time.

        Raises
        ------
        WorkerFailed
            If the process has ended.
        """
        if self._process.stdin is None or self._process.poll() is not None:
            raise self._failure()
        self._process.stdin.write(json.dumps(list(texts)) + "\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> dict[str, Any]:
        """Wait for the next answer."""
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            raise self._failure()
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _failure(self) -> WorkerFailed:
        return WorkerFailed(f"ended with status {self._process.wait(20)}:\n{tail(self._log, 3)}")


@contextmanager
def worker(kind: str, model: Path, settings: Settings, log: Path) -> Iterator[Worker]:
    """Start a worker, yield it when its model is loaded, and end it."""
    log.parent.mkdir(parents=True, exist_ok=True)
    command = [str(PROJECT / ENGINE_PYTHON), "-m", "benchmarks.nlu_worker", kind, str(model)]
    with log.open("wb") as errors:
        process = subprocess.Popen(
            command,
            cwd=PROJECT,
            env=tool_environment(settings) | ONE_THREAD,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
        )
    try:
        started = Worker(process, log)
        started.answer()
        yield started
    finally:
        process.terminate()
        process.wait(20)


def by_turns(workers: dict[str, Worker], texts: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Read all texts with each worker, twenty here and twenty there; no text twice.

    Who begins a round alternates. The first round warms up and is not counted.
    """
    names, times = list(workers), {name: list[float]() for name in workers}
    for number, start in enumerate(range(0, len(texts), ROUND)):
        for name in names if number % 2 else reversed(names):
            read = workers[name].read(texts[start : start + ROUND])["milliseconds"]
            if number:
                times[name] += read
    return {
        name: {
            "readings": len(times[name]),
            "p50": percentile(times[name], 50),
            "p95": percentile(times[name], 95),
            "memory": by_role(workers[name].pid, "engine"),
        }
        for name in names
    }


def of_bad_input(reader: Worker) -> list[dict[str, Any]]:
    """Read each kind of bad input ten times, no text twice; the slowest kind comes first.

    Parameters
    ----------
    reader:
        Ours with the splitter of requests (`whole`).
    """
    reader.read(["where is my order"] * ROUND)
    rows = []
    for kind in bad_input.KINDS:
        texts = bad_input.texts(kind, BAD_RUNS)
        times = reader.read(texts)["milliseconds"]
        rows.append(
            {
                "kind": kind,
                "characters": max(map(len, texts)),
                "p50": round(percentile(times, 50), 2),
                "slowest": round(max(times), 2),
            }
        )
    return sorted(rows, key=lambda row: -float(row["p50"]))
