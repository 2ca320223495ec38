"""What Rasa's own commands find in the environment when they are typed by hand.

`rasa shell`, `rasa train` and the like run without the service that sets these. A path file of the
engine's environment imports this module at the start of each Python there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

_TOP = Path(__file__).resolve().parent.parent
_TOKEN = "ATTUNE_ENGINE_TOKEN"  # noqa: S105 - a name, not a token
_STORIES = "tests/stories"


def complete(environment: dict[str, str] | os._Environ[str], top: Path = _TOP) -> None:
    """Set what is missing: no telemetry, the service's port, and the token that it expects.

    Parameters
    ----------
    environment:
        Changed in place; what is set already stays.
    top:
        The project's folder, whose `.env` and generated secrets are looked at.
    """
    environment.setdefault("RASA_TELEMETRY_ENABLED", "false")
    environment.setdefault("PORT", "8000")
    if _TOKEN in environment:
        return
    generated = Path(environment.get("ATTUNE_VAR", "var"), "secrets.env")
    for file in (top / ".env", top / generated):
        token = _value(file)
        if token:
            environment[_TOKEN] = token
            return


def with_own_stories(arguments: Sequence[str]) -> list[str]:
    """Return a command line in which a bare `rasa test` plays this project's stories.

    By itself Rasa plays every test story below the folder, and finds those that come with its own
    package in the engine's environment.
    """
    if not arguments or Path(arguments[0]).name != "rasa":
        return list(arguments)
    program, *words = arguments
    chosen = any(word in ("-s", "-h", "--help") or word.startswith("--stories") for word in words)
    bare = words[:1] == ["test"] and all(word.startswith("-") for word in words[1:2])
    if not bare or chosen:
        return list(arguments)
    return [program, "test", "--stories", _STORIES, *words[1:]]


def _value(file: Path) -> str:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    named = (line.partition("=")[2] for line in lines if line.startswith(f"{_TOKEN}="))
    return next((value.strip().strip("'\"") for value in named), "")


complete(os.environ)
sys.argv[:] = with_own_stories(sys.argv)
