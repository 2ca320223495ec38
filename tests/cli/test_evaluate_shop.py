"""`attune models evaluate` for baskets, segments and uplift, as a shop runs it."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Attune


def test_baskets_are_one_object_of_json(attune: Attune, tmp_path: Path) -> None:
    """The last line holds the figures; the rules are in `top`."""
    file = tmp_path / "baskets.csv"
    file.write_text("bread,butter\nbread,butter\nmilk\n", encoding="utf-8")
    result = attune(
        "models", "evaluate", "baskets", str(file), "--min-support", "0.5", "--json", "--top", "1"
    )
    found = json.loads(result.stdout.splitlines()[-1])

    assert (3, 2, ["bread"]) == (found["baskets"], found["rules"], found["top"][0]["if"])
    assert found["seconds"] >= 0


def test_segments_are_told_to_people(attune: Attune, tmp_path: Path) -> None:
    """Without --json the segments are said in words."""
    rows = ["who,when,paid"]
    for number in range(40):
        orders = 6 if number % 2 else 1
        rows += [
            f"{number},2026-0{month}-1{number % 9},{orders * 20}" for month in range(1, orders + 1)
        ]
    file = tmp_path / "purchases.csv"
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    options = ("--customer", "who", "--time", "when", "--amount", "paid", "--segments", "2")
    pictures = ("--picture", str(tmp_path / "pictures"))
    result = attune("models", "evaluate", "segment", str(file), *options, *pictures)

    assert 0 == result.returncode
    assert "6 orders, the last" in result.stdout
    assert "segment 1: 50%" in (tmp_path / "pictures" / "segments-scatter.svg").read_text("utf-8")


def test_satisfaction_of_a_survey(attune: Attune, tmp_path: Path) -> None:
    """Each customer counts once; a file without named columns ends with the way out."""
    file = tmp_path / "survey.csv"
    file.write_text("who,well\na,5\na,1\nb,4\n", encoding="utf-8")
    columns = ("--customer", "who", "--score", "well", "--dimension", "well")
    result = attune("models", "evaluate", "satisfaction", str(file), *columns, "--json")
    unnamed = attune("models", "evaluate", "satisfaction", str(file))
    found = json.loads(result.stdout.splitlines()[-1])

    assert (0.75, 2, 3) == (found["csat"], found["customers"], found["answers"])
    assert "--customer" in unnamed.stderr
    assert 0 != unnamed.returncode


def test_three_arms_need_names(attune: Attune, tmp_path: Path) -> None:
    """An experiment of three arms ends with one sentence that names them and the way out."""
    file = tmp_path / "experiment.csv"
    rows = [f"{number % 7},{'abc'[number % 3]},{number % 2}" for number in range(90)]
    file.write_text("\n".join(["age,arm,visit", *rows]) + "\n", encoding="utf-8")
    options = ("--treatment", "arm", "--outcome", "visit")
    result = attune("models", "evaluate", "uplift", str(file), *options)

    assert 0 != result.returncode
    assert "'a' (30), 'b' (30), 'c' (30)" in result.stderr
    assert "--treated VALUE and --control VALUE" in result.stderr
