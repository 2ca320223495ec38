"""Skips are allowed on a newcomer's machine and are failures under CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SUITE = """
import pytest

def test_that_needs_a_server():
    pytest.skip("no server")

@pytest.mark.xfail(reason="known")
def test_that_is_expected_to_fail():
    assert False

def test_that_passes():
    assert True
"""
MODULE = "import pytest\npytest.skip('no browser', allow_module_level=True)\n"


@pytest.mark.parametrize(
    ("ci", "expected"),
    [
        ("", ["1 passed", "2 skipped", "1 xfailed"]),
        ("true", ["1 failed", "1 passed", "1 xfailed", "1 error"]),
    ],
)
def test_a_skip_fails_under_ci(tmp_path: Path, ci: str, expected: list[str]) -> None:
    """With CI=true a skipped test and a skipped module count as broken, an xfail does not."""
    (tmp_path / "test_suite.py").write_text(SUITE, "utf-8")
    (tmp_path / "test_module.py").write_text(MODULE, "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", "utf-8")
    project = Path(__file__).parents[1]

    result = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-p",
            "tests.no_silent_skips",
            "--continue-on-collection-errors",
        ],
        cwd=tmp_path,
        env={**os.environ, "CI": ci, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )
    summary = result.stdout.splitlines()[-1]

    assert expected == [part for part in expected if part in summary], result.stdout
