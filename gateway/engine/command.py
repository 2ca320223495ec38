"""How one engine is started: its command, its environment, and the file with its endpoints."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from crm.settings import PROJECT, Settings
from gateway.engine.watch import Launch

ENGINE_PYTHON = Path("bot") / ".venv" / "bin" / "python"
ACTIONS_PATH = "/internal/actions/webhook"
# What a program needs of its surroundings. All else stays out, the service's secrets above all.
INHERITED = (
    "HOME", "LANG", "LC_ALL", "LC_CTYPE", "LD_LIBRARY_PATH", "PATH", "TMPDIR", "TZ", "USER",
)  # fmt: skip
# One turn is small: more threads only get into each other's way.
ONE_THREAD = dict.fromkeys(
    (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "TF_INTER_OP_PARALLELISM_THREADS",
        "TF_INTRA_OP_PARALLELISM_THREADS",
    ),
    "1",
)


def engine_environment(
    settings: Settings, environ: Mapping[str, str] | None = None
) -> dict[str, str]:
    """Return all the environment variables of an engine, or of a command that trains one."""
    given = os.environ if environ is None else environ
    kept = {name: given[name] for name in INHERITED if name in given}
    return kept | {
        "ATTUNE_ENGINE_TOKEN": settings.engine_token,
        "ATTUNE_CATALOGUE_FILE": str(settings.catalogue_file),
        "ATTUNE_ENCODER": settings.encoder,
        "ATTUNE_ENCODER_DIR": str(settings.encoder_dir),
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "",
        "MPLCONFIGDIR": str(settings.var / "engine" / "matplotlib"),
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "PYTHONUNBUFFERED": "1",
        # Libraries frozen in 2023 have much to say about themselves, and nobody can heed it.
        "PYTHONWARNINGS": "ignore::DeprecationWarning",
    }


def plan(
    settings: Settings, service_port: int, project: Path = PROJECT
) -> Callable[[int, int], Launch]:
    """Return the plan that a supervisor asks how to start an engine.

    Parameters
    ----------
    settings:
        The service's settings.
    service_port:
        The port on which the service really listens: the engine calls its actions there.
    project:
        The folder with the configuration of Rasa.
    """
    environment = engine_environment(settings) | ONE_THREAD

    def launch(index: int, port: int) -> Launch:
        endpoints = settings.var / "engine" / f"endpoints-{index}.yml"
        write_endpoints(project / "endpoints.yml", endpoints, service_port)
        command = (
            str(project / ENGINE_PYTHON), "-m", "rasa", "run",
            "--interface", "127.0.0.1",
            "--port", str(port),
            "--model", str(settings.engine_models),
            "--credentials", str(project / "credentials.yml"),
            "--endpoints", str(endpoints),
        )  # fmt: skip
        log = settings.var / "log" / f"engine-{index}.log"
        return Launch(command, environment, project, log)

    return launch


def write_endpoints(source: Path, target: Path, service_port: int) -> None:
    """Write a copy of Rasa's endpoints whose actions are served at ``service_port``.

    The token stays a variable of the engine's environment (Rasa expands ``${...}``), so that no
    secret comes to lie in the file.

    Raises
    ------
    OSError
        If the source cannot be read or the target cannot be written.
    """
    content: dict[str, Any] = yaml.safe_load(source.read_text("utf-8")) or {}
    actions = content.setdefault("action_endpoint", {})
    actions["url"] = f"http://127.0.0.1:{service_port}{ACTIONS_PATH}"
    headers = actions.setdefault("headers", {})
    headers.setdefault("X-Attune-Engine", "token:${ATTUNE_ENGINE_TOKEN}")
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".new")
    unfinished.write_text(yaml.safe_dump(content, sort_keys=False), "utf-8")
    unfinished.replace(target)
