"""`attune nlu` as its users meet it: files in, figures or one error out."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from cli import nlu_tables
from crm.settings import PROJECT
from tests.cli.conftest import Attune

ENCODER = str(PROJECT / "var" / "encoder")
TRAIN = "".join(
    f"where is my {thing},track\nrefund my {thing},refund\n"
    for thing in ("parcel", "order", "package", "delivery", "lamp", "shoes")
)


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    """Write a labelled pair of files into the folder that the command is typed in."""
    (tmp_path / "train.csv").write_text(f"text,label\n{TRAIN}", "utf-8")
    lines = [{"query": "where is my box", "intent": "track"}, {"query": "the moon", "intent": "-"}]
    (tmp_path / "test.jsonl").write_text("\n".join(map(json.dumps, lines)), "utf-8")
    return "train.csv", "test.jsonl"


def test_benchmark_answers_in_json(attune: Attune, pair: tuple[str, str]) -> None:
    """Paths are those of the folder it is typed in; standard output holds the answer alone."""
    done = attune("nlu", "benchmark", *pair, "--oos", "-", "--json", ATTUNE_ENCODER_DIR=ENCODER)
    answer = json.loads(done.stdout)

    assert (2, 1.0, 1) == (answer["n"], answer["in_scope_accuracy"], done.stdout.count("\n"))


def test_benchmark_shows_a_table(attune: Attune, pair: tuple[str, str]) -> None:
    """Without --json people get tables, and a dash for what is not defined."""
    done = attune("nlu", "benchmark", *pair, ATTUNE_ENCODER_DIR=ENCODER)
    shown = [line.split() for line in done.stdout.splitlines()]

    assert ["accuracy", "in", "scope", "0.500"] in shown
    assert ["out", "of", "scope,", "area", "under", "ROC", "–"] in shown


@pytest.mark.parametrize(
    ("arguments", "words", "lines"),
    [
        (("benchmark", "train.csv", "none.csv"), "none.csv: No such file or directory", 1),
        (("benchmark", "train.csv", "test.jsonl", "--label", "topic"), "no column 'topic'", 1),
        # How many cannot be used, and each of them.
        (("evaluate", "test.jsonl"), 'line 1: "text" is None', 3),
    ],
)
def test_few_words_say_what_is_wrong(
    attune: Attune, pair: tuple[str, str], arguments: tuple[str, ...], words: str, lines: int
) -> None:
    """Status 1, no answer, no traceback."""
    done = attune("nlu", *arguments, "--json", ATTUNE_ENCODER_DIR=ENCODER)

    assert (1, "", lines) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert words in done.stderr


def test_without_an_encoder_the_way_out_is_told(attune: Attune, pair: tuple[str, str]) -> None:
    """A project that was not set up says how that is done."""
    done = attune("nlu", "benchmark", *pair)

    assert (1, True) == (done.returncode, "is missing. Run `make run`" in done.stderr)


def test_the_table_of_an_evaluation(capsys: pytest.CaptureFixture[str]) -> None:
    """The weakest intents come first; those that are in no message are left out."""
    row = {"n": 2, "precision": 1.0, "recall": 0.5, "f1": 0.6667}
    strong, absent = {**row, "f1": 1.0}, {**row, "n": 0, "f1": 0.0}
    figures = dict.fromkeys((
        "model", "n", "accuracy", "macro_f1", "in_scope_accuracy", "oos_recall", "oos_precision",
        "fallback_rate", "ece", "sentiment_macro_f1", "entity_f1", "ms_p50", "ms_p95",
    ))  # fmt: skip
    intents = {"greet": strong, "thank": row, "bye": absent}
    mixed = [{"intent": "thank", "read_as": "praise", "n": 3}]
    wrong = [{"text": "ta", "intent": "thank", "read_as": "praise", "confidence": 0.9}]
    nlu_tables.evaluation(
        {**figures, "by_intent": intents, "by_entity": {"size": row}, "confusions": mixed,
         "errors": wrong}
    )  # fmt: skip
    shown = [line.split() for line in capsys.readouterr().out.splitlines()]

    for line in ("thank 2 1.000 0.500 0.667", "size 2 1.000 0.500 0.667", "3 thank praise",
                 "0.900 thank praise ta", "accuracy –"):  # fmt: skip
        assert line.split() in shown
    assert shown.index("thank 2 1.000 0.500 0.667".split()) + 1 == shown.index(
        "greet 2 1.000 0.500 1.000".split()
    )
    assert "bye" not in {word for words in shown for word in words}
