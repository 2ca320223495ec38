"""What tests of the command line share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from crm.settings import PROJECT, SECRETS

Attune = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Return variables under which commands touch nothing outside the test's folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ATTUNE_")}
    secrets = {name: f"{name}-{'x' * 32}" for name in SECRETS}
    return kept | secrets | {"ATTUNE_VAR": str(tmp_path / "var"), "ATTUNE_DEMO": "0", "PORT": "0"}


@pytest.fixture
def attune(environment: dict[str, str], tmp_path: Path) -> Attune:
    """Return a function that runs the `attune` command as a user does."""

    def run(
        *arguments: str, without: str = "", stdin: str = "", **variables: str
    ) -> subprocess.CompletedProcess[str]:
        given = {**environment, **variables, "PYTHONPATH": str(PROJECT)}
        given.pop(without, None)
        return subprocess.run(
            [sys.executable, "-m", "cli", *arguments],
            cwd=tmp_path,
            env=given,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    return run
