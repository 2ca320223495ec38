"""DIET on our features beside our reading: the figures of docs/nlu-choices.md.

    python -m benchmarks.nlu_diet --data FOLDER --sets hint3/sofmattress/v1/full --epochs 100
    python -m benchmarks.nlu_diet --own --epochs 10

In the service's environment, on one thread. DIET gets the encoder's vector as a sentence feature
and counts of words and letters for sentence and tokens, whose widths it brings together itself;
it refuses a sentence without features of tokens. `cpu_seconds` are of the whole job (start,
training and reading) and hardly depend on other work; a result that is kept has none.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.nlu_ours import peer_figures, run_ours
from benchmarks.nlu_peer import JobFailed, Shelf, in_engine, peer_versions
from benchmarks.nlu_sets import Split, fingerprint, splits
from bot.evaluation.utterances import read_utterances
from crm.settings import PROJECT, load_settings
from gateway.engine.command import ONE_THREAD

SHELF = PROJECT / "build" / "bench" / "nlu-diet"
# DIET starts anew from other weights each time unless it is told a seed.
SEED = 20
# A cached part of an earlier training would not be counted in the seconds.
WITHOUT_CACHE = {"RASA_MAX_CACHE_SIZE": "0"}
COLUMNS = (
    "in_scope_accuracy",
    "macro_f1",
    "oos_auroc",
    "ece",
    "train_seconds",
    "cpu_seconds",
    "ms_p50",
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for, a line of JSON each; return 1 when something failed."""
    options = _options(arguments)
    os.environ.update(ONE_THREAD | WITHOUT_CACHE)
    settings, shelf, status = load_settings(need_secrets=False), Shelf(SHELF), 0
    found, missing = splits(options.data, options.sets) if options.data else ([], [])
    for note in missing:
        tell(note)
    for split in [*found, *([own()] if options.own else [])]:
        try:
            with Spent() as spent:
                result = run_ours(split, shelf, settings, tell)
            show(split, "attune", result | spent.seconds)
            for epochs in options.epochs:
                config = diet_config(epochs, options.seed)
                with Spent() as spent:
                    result = run_diet(split, config, shelf)
                show(split, f"DIET, {epochs} epochs", result | spent.seconds)
        except JobFailed as error:
            tell(f"{split.name}: {error}")
            status = 1
    return status


def diet_config(epochs: int, seed: int) -> dict[str, Any]:
    """Return the pipeline: the features of ours, DIET for intents alone, its other defaults."""
    letters = {"analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4}
    diet = {"epochs": epochs, "entity_recognition": False, "random_seed": seed}
    return {
        "recipe": "default.v1",
        "assistant_id": "diet",
        "language": "en",
        "pipeline": [
            {"name": "WhitespaceTokenizer"},
            {"name": "bot.components.vectors.SentenceVectorFeaturizer"},
            {"name": "CountVectorsFeaturizer"},
            {"name": "CountVectorsFeaturizer", **letters},
            {"name": "DIETClassifier", **diet},
        ],
    }


def own() -> Split:
    """Return our own utterances to train on, and the held-out messages to measure on."""
    train = read_utterances(PROJECT / "nlu_data" / "intents")
    lines = (PROJECT / "tests" / "nlu" / "intents.jsonl").read_text("utf-8").splitlines()
    test = [json.loads(line) for line in lines if line.strip()]
    return Split(
        "own",
        tuple((row.text, row.label) for row in train),
        tuple((row["text"], row["intent"]) for row in test),
        "out_of_scope",
    )


def run_diet(split: Split, config: dict[str, Any], shelf: Shelf) -> dict[str, Any]:
    """Return the figures of a pipeline on a split, from the shelf or by training it.

    Raises
    ------
    JobFailed
        If the training or the reading fails.
    """
    mark = fingerprint([split.fingerprint, config, peer_versions()])
    name = f"diet-{fingerprint(config)}"
    kept = shelf.get(split.name, name, mark)
    if kept is None:
        model = shelf.folder / f"{mark}.tar.gz"
        job = {
            "train": [list(row) for row in split.train],
            "test": [text for text, _ in split.test],
            "config": config,
            "model": str(model),
        }
        answer = in_engine("benchmarks.nlu_default", job, shelf.folder, tell)
        model.unlink(missing_ok=True)
        kept = shelf.put(split.name, name, mark, answer)
    return peer_figures(split, kept, 0.0) or {}


class Spent:
    """The processor's seconds of the programs that a block ran, none if it ran none."""

    def __enter__(self) -> Spent:
        self.seconds: dict[str, float | None] = {"cpu_seconds": None}
        self._before = _seconds_of_children()
        return self

    def __exit__(self, *_: object) -> None:
        used = _seconds_of_children() - self._before
        self.seconds["cpu_seconds"] = round(used, 1) if used else None


def show(split: Split, system: str, result: dict[str, Any]) -> None:
    """Print the figures of one system on one split."""
    line = {"split": split.name, "system": system, **{name: result[name] for name in COLUMNS}}
    print(json.dumps(line), flush=True)


def tell(note: str) -> None:
    """Say on standard error what is going on."""
    print(f"  {time.strftime('%H:%M:%S')} {note}", file=sys.stderr, flush=True)


def _seconds_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="nlu_diet", description=__doc__)
    add = parser.add_argument
    add("--data", type=Path, help="folder of the public sets, one folder a set")
    add("--sets", nargs="+", default=[], metavar="NAME", help="only these, by their beginnings")
    add("--own", action="store_true", help="our own utterances, read: the held-out messages")
    add("--epochs", nargs="+", type=int, default=[100], help="trainings, one for each number")
    add("--seed", type=int, default=SEED, help="of DIET's first weights")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    sys.exit(main())
