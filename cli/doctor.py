"""`attune doctor`: what is there, what is missing, and what to do about it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from cli.context import schema_is_old
from cli.demo import count_customers
from cli.output import JsonOption, answer_json, answer_table
from cli.serve import refuse_taken_port
from crm.data_key import is_data_key_noted
from crm.errors import AttuneError
from crm.settings import PROJECT, Settings, load_settings
from crm.store import Store
from crm.vault import Vault
from gateway.engine.command import ENGINE_PYTHON


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at."""

    name: str
    good: bool
    detail: str
    remedy: str = ""


def doctor(json: JsonOption = False) -> None:
    """Say what is there and what is missing.

    The status is 1 when something is missing.
    """
    findings = examine()
    if json:
        answer_json([asdict(finding) for finding in findings])
    else:
        answer_table(
            ("", "what", "found", "what to do"),
            (("ok" if f.good else "--", f.name, f.detail, f.remedy) for f in findings),
        )
    raise typer.Exit(0 if all(finding.good for finding in findings) else 1)


def examine() -> list[Finding]:
    """Return all findings; those that need settings come only when these are valid."""
    findings = [
        Finding("service's Python", True, ".".join(map(str, sys.version_info[:3]))),
        _engine_python(),
        _present("web pages", PROJECT / "web" / "dist", "make setup"),
    ]
    try:
        settings = load_settings()
    except AttuneError as error:
        return [*findings, Finding("settings", False, error.detail, "see docs/settings.md")]
    findings.append(Finding("settings", True, "all valid"))
    findings.append(_present("encoder", settings.encoder_dir / "encoder.json", "attune train nlu"))
    findings.append(_engine_model(settings))
    findings.append(_tried("port", f"{settings.port} is free", lambda: refuse_taken_port(settings)))
    store = Store(settings.database_url, Vault(settings.data_key))
    try:
        findings.extend(_store_findings(store))
    finally:
        store.close()
    return findings


def _engine_python() -> Finding:
    python = PROJECT / ENGINE_PYTHON
    name = "engine's Python"
    try:
        answer = subprocess.run(  # noqa: S603 - our own program
            [str(python), "--version"], capture_output=True, text=True, check=True, timeout=30
        )
    except (OSError, subprocess.SubprocessError):
        return Finding(name, False, "does not run", "make setup")
    return Finding(name, True, answer.stdout.strip().removeprefix("Python "))


def _present(name: str, path: Path, remedy: str) -> Finding:
    there = path.exists()
    return Finding(name, there, str(path) if there else "missing", "" if there else remedy)


def _engine_model(settings: Settings) -> Finding:
    models = sorted(settings.engine_models.glob("*.tar.gz"))
    if not models:
        return Finding("engine's model", False, "missing", "attune train nlu")
    return Finding("engine's model", True, models[-1].name)


def _tried(name: str, good: str, look: Callable[[], None], remedy: str = "") -> Finding:
    try:
        look()
    except AttuneError as error:
        return Finding(name, False, error.detail, remedy)
    return Finding(name, True, good)


def _compare_data_key(store: Store) -> None:
    with store.reading() as unit:
        is_data_key_noted(unit)


def _store_findings(store: Store) -> list[Finding]:
    from crm_models.registry import champions

    try:
        if schema_is_old(store):
            return [Finding("store", False, "has an old schema or none", "attune up")]
    except AttuneError as error:
        return [Finding("store", False, error.detail)]
    customers = count_customers(store)
    remedy = "set the store's own key as ATTUNE_DATA_KEY"
    data_key = _tried("data key", "opens the store", lambda: _compare_data_key(store), remedy)
    with store.reading() as unit:
        trained = sorted(champions(unit))
    return [
        Finding("store", True, f"{customers} customers"),
        data_key,
        Finding("customer models", bool(trained), ", ".join(trained) or "not trained",
                "" if trained else "attune models train"),
    ]  # fmt: skip
