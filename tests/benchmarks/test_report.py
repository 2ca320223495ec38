"""How the figures are shown."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks.bench_turns import main
from benchmarks.figures import growth, summary
from benchmarks.load import Measured, Turn
from benchmarks.report import BEGIN, END, failed, faults, markdown, put_into, rows


def bot(fault: str | None = None) -> dict[str, Any]:
    """Return the figures of a bot that took 10 ms a turn, its last one with a fault."""
    turns = [Turn("hi", 0.01)] * 3 + [Turn("hi", 0.01, fault, fault is not None)]
    return {
        "start_seconds": 20.5,
        "memory": [
            {"role": "gateway", "pid": 1, "rss_mb": 100, "pss_mb": 80},
            {"role": "engine", "pid": 2, "rss_mb": 500, "pss_mb": 480},
        ],
        "loads": {"1": summary(Measured(turns, 0.04, 0.03))},
        "growth": growth([Turn("hi", 0.01)] * 40),
    }


@pytest.fixture
def result() -> dict[str, Any]:
    """A result in which the peer failed once."""
    return {
        "command": "make bench-turns",
        "date": "2026-11-22T10:00:00+00:00",
        "commit": "abc",
        "machine": {"cores": 2, "processor": "P", "memory_gb": 24.0},
        "bots": {"Attune": bot(), "default bot": bot("empty reply")},
    }


def test_rows_stand_side_by_side(result: dict[str, Any]) -> None:
    """Each row holds the figure of each bot."""
    engine = {"role": "engine", "rss_mb": 500, "pss_mb": 280}
    result["bots"]["default bot"]["memory"] = [engine, engine]

    table = {row[0]: row[1:] for row in rows(result)}

    assert ("100.0", "75.0") == table["1 at once: turns a second"]
    assert ("7.50", "7.50") == table["1 at once: CPU time a turn, ms"]
    assert ("4/4", "3/4") == table["1 at once: right answers"]
    assert ("560", "560") == table["memory in all (PSS), MB"]
    assert ("500", "500 + 500") == table["memory of engine (RSS), MB"]
    assert ("100", "none") == table["memory of gateway (RSS), MB"]
    assert ("1.00", "1.00") == table["40 turns in one: last over first"]


def test_unknown_figures_are_not_made_up(result: dict[str, Any]) -> None:
    """What could not be measured is called unknown."""
    result["bots"]["Attune"] |= {"start_seconds": None, "memory": []}

    table = {row[0]: row[1] for row in rows(result)}

    unknown = {label for label, value in table.items() if value == "not known"}
    expected = {
        "start to first answer, s",
        "memory in all (PSS), MB",
        "memory of gateway (RSS), MB",
        "memory of engine (RSS), MB",
    }
    assert expected == unknown


def test_faults_are_told(result: dict[str, Any]) -> None:
    """Each fault is told with its bot, its load and its line."""
    assert ["default bot, 1 at once: 1 x 'hi': empty reply"] == faults(result)
    assert 1 == failed(result)


def test_markdown_names_its_command(result: dict[str, Any]) -> None:
    """The table in the documentation says what made it, when and where."""
    lines = markdown(result).splitlines()

    assert "`make bench-turns`, 2026-11-22, commit abc, 2 x P, 24.0 GB:" == lines[0]
    assert "| | Attune | default bot |" == lines[2]


def test_page_is_filled_at_its_marks() -> None:
    """What stands around the marked place stays."""
    page = f"before\n{BEGIN}\nold\n{END}\nafter\n"

    assert f"before\n{BEGIN}\nnew\n{END}\nafter\n" == put_into(page, "new\n")
    with pytest.raises(ValueError, match="needs the lines"):
        put_into("a page without marks", "new\n")


def test_reporting_again_measures_nothing(
    result: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Kept figures are shown and put into a page; a failed turn shows in the exit status."""
    kept, page = tmp_path / "turns.json", tmp_path / "page.md"
    kept.write_text(json.dumps(result), "utf-8")
    page.write_text(f"{BEGIN}\n{END}\n", "utf-8")

    status = main(["--from", str(kept), "--markdown", str(page)])

    assert 1 == status
    assert "1 turns failed" in capsys.readouterr().err
    assert "| 1 at once: turns a second | 100.0 | 75.0 |" in page.read_text("utf-8")
