"""`attune models evaluate recommend`: purchases split by time, full rankings, known figures."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from typer.testing import CliRunner

from cli.models import app
from crm.errors import Invalid
from crm_models.evaluation.ranking import ranking_figures
from crm_models.evaluation.recommend import Columns, evaluate

COLUMNS = Columns("who", "what", "when")
FIGURES = ["recall@10", "recall@20", "ndcg@10", "mrr", "coverage", "fit_seconds", "ms_per_user"]


def shop(path: Path, customers: int = 60, seed: int = 2) -> Path:
    """Write a file in which each customer keeps to three of 45 items, day after day."""
    random = np.random.default_rng(seed)
    lines = ["who,what,when,pieces"]
    for customer in range(customers):
        for day in range(1, 29, 3):
            item = 3 * (customer % 15) + int(random.integers(0, 3))
            lines.append(f"c{customer},i{item},2024-02-{day:02},{1 + customer % 3}")
    path.write_text("\n".join(lines) + "\n")
    return path


def test_figures_are_those_counted_by_hand() -> None:
    """Recall is hits by relevant items; NDCG by the best possible order; MRR by the first hit."""
    ranked = np.array([[3, 0, 2], [1, 4, -1]])
    relevant = csr_matrix(np.array([[1, 1, 0, 0, 0], [0, 1, 0, 0, 0]]))
    found = ranking_figures(ranked, relevant, (1, 2))

    gain = (1 / np.log2(3)) / (1 + 1 / np.log2(3))
    expected = {
        "recall@1": 0.5,
        "recall@2": 0.75,
        "ndcg@10": (gain + 1) / 2,
        "mrr": 0.75,
        "coverage": 1.0,
    }
    assert expected == pytest.approx(found)


def test_habits_beat_popularity(tmp_path: Path) -> None:
    """Who keeps to three items is shown them; popularity cannot know."""
    found = evaluate(shop(tmp_path / "a.csv"), COLUMNS, test_start="2024-02-20")

    assert (60, 45) == (found["users"], found["items"])
    assert found["recall@10"] > 0.95 > 0.5 > found["popularity"]["recall@10"]
    assert [*FIGURES, "model"] == [name for name in found if name in {*FIGURES, "model"}]
    assert set(FIGURES) == set(found["popularity"])


def test_new_only_leaves_past_purchases_out_of_what_is_to_be_found(tmp_path: Path) -> None:
    """Customers who bought nothing new are not measured."""
    lines = ["a,x,2024-01-01", "b,x,2024-01-01", "b,y,2024-01-02", "a,x,2024-02-01"]
    again = ["who,what,when", *lines, "a,y,2024-02-01", "b,x,2024-02-01"]
    (tmp_path / "a.csv").write_text("\n".join(again))
    found = evaluate(tmp_path / "a.csv", COLUMNS, test_start="2024-01-20", new_only=True)

    assert (1, 1.0) == (found["users"], found["mrr"])


def test_blanks_and_returns_are_left_out_and_told(tmp_path: Path) -> None:
    """Blank customers and pieces not above 0 do not count; codes are the same in any case."""
    lines = ["7,ab,20240101,1", ",ab,20240102,1", "7,AB,20240103,-1", "8,Cd,20240104,2"]
    later = ["7,cD,20240201,1", "7,Ab,20240202,1"]
    (tmp_path / "a.csv").write_text("\n".join(["who,what,when,pieces", *lines, *later]))
    columns = Columns("who", "what", "when", ("pieces",))
    found = evaluate(tmp_path / "a.csv", columns, test_start="2024-01-20")

    assert (1, 2) == (found["users"], found["items"])
    expected = [
        "1 lines without 'who' are left out",
        "1 lines with no 'pieces' above 0 are left out",
    ]
    assert expected == found["notes"]


@pytest.mark.parametrize(
    ("start", "message"),
    [("2030-01-01", "no purchases after"), ("2020-01-01", "no purchases before")],
)
def test_an_empty_side_of_the_split_is_refused(tmp_path: Path, start: str, message: str) -> None:
    """The error tells which side is empty and when the purchases are."""
    with pytest.raises(Invalid, match=message):
        evaluate(shop(tmp_path / "a.csv"), COLUMNS, test_start=start)


def test_the_command_answers_in_json_and_repeats_itself(tmp_path: Path) -> None:
    """The last line is one object; all but the times is the same at the same seed."""
    words = ["evaluate", "recommend", str(shop(tmp_path / "a.csv")), "--customer", "who"]
    words += ["--item", "what", "--time", "when", "--quantity", "pieces", "--k", "5", "--json"]
    runs = [CliRunner().invoke(app, words) for _ in range(2)]
    first, second = (json.loads(run.stdout.splitlines()[-1]) for run in runs)

    assert {0} == {run.exit_code for run in runs}
    assert "recall@5" in first
    for found in (first, second):
        for figures in (found, found["popularity"]):
            del figures["fit_seconds"], figures["ms_per_user"]
    assert first == second


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    """The error names the column and those that are there."""
    with pytest.raises(Invalid, match="no column 'buyer'; the file has: who, what, when"):
        evaluate(shop(tmp_path / "a.csv"), Columns("buyer", "what", "when"))
