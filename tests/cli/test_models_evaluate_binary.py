"""`attune models evaluate churn` and `need` as their users meet them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Attune
from tests.models.labelled_rows import subscribers

FIGURES = (
    "rows positives roc_auc pr_auc brier log_loss accuracy fit_seconds predict_ms_per_1000 model"
).split()


@pytest.fixture
def table(tmp_path: Path) -> str:
    """Write a labelled file into the folder that the command is typed in."""
    subscribers().to_csv(tmp_path / "subscribers.csv", sep=";", index=False)
    return "subscribers.csv"


def test_the_answer_is_one_line(attune: Attune, table: str) -> None:
    """The last line of standard output is one JSON object with the figures."""
    arguments = (table, "--target", "left", "--id", "id", "--folds", "2", "--json")
    done = attune("models", "evaluate", "churn", *arguments)
    answer = json.loads(done.stdout.splitlines()[-1])

    assert (300, True, []) == (
        answer["rows"],
        answer["roc_auc"] > 0.65,
        [name for name in FIGURES if name not in answer],
    )


def test_people_get_a_table(attune: Attune, table: str) -> None:
    """Figures in rows, and notes of what was left out."""
    arguments = (table, "--target", "left", "--positive", "Yes", "--folds", "2")
    done = attune("models", "evaluate", "need", *arguments)
    shown = [line.split() for line in done.stdout.splitlines()]

    assert (True, True) == (["rows", "300"] in shown, "- left out: 'id' has" in done.stdout)


def test_one_sentence_says_what_is_wrong(attune: Attune, table: str) -> None:
    """Status 1, nothing on standard output, one line on standard error."""
    done = attune("models", "evaluate", "churn", table, "--target", "left", "--id", "nr", "--json")

    assert (1, "", True, 1) == (
        done.returncode,
        done.stdout,
        "there is no column 'nr'; the file has: id, months" in done.stderr,
        done.stderr.count("\n"),
    )
