"""The commands end to end: the real encoder, a tiny trained bot, files as people have them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PROJECT = Path(__file__).resolve().parents[2]

TRAIN = """sentence,label
where is my parcel,track
has my order been sent,track
track my delivery,track
when does my package come,track
what is the status of my order,track
I want my money back,refund
please refund me,refund
give me a refund for this,refund
can I get my money returned,refund
refund the full amount,refund
"""
TEST = """text,intent
where has my parcel got to,track
I would like a refund please,refund
"which moon
is the largest?",other
"""
LINES = [
    {"text": "good morning", "intent": "greet", "sentiment": "neutral"},
    {"text": "where is my order 104233", "intent": "track_order", "entities": [
        {"entity": "order_id", "start": 18, "end": 24}]},
    {"text": "please refund me", "intent": "get_refund"},
    {"text": "qzxv wvqz", "intent": "oos"},
    {"text": "fly me there", "intent": "book_flight"},
]  # fmt: skip


def run(*arguments: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command as `attune nlu` does."""
    return subprocess.run(
        [sys.executable, "-m", "bot.evaluation", *arguments],
        cwd=PROJECT, env=environment, capture_output=True, text=True, timeout=300,
    )  # fmt: skip


@pytest.fixture
def tables(tmp_path: Path) -> tuple[str, str]:
    """Write a labelled pair of files."""
    for name, content in (("train.csv", TRAIN), ("test.csv", TEST)):
        (tmp_path / name).write_text(content, "utf-8")
    return str(tmp_path / "train.csv"), str(tmp_path / "test.csv")


def test_benchmark(tables: tuple[str, str], engine_environment: dict[str, str]) -> None:
    """Trained on one file, measured on the other; nothing but the answer on standard output."""
    done = run("benchmark", *tables, "--oos=other", environment=engine_environment)
    answer: dict[str, Any] = json.loads(done.stdout)
    promised = {
        "n", "in_scope_accuracy", "macro_f1", "oos_recall", "oos_auroc", "ece", "train_seconds",
        "ms_p50", "by_threshold",
    }  # fmt: skip

    assert (3, 1.0, 1.0) == tuple(answer[name] for name in ("n", "in_scope_accuracy", "oos_auroc"))
    assert (set(), 20) == (promised - set(answer), len(answer["by_threshold"]))


def test_the_same_files_give_the_same_figures(
    tables: tuple[str, str], engine_environment: dict[str, str]
) -> None:
    """Nothing but the times depends on the run."""
    answers = [
        json.loads(run("benchmark", *tables, environment=engine_environment).stdout)
        for _ in range(2)
    ]
    for answer in answers:
        for name in ("train_seconds", "ms_p50", "ms_p95"):
            del answer[name]

    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--text=words"], "has no column 'words' (--text); its columns: sentence, label"),
        (["--oos=oos"], "--oos 'oos' is no label of"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_line(
    tables: tuple[str, str], engine_environment: dict[str, str], more: list[str], words: str
) -> None:
    """An error names what is wrong and shows no traceback."""
    done = run("benchmark", *tables, *more, environment=engine_environment)

    assert (3, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))
    assert words in done.stderr


def test_evaluate(model: Path, tmp_path: Path, engine_environment: dict[str, str]) -> None:
    """A trained model reads each line; what it does not know is named, and wrong."""
    file = tmp_path / "lines.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in LINES), "utf-8")
    arguments = ("evaluate", str(file), "--model", str(model), "--confusions", "--errors", "9")
    done = run(*arguments, environment=engine_environment)
    answer = json.loads(done.stdout)

    assert (5, 1.0, 1.0) == (answer["n"], answer["oos_recall"], answer["entity_f1"])
    assert {"n": 1, "precision": 0.0, "recall": 0.0, "f1": 0.0} == answer["by_intent"][
        "book_flight"
    ]
    assert f"intents that {model.name} does not know: book_flight" in done.stderr
    assert "fly me there" in {row["text"] for row in answer["errors"]}


def test_report(model: Path, tmp_path: Path, engine_environment: dict[str, str]) -> None:
    """The page stands beside its pictures and links to them."""
    (tmp_path / "lines.jsonl").write_text("".join(json.dumps(x) + "\n" for x in LINES), "utf-8")
    blocks = ["nlu:"]
    for label in ("track", "refund"):
        texts = [line.rpartition(",") for line in TRAIN.splitlines()]
        marked = "".join(f"    - {text}\n" for text, _, of in texts if of == label)
        blocks.append(f"- intent: {label}\n  examples: |\n{marked}")
    (tmp_path / "nlu.yml").write_text("\n".join(blocks), "utf-8")
    out = tmp_path / "docs" / "nlu-report.md"
    places = ("--utterances", str(tmp_path), "--held-out", str(tmp_path / "lines.jsonl"))
    arguments = ("report", "--model", str(model), *places, "--out", str(out))
    answer = json.loads(run(*arguments, environment=engine_environment).stdout)
    written = sorted(str(path.relative_to(out.parent)) for path in out.parent.rglob("*.*"))
    pictures = ["images/nlu-reliability.svg", "images/nlu-risk-coverage.svg"]

    assert [*pictures, "nlu-report.md"] == written
    assert (5, 10) == (answer["held_out"]["n"], answer["cross_validation"]["n"])
    assert all(f"]({name})" in out.read_text("utf-8") for name in pictures)


def test_without_a_model_the_way_out_is_told(
    tmp_path: Path, engine_environment: dict[str, str]
) -> None:
    """An empty folder of models says how to fill it."""
    (tmp_path / "lines.jsonl").write_text('{"text": "hi"}\n', "utf-8")
    arguments = ("evaluate", str(tmp_path / "lines.jsonl"), "--model", str(tmp_path))
    done = run(*arguments, environment=engine_environment)

    expected = f"attune: no trained model in {tmp_path}: run `attune train nlu`\n"
    assert (3, expected) == (done.returncode, done.stderr)
