"""The default pipeline of Rasa 3.6 on a split: its job, and its result kept for the next run."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from benchmarks.nlu_sets import Split, fingerprint
from crm.settings import PROJECT
from gateway.engine.command import ENGINE_PYTHON

# What `rasa init` writes in 3.6.21: cli/initial_project/config.yml of the package.
DEFAULT_CONFIG: dict[str, Any] = {
    "recipe": "default.v1",
    "assistant_id": "default_pipeline",
    "language": "en",
    "pipeline": [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": 100},
        {"name": "EntitySynonymMapper"},
        {"name": "ResponseSelector", "epochs": 100},
        {"name": "FallbackClassifier", "threshold": 0.3, "ambiguity_threshold": 0.1},
    ],
}
# On ten utterances for each of 77 intents it took 963 s on two idle cores.
PATIENCE_SECONDS = 12 * 3600.0
PEER_PACKAGES = ("rasa", "tensorflow_cpu", "tensorflow", "scikit_learn", "numpy")

Tell = Callable[[str], None]


class JobFailed(Exception):
    """A program in the engine's environment ended badly; the message holds its last words."""


class Shelf:
    """Results of earlier runs, one file for each split and pipeline.

    A result is used again while its fingerprint (data and versions) is the same.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def get(self, name: str, pipeline: str, mark: str) -> dict[str, Any] | None:
        """Return a result that was made from the same, or nothing."""
        try:
            kept: dict[str, Any] = json.loads(self._path(name, pipeline).read_text("utf-8"))
        except (OSError, ValueError):
            return None
        return kept if kept.get("fingerprint") == mark else None

    def put(self, name: str, pipeline: str, mark: str, result: dict[str, Any]) -> dict[str, Any]:
        """Keep a result whole or not at all, and return it."""
        path = self._path(name, pipeline)
        path.parent.mkdir(parents=True, exist_ok=True)
        kept = {"fingerprint": mark, **result}
        unfinished = path.with_suffix(".new")
        unfinished.write_text(json.dumps(kept) + "\n", "utf-8")
        unfinished.replace(path)
        return kept

    def _path(self, name: str, pipeline: str) -> Path:
        return self.folder / name.replace("/", "-") / f"{pipeline}.json"


def peer_mark(split: Split) -> str:
    """Return the fingerprint of the peer's result on a split."""
    return fingerprint([split.fingerprint, DEFAULT_CONFIG, peer_versions()])


def peer_model(split: Split, folder: Path) -> Path:
    """Return where the peer's trained model lies: splits that train alike share one."""
    mark = fingerprint([split.train_fingerprint, DEFAULT_CONFIG, peer_versions()])
    return folder / "models" / f"{mark}.tar.gz"


def run_peer(split: Split, shelf: Shelf, tell: Tell) -> dict[str, Any]:
    """Return the peer's readings of a split's test, from the shelf or by training it.

    Raises
    ------
    JobFailed
        If the training or the reading fails.
    """
    mark = peer_mark(split)
    kept = shelf.get(split.name, "default", mark)
    if kept is not None:
        return kept
    model = peer_model(split, shelf.folder)
    answer = in_engine("benchmarks.nlu_default", peer_job(split, model), shelf.folder, tell)
    note = model.with_suffix(".seconds")
    if answer["train_seconds"] is not None:
        note.write_text(str(answer["train_seconds"]), "utf-8")
    else:
        with suppress(OSError):
            answer["train_seconds"] = float(note.read_text("utf-8"))
    answer["load_while_training"] = round(os.getloadavg()[0], 1)
    return shelf.put(split.name, "default", mark, answer)


def peer_job(split: Split, model: Path) -> dict[str, Any]:
    """Return what `benchmarks.nlu_default` is asked to do."""
    return {
        "train": [list(row) for row in split.train],
        "test": [text for text, _ in split.test],
        "config": DEFAULT_CONFIG,
        "model": str(model),
    }


def in_engine(module: str, job: dict[str, Any], folder: Path, tell: Tell) -> dict[str, Any]:
    """Run `python -m MODULE JOB` in the engine's environment; return its last line as JSON."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"job-{os.getpid()}.json"
    file.write_text(json.dumps(job), "utf-8")
    command = [str(PROJECT / ENGINE_PYTHON), "-m", module, str(file)]
    try:
        return run(command, tell)
    finally:
        file.unlink(missing_ok=True)


def run(command: Sequence[str], tell: Tell, **variables: str) -> dict[str, Any]:
    """Run a program that speaks of its progress on standard error and answers in JSON.

    Raises
    ------
    JobFailed
        If it ends badly, or takes longer than `PATIENCE_SECONDS`.
    """
    environment = {**os.environ, **QUIET, **variables}
    process = subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True,
    )  # fmt: skip
    said: list[str] = []
    listener = threading.Thread(target=_listen, args=(process.stderr, said, tell), daemon=True)
    listener.start()
    patience = threading.Timer(PATIENCE_SECONDS, process.kill)
    patience.start()
    try:
        output = process.stdout.read() if process.stdout else ""
        process.wait()
    finally:
        patience.cancel()
        if process.poll() is None:
            process.terminate()
            process.wait(20)
    listener.join(5)
    if process.returncode != 0:
        raise JobFailed("\n".join([f"status {process.returncode}", *said[-15:]]))
    answer: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return answer


QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "CUDA_VISIBLE_DEVICES": "",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}


def peer_versions() -> dict[str, str]:
    """Return the versions that the peer's result depends on, by the names of their folders."""
    found = {}
    for site in (PROJECT / ENGINE_PYTHON).parents[1].glob("lib/python*/site-packages"):
        for package in PEER_PACKAGES:
            for folder in site.glob(f"{package}-*.dist-info"):
                found[package] = folder.name.removesuffix(".dist-info").rpartition("-")[2]
    return found


def _listen(stream: IO[str], said: list[str], tell: Tell) -> None:
    last = 0.0
    for line in stream:
        words = line.strip()
        if words:
            said.append(words)
            if time.monotonic() - last > 1:
                tell(words.rpartition("\r")[2][:120])
                last = time.monotonic()
