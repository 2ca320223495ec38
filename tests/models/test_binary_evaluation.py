"""Churn and need measured on labelled files, and what makes a file unfit for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from crm.errors import Invalid
from crm_models.evaluation.binary import evaluate
from crm_models.evaluation.labels import labels
from tests.models.labelled_rows import subscribers


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """Write the subscribers as a semicolon-separated file with decimal points."""
    path = tmp_path / "subscribers.csv"
    subscribers().to_csv(path, sep=";", index=False)
    return path


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"target": "Churn"}, "there is no column 'Churn'; the file has: id, months"),
        ({"target": "left", "drop": ["mail"]}, "there is no column 'mail'"),
        ({"target": "contract"}, "'monthly' ("),
        ({"target": "country"}, "column 'country' has only the value 'CH' (300)"),
        ({"target": "fax"}, "column 'fax' has nothing but blanks"),
        ({"target": "left", "positive": "Maybe"}, "has no value 'Maybe'; it has: 'No'"),
        (
            {"target": "left", "time": "contract"},
            "column 'contract': 300 of 300 values are not times",
        ),
        ({"target": "left", "time": "stadt"}, "column 'stadt'"),
    ],
)
def test_one_error_names_column_and_values(
    table: Path, options: dict[str, Any], words: str
) -> None:
    """What was asked for, and what the file has instead."""
    with pytest.raises(Invalid) as error:
        evaluate(table, **options)

    assert words in error.value.detail


def test_parts_in_order_of_time_are_tested_on_what_came_before(table: Path) -> None:
    """The first part of the rows is never tested; the column itself is no feature."""
    found = evaluate(table, "left", drop=["id"], time="begun", folds=2)

    assert (300, True) == (found["rows"], 180 <= found["rows_tested"] <= 220)


def test_parquet_gives_the_same_figures(table: Path, tmp_path: Path) -> None:
    """Truth values, times and words of Parquet mean what they mean in text."""
    frame = subscribers()
    frame.to_parquet(tmp_path / "subscribers.parquet")
    figures = [
        evaluate(path, "left", drop=["id"], folds=2)["roc_auc"]
        for path in (table, tmp_path / "subscribers.parquet")
    ]

    assert figures[0] == pytest.approx(figures[1], abs=0.02)


def test_a_telltale_column_is_noted(tmp_path: Path) -> None:
    """What was written down after the fact is pointed out, not dropped."""
    frame = subscribers()
    frame["refund"] = (frame["left"] == "Yes") * 30.0 + frame["months"] / 100
    frame.to_csv(tmp_path / "telltale.csv", index=False)
    notes = evaluate(tmp_path / "telltale.csv", "left", drop=["id"], folds=2)["notes"]

    assert [True] == ["ROC-AUC" in note for note in notes if note.startswith("'refund'")]


def test_rows_without_a_target_are_left_out(tmp_path: Path) -> None:
    """They are counted, and neither learnt nor tested."""
    frame = subscribers()
    frame.loc[:9, "left"] = None
    frame.to_csv(tmp_path / "blanks.csv", index=False)
    found = evaluate(tmp_path / "blanks.csv", "left", drop=["id"], folds=2)

    assert (290, 290, 10) == (found["rows"], found["rows_tested"], found["blank_targets"])


@pytest.mark.parametrize(
    ("values", "positive", "expected"),
    [
        (["Yes", "no", "Yes"], None, "Yes"),
        ([1, 0, 1], None, "1"),
        ([1.0, 0.0, None], None, "1"),
        ([True, False, True], None, "True"),
        ([1, -1, 1], None, "1"),
        (["gone", "here", "left"], "gone", "gone"),
        ([3, 4, 5], "4.0", "4"),
    ],
)
def test_the_yes_is_found_or_given(
    values: list[object], positive: str | None, expected: str
) -> None:
    """Common pairs need no option; of many values one is told from all others."""
    frame = pd.DataFrame({"target": values})

    assert expected == labels(frame, "target", positive)[1]


def test_two_unknown_values_are_not_guessed() -> None:
    """The error names them with their counts."""
    frame = pd.DataFrame({"target": ["A", "B", "A"]})
    with pytest.raises(Invalid, match="--positive") as error:
        labels(frame, "target", None)

    assert "'A' (2), 'B' (1)" in error.value.detail


def test_few_rows_are_refused(tmp_path: Path) -> None:
    """How many there are, and how many are needed."""
    subscribers(30).to_csv(tmp_path / "few.csv", index=False)
    with pytest.raises(Invalid) as error:
        evaluate(tmp_path / "few.csv", "left")

    assert "30 labelled rows are too few; 40 are needed" == error.value.detail
