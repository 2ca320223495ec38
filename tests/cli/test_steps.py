"""Steps show what goes on, are done once, and fail with the end of their log."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest
from rich.console import Console

from cli.engine_command import CommandFailed, run_in_engine
from cli.stamps import Stamp, digest
from cli.steps import Step, Steps
from crm.settings import SECRETS, Settings, load_settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings whose generated things lie in the test's folder."""
    secrets = {name: f"{name}-{'x' * 32}" for name in SECRETS}
    return load_settings({**secrets, "ATTUNE_VAR": str(tmp_path / "var")})


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a project whose engine's Python is the one of the tests."""
    python = tmp_path / "project" / "bot" / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    return tmp_path / "project"


def test_steps_are_counted_in_plain_lines() -> None:
    """Where no terminal is, a step has one line when it begins and one when it ends."""
    console = Console(file=io.StringIO(), width=200)
    steps = Steps(console, total=4, before=1)
    steps.skip("First")
    with steps.step("Second") as step:
        step.tell("half", 1, 2)
    with pytest.raises(ZeroDivisionError), steps.step("Third"):
        raise ZeroDivisionError
    lines = console.file.getvalue().splitlines()  # type: ignore[attr-defined]

    assert [
        "[2/4] First: nothing to do",
        "[3/4] Second ...",
        "[3/4] Second: done in 0:00",
        "[4/4] Third ...",
        "[4/4] Third: FAILED after 0:00",
    ] == lines


def test_a_terminal_sees_the_step_and_its_note() -> None:
    """On a terminal the running step shows its number and its latest note."""
    console = Console(file=io.StringIO(), width=200, force_terminal=True)
    with Steps(console, total=1).step("Only") as step:
        step.tell("epoch [3]", 3, 4)
    shown = console.file.getvalue()  # type: ignore[attr-defined]

    assert ("[1/1] Only" in shown, "epoch [3]" in shown) == (True, True)


def test_a_stamp_is_fresh_until_a_source_changes(tmp_path: Path) -> None:
    """Changed, added and removed files make a step be done again; caches do not."""
    source = tmp_path / "source"
    (source / "__pycache__").mkdir(parents=True)
    (source / "a.yml").write_text("1", "utf-8")

    def fresh() -> bool:
        return Stamp(tmp_path / "stamp", digest(tmp_path, ["source", "absent"], ["x"])).fresh

    def done() -> bool:
        Stamp(tmp_path / "stamp", digest(tmp_path, ["source", "absent"], ["x"])).set()
        return fresh()

    seen = [fresh(), done()]
    (source / "__pycache__" / "a.pyc").write_bytes(b"1")
    seen.append(fresh())
    (source / "a.yml").write_text("2", "utf-8")
    seen += [fresh(), done()]
    (source / "b.yml").touch()
    seen += [fresh(), done()]
    (source / "a.yml").unlink()
    seen.append(fresh())

    assert [False, True, True, False, True, False, True, False] == seen


def test_a_command_writes_its_log_and_sees_no_foreign_secret(
    settings: Settings, project: Path
) -> None:
    """The engine's token is there; the keys of the service are not."""
    code = (
        "import os\n"
        "names = [name for name in os.environ if name.startswith('ATTUNE_')]\n"
        "print(sorted(name for name in names if name.endswith(('KEY', 'TOKEN'))))"
    )
    run_in_engine(["-c", code], settings, "look", Step(None), project)
    written = (settings.var / "log" / "look.log").read_text("utf-8")

    assert "['ATTUNE_ENGINE_TOKEN']" in written
    assert "ATTUNE_DATA_KEY" not in written


def test_a_failed_command_shows_the_end_of_its_log(settings: Settings, project: Path) -> None:
    """The error holds the last 30 lines and the path of the whole log."""
    code = "import sys\nfor n in range(100): print('line', n)\nsys.exit(4)"

    with pytest.raises(CommandFailed) as caught:
        run_in_engine(["-c", code], settings, "bad", Step(None), project)

    lines = caught.value.detail.splitlines()
    log = settings.var / "log" / "bad.log"
    assert ("line 70", "line 99", f"The whole log: {log}") == (lines[-31], lines[-2], lines[-1])


def test_a_missing_engine_names_the_way_out(settings: Settings, tmp_path: Path) -> None:
    """Without the engine's environment the error says which command makes it."""
    with pytest.raises(CommandFailed) as caught:
        run_in_engine(["-V"], settings, "none", Step(None), tmp_path)

    assert "run `make setup`" in caught.value.detail
