"""Commands in the engine's environment, run with their output in a log."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from cli.steps import Step
from crm.errors import AttuneError
from crm.settings import PROJECT, SECRETS, Settings
from gateway.engine.command import ENGINE_PYTHON, engine_environment

_TAIL_LINES = 30
# Time, level and logger say nothing to who waits.
_LOG_PREFIX = re.compile(r"^\S+ \S+ +(?:DEBUG|INFO|WARNING|ERROR) +\S+ +- ")


class CommandFailed(AttuneError):
    """A command in the engine's environment ended badly; the detail shows its last words."""


def tool_environment(settings: Settings) -> dict[str, str]:
    """Return the variables of a command that prepares the engine.

    Unlike a running engine it may need the surroundings (proxies, package indexes), but no more
    of the service's secrets.
    """
    around = {name: value for name, value in os.environ.items() if name not in SECRETS}
    return around | engine_environment(settings)


def run_in_engine(
    arguments: Sequence[str], settings: Settings, name: str, step: Step, project: Path = PROJECT
) -> None:
    """Run `python ARGUMENTS...` in the engine's environment and show its last line as a note.

    Raises
    ------
    CommandFailed
        If it ends with another status than 0, or there is no engine's environment.
    """
    python = project / ENGINE_PYTHON
    if not python.exists():
        raise CommandFailed("no_engine", "the engine's environment is missing: run `make setup`")
    log = settings.var / "log" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603 - our own program and arguments
            [str(python), *arguments],
            cwd=project,
            env=tool_environment(settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            _follow(process, log, step)
        finally:
            _end(process)
    if process.returncode != 0:
        tail = "\n".join(_lines(log)[-_TAIL_LINES:])
        raise CommandFailed(
            "engine_command", f"{' '.join(arguments[:3])} failed:\n{tail}\nThe whole log: {log}"
        )


def _follow(process: subprocess.Popen[bytes], log: Path, step: Step) -> None:
    while process.poll() is None:
        lines = _lines(log)
        step.tell(_LOG_PREFIX.sub("", lines[-1]) if lines else "")
        time.sleep(0.25)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Leave nothing running when the step is interrupted."""
    if process.poll() is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _lines(log: Path) -> list[str]:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 20_000))
        text = file.read().decode("utf-8", errors="replace").replace("\r", "\n")
    return [line.strip() for line in text.splitlines() if line.strip()]
