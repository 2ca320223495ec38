"""`attune shell`: talk to the engine in the terminal."""

from __future__ import annotations

import os

from cli.engine_command import tool_environment
from crm.errors import NotFound
from crm.settings import PROJECT, load_settings
from gateway.engine.command import ENGINE_PYTHON


def shell() -> None:
    """Talk to the engine in this terminal (rasa shell).

    Its actions need a running service.
    """
    settings = load_settings(need_secrets=False)
    if not any(settings.engine_models.glob("*.tar.gz")):
        raise NotFound("no_engine_model", "the engine is not trained: run `attune train nlu`")
    python = str(PROJECT / ENGINE_PYTHON)
    os.chdir(PROJECT)
    arguments = [python, "-m", "rasa", "shell", "--model", str(settings.engine_models)]
    os.execve(python, arguments, tool_environment(settings))  # noqa: S606 - our own program
