"""Ours on a split: the code of `attune nlu benchmark`, its result kept while nothing changes."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path
from typing import Any

from benchmarks.nlu_peer import Shelf, Tell, peer_mark, run
from benchmarks.nlu_sets import Row, Split, fingerprint
from bot.evaluation.labelled_rows import Row as LabelledRow
from bot.evaluation.reading_figures import Reading, figures, rounded
from bot.evaluation.scores import percentile
from cli.engine_command import tool_environment
from crm.settings import PROJECT, Settings
from gateway.engine.command import ENGINE_PYTHON, ONE_THREAD

# What a result of ours is made from, besides the data.
SOURCES = ("bot/reading", "bot/evaluation", "language")


def run_ours(split: Split, shelf: Shelf, settings: Settings, tell: Tell) -> dict[str, Any]:
    """Return the figures of ours, from the shelf or by training it.

    Raises
    ------
    JobFailed
        If it fails.
    """
    mark = fingerprint([split.fingerprint, our_code(settings)])
    kept = shelf.get(split.name, "attune", mark)
    if kept is not None:
        return kept
    files = [
        write(shelf.folder / "data" / f"{split.name.replace('/', '-')}-{part}.csv", rows)
        for part, rows in (("train", split.train), ("test", split.test))
    ]
    command = [str(PROJECT / ENGINE_PYTHON), "-m", "bot.evaluation", "benchmark"]
    command += [*map(str, files), "--text=text", "--label=label"]
    command += [f"--oos={split.oos}"] if split.oos else []
    answer = run(command, tell, **(tool_environment(settings) | ONE_THREAD))
    return shelf.put(split.name, "attune", mark, answer)


def peer_figures(
    split: Split, kept: dict[str, Any] | None, threshold: float
) -> dict[str, Any] | None:
    """Return the same figures of the peer's readings; its threshold is that of `rasa init`."""
    if kept is None:
        return None
    rows = [LabelledRow(text, label) for text, label in split.test]
    readings = [
        Reading(intent, confidence, [(intent, confidence)], milliseconds)
        for (intent, confidence), milliseconds in zip(
            kept["readings"], kept["milliseconds"], strict=True
        )
    ]
    return {
        **figures(rows, readings, split.oos, threshold),
        "train_seconds": kept["train_seconds"],
        "ms_p50": rounded(percentile(kept["milliseconds"], 50), 3),
    }


def kept_peer(split: Split, shelf: Shelf) -> dict[str, Any] | None:
    """Return the peer's result of an earlier run."""
    return shelf.get(split.name, "default", peer_mark(split))


def our_code(settings: Settings) -> str:
    """Return a hash of the code, the configuration and the encoder that read."""
    digest = hashlib.sha256()
    files = [file for folder in SOURCES for file in sorted((PROJECT / folder).glob("*.py"))]
    for file in [*files, PROJECT / "config.yml", settings.encoder_dir / "encoder.json"]:
        digest.update(file.read_bytes() if file.is_file() else b"")
    return digest.hexdigest()


def write(file: Path, rows: tuple[Row, ...]) -> Path:
    """Write rows as a table with the columns text and label."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as target:
        csv.writer(target).writerows([("text", "label"), *rows])
    return file
