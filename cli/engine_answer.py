"""Commands in the engine's environment that answer: progress is shown, the answer returned."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import typer

from cli.engine_command import CommandFailed, tool_environment
from crm.settings import PROJECT, Settings
from gateway.engine.command import ENGINE_PYTHON, ONE_THREAD

# How `bot.evaluation` ends when it has said what is wrong.
TOLD = 3


def ask_engine(
    arguments: Sequence[str], settings: Settings, threads: int = 1, project: Path = PROJECT
) -> dict[str, Any]:
    """Run `python -m bot.evaluation ARGUMENTS...` and return its answer.

    What it tells on standard error is passed on as it comes.

    Parameters
    ----------
    threads:
        Threads that its libraries may use; with one, readings are timed as the engine makes them.

    Raises
    ------
    typer.Exit
        If it has said on standard error what is wrong.
    CommandFailed
        If it crashes, or there is no engine's environment.
    """
    python = project / ENGINE_PYTHON
    if not python.exists():
        raise CommandFailed("no_engine", "the engine's environment is missing: run `make setup`")
    done = subprocess.run(  # noqa: S603 - our own program and arguments
        [str(python), "-m", "bot.evaluation", *arguments],
        cwd=project,
        env=tool_environment(settings) | dict.fromkeys(ONE_THREAD, str(threads)),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    lines = done.stdout.strip().splitlines()
    if done.returncode == TOLD:
        raise typer.Exit(1)
    if done.returncode != 0 or not lines:
        raise CommandFailed(
            "engine_command", f"`attune nlu {arguments[0]}` ended with status {done.returncode}"
        )
    answer: dict[str, Any] = json.loads(lines[-1])
    return answer
