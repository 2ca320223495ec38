"""What the two sides of `make bench-models` pass to each other: tables and arrays in a folder.

Both environments import this file, so that it wants NumPy and pandas alone.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

_SPLIT = "|"


@dataclass(frozen=True)
class Job:
    """What the peers are given: tables and arrays by their names, and plain options."""

    tables: Mapping[str, pd.DataFrame]
    arrays: Mapping[str, np.ndarray]
    options: Mapping[str, Any]

    def write(self, folder: Path) -> None:
        """Write everything into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, table in self.tables.items():
            table.to_parquet(folder / f"{name}.parquet")
        np.savez(folder / "arrays.npz", **self.arrays)
        listed = {"tables": list(self.tables), "options": dict(self.options)}
        (folder / "job.json").write_text(json.dumps(listed), "utf-8")

    @classmethod
    def read(cls, folder: Path) -> Job:
        """Return what was written."""
        listed = json.loads((folder / "job.json").read_text("utf-8"))
        with np.load(folder / "arrays.npz") as arrays:
            held = dict(arrays)
        tables = {name: pd.read_parquet(folder / f"{name}.parquet") for name in listed["tables"]}
        return cls(tables, held, listed["options"])


class Answers:
    """What models predicted, by model and split, and the seconds that each took in all.

    ``cpu_seconds`` are of the processor: other work on the machine changes them less.
    """

    def __init__(self) -> None:
        self.predicted: dict[str, dict[str, np.ndarray]] = {}
        self.cpu_seconds: dict[str, float] = {}
        self.notes: list[str] = []

    @contextmanager
    def timed(self, model: str) -> Iterator[None]:
        """Add what happens in the block to the seconds of a model."""
        began = time.process_time()
        yield
        spent = time.process_time() - began
        self.cpu_seconds[model] = self.cpu_seconds.get(model, 0.0) + spent

    def put(self, model: str, split: str | int, predicted: Any) -> None:
        """Keep what a model predicted for a split."""
        self.predicted.setdefault(model, {})[str(split)] = np.asarray(predicted)

    def write(self, folder: Path, packages: tuple[str, ...]) -> None:
        """Write everything into a folder; the last line on standard output says that it is done."""
        flat = {
            f"{model}{_SPLIT}{split}": array
            for model, splits in self.predicted.items()
            for split, array in splits.items()
        }
        np.savez(folder / "answers.npz", **flat)
        said = {
            "cpu_seconds": self.cpu_seconds,
            "notes": self.notes,
            "versions": {name: version(name) for name in packages},
        }
        print(json.dumps(said))

    @classmethod
    def read(cls, folder: Path, said: Mapping[str, Any]) -> Answers:
        """Return what was written; ``said`` is the last line."""
        answers = cls()
        answers.cpu_seconds, answers.notes = dict(said["cpu_seconds"]), list(said["notes"])
        with np.load(folder / "answers.npz") as arrays:
            for name, array in arrays.items():
                model, _, split = name.rpartition(_SPLIT)
                answers.put(model, split, array)
        return answers


def say(note: str) -> None:
    """Tell on standard error what is going on."""
    print(note, file=sys.stderr, flush=True)
