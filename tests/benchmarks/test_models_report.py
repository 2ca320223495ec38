"""What `make bench-models` says of its figures."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks import bench_models, models_report
from benchmarks.models_verdicts import OURS, Found, compare


def result() -> dict[str, object]:
    """Return a run with one task in which ours wins one measure and loses another."""
    rows = [
        compare("ROC-AUC", {OURS: 0.9, "a": 0.8}, lambda _: 0.01),
        compare("Brier", {OURS: 0.3, "a": 0.2}, lambda _: 0.01, higher=False),
    ]
    return {
        "command": "make bench-models",
        "date": "2026-11-22T10:00:00+00:00",
        "commit": "abc",
        "machine": {"cores": 2, "processor": "P", "memory_gb": 24.0},
        "tasks": {"t": Found("Task", "9 rows", rows, {OURS: 1.0}, notes=["a note"]).plain()},
        "missing": ["cdnow: not there"],
        "failed": ["telco: broke"],
    }


def test_table_says_where_ours_is_not_the_best() -> None:
    """Each measure has ours, the best peer by name, the difference and the verdict."""
    page = models_report.put_into(f"a\n{models_report.BEGIN}\n{models_report.END}\nb", result())

    assert (
        "| **Task**, 9 rows | ROC-AUC | 0.9000 | 0.8000 | a | +0.1000 ± 0.0100 | ours is the best |"
        in page
    )
    assert (
        "| Brier (lower is better) | 0.3000 | 0.2000 | a | -0.1000 ± 0.0100 | not the best |"
        in page
    )
    assert (
        "Of 2 measures: ours is the best in 1, level with the best peer in 0, not the best in 1."
        in page
    )
    assert "Not measured: cdnow: not there; failed: telco: broke." in page


def test_terminal_shows_all_models_and_what_failed() -> None:
    """The figures of every model stand below the table."""
    written = StringIO()

    models_report.show(result(), Console(file=written, width=200))

    assert "ROC-AUC: attune 0.9000, a 0.8000" in written.getvalue()
    assert "FAILED: telco: broke" in written.getvalue()


def test_missing_sets_are_named_and_nothing_is_installed(tmp_path: Path) -> None:
    """A folder without the sets makes a report of what is missing, and status 2."""
    out = tmp_path / "models.json"

    found = bench_models.run_all(tmp_path, ["cdnow", "telco"], out)

    assert {} == found["tasks"]
    assert 2 == len(found["missing"])


def test_unknown_name_after_only_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """The names that there are stand in the message."""
    with pytest.raises(SystemExit):
        bench_models.main(["--only", "titanic"])

    assert "'titanic' is none of: telco" in capsys.readouterr().err
