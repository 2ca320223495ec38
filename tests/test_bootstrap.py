"""The set-up believes only what works, does work once, and says what to do when it cannot go on."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from crm.settings import PROJECT

TOOLS = (
    "cat", "cut", "date", "dirname", "grep", "kill", "ln", "mkdir", "sh", "sha256sum", "sleep",
    "tail", "tr",
)  # fmt: skip
BROKEN_SHIM = "#!/bin/sh\necho 'command not found' >&2\nexit 127\n"


@pytest.fixture
def machine(tmp_path: Path) -> Path:
    """Return the command folder of a machine that has a shell and little else."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in TOOLS:
        found = shutil.which(name)
        assert found is not None, name
        (folder / name).symlink_to(found)
    for name in ("log", "stamps"):
        (tmp_path / "var" / name).mkdir(parents=True)
    return folder


def command(path: Path, text: str) -> None:
    """Make a command of a shell script."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o755)


def python_of(version: str) -> str:
    """Return a command that answers as a Python of that version does when asked which it is."""
    return f"#!/bin/sh\ncase $2 in *\"!= '{version}'\"*) exit 0 ;; esac\nexit 1\n"


def shell(machine: Path, script: str) -> subprocess.CompletedProcess[str]:
    """Run a script that has the set-up's functions at hand."""
    library = PROJECT / "scripts" / "lib"
    sources = "".join(f". '{library}/{name}.sh'\n" for name in ("step", "stamp", "find"))
    return subprocess.run(
        [str(machine / "sh"), "-c", f"set -eu\n{sources}{script}"],
        cwd=machine.parent,
        env={"PATH": str(machine), "HOME": str(machine.parent)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("commands", "expected"),
    [
        ({"bin/python3.10": "3.10"}, "bin/python3.10"),
        ({"bin/python3.10": "broken", "bin/uv": "broken"}, None),
        ({"bin/python3.10": "3.11"}, None),
        (
            {"bin/python3.10": "broken", ".pyenv/versions/3.10.13/bin/python": "3.10"},
            ".pyenv/versions/3.10.13/bin/python",
        ),
        ({".pyenv/versions/3.11.7/bin/python": "3.11"}, None),
        ({}, None),
    ],
)
def test_a_python_is_found_where_it_works(
    machine: Path, commands: dict[str, str], expected: str | None
) -> None:
    """A shim that does not run, or another version under the name, is passed over."""
    home = machine.parent
    for place, kind in commands.items():
        command(home / place, BROKEN_SHIM if kind == "broken" else python_of(kind))
    result = shell(machine, "find_python 3.10")

    wanted = (0, f"{home / expected}\n") if expected else (1, "")
    assert wanted == (result.returncode, result.stdout)


@pytest.mark.parametrize(
    ("place", "text", "expected"),
    [
        ("bin/uv", "#!/bin/sh\n", "found"),
        (".local/bin/uv", "#!/bin/sh\n", "found"),
        ("bin/uv", BROKEN_SHIM, "none"),
    ],
)
def test_uv_is_found_where_it_works(machine: Path, place: str, text: str, expected: str) -> None:
    """uv is used from the PATH or from where its installer puts it, if it runs."""
    command(machine.parent / place, text)
    result = shell(
        machine,
        'PATH="$PWD/var/tools/bin:$PATH"\nif find_uv; then uv && echo found; else echo none; fi',
    )

    assert expected == result.stdout.strip()


def test_a_step_is_logged_and_timed(machine: Path) -> None:
    """Where no terminal is, a step is one line at its begin and one at its end."""
    result = shell(machine, "step_total=2\nstep_unchanged Tools\nstep work 'Hard work' echo done\n")
    lines = result.stdout.splitlines()

    assert "done\n" == (machine.parent / "var" / "log" / "work.log").read_text("utf-8")
    assert [
        "[1/2] Tools: nothing to do",
        "[2/2] Hard work ...",
        "[2/2] Hard work: done in 0:00",
    ] == lines


def test_a_failed_step_shows_the_end_of_its_log(machine: Path) -> None:
    """The last 30 lines, the log's path and the way out are shown, and nothing goes on."""
    script = """
work() { i=0; while [ $i -lt 50 ]; do i=$((i + 1)); echo "line $i"; done; return 7; }
step_total=1
step_hint='Install it and try again.'
step work 'Hard work' work
echo went on
"""
    result = shell(machine, script)
    shown = result.stderr.splitlines()

    assert (1, "went on" in result.stdout) == (result.returncode, False)
    assert [f"line {number}" for number in range(21, 51)] == shown[2:32]
    assert ["The whole log: var/log/work.log", "Install it and try again."] == shown[-2:]


def test_a_stamp_holds_until_its_source_changes(machine: Path) -> None:
    """What was done from the same digest is not done again; another digest is."""
    script = """
key=$(echo one | digest)
is_fresh web "$key" || echo "not done"
stamp web "$key"
is_fresh web "$key" && echo fresh
is_fresh web "$(echo two | digest)" || echo changed
"""
    result = shell(machine, script)

    assert ["not done", "fresh", "changed"] == result.stdout.splitlines()


def test_the_command_finds_its_project_from_anywhere(tmp_path: Path) -> None:
    """`attune` works from any folder, also where a folder has a module of the same name."""
    (tmp_path / "cli.py").write_text("raise SystemExit('wrong module')\n", "utf-8")
    attune = Path(sys.prefix) / "bin" / "attune"
    result = subprocess.run(
        [str(attune), "settings", "--markdown"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, True) == (result.returncode, "ATTUNE_DATABASE_URL" in result.stdout), result.stderr
