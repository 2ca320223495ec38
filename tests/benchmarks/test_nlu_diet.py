"""DIET on our features: what it is trained on, and what is kept of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import nlu_diet
from benchmarks.nlu_peer import Shelf
from benchmarks.nlu_sets import Split

SPLIT = Split("a/b", (("hi", "greet"), ("ta", "thank")), (("hello", "greet"), ("cheers", "thank")))


def test_own_split_asks_for_no_intent_that_is_not_taught() -> None:
    split = nlu_diet.own()

    assert {label for _, label in split.test} <= {label for _, label in split.train}
    assert len(split.train) > len(split.test) > 0


def test_diet_is_trained_once_for_each_number_of_epochs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trained = []

    def in_engine(_: str, job: dict, *__: object) -> dict:
        trained.append(job["config"]["pipeline"][-1]["epochs"])
        readings = [("greet", 0.9), ("greet", 0.6)]
        return {"train_seconds": 1.0, "readings": readings, "milliseconds": [1.0, 3.0]}

    monkeypatch.setattr(nlu_diet, "in_engine", in_engine)
    shelf = Shelf(tmp_path)

    for epochs in (30, 100, 30):
        result = nlu_diet.run_diet(SPLIT, nlu_diet.diet_config(epochs, seed=1), shelf)

    assert trained == [30, 100]
    assert result["in_scope_accuracy"] == 0.5
