"""What a figure depends on besides the code: the machine, the versions, the commit."""

from __future__ import annotations

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from typing import Any

import psutil

from crm.settings import PROJECT
from gateway.engine.command import ENGINE_PYTHON

SERVICE_PACKAGES = ("aiohttp", "sqlalchemy", "onnxruntime", "rasa-sdk")
ENGINE_PACKAGES = ("rasa", "tensorflow", "onnxruntime", "scikit-learn", "spacy")


def machine() -> dict[str, Any]:
    """Return the processor, its cores, the memory, the system and how busy it is now."""
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "memory_gb": round(psutil.virtual_memory().total / 1e9, 1),
        "system": f"{platform.system()} {platform.release()}",
        "load_before": [round(value, 2) for value in psutil.getloadavg()],
    }


def versions() -> dict[str, Any]:
    """Return the Pythons and the main libraries of both runtimes."""
    return {
        "service": {"python": platform.python_version()} | _installed(SERVICE_PACKAGES),
        "engine": _engine_versions(),
    }


def commit() -> str:
    """Return the commit, with a plus where files differ from it; `unknown` without git."""
    try:
        name = _output("git", "rev-parse", "--short=12", "HEAD")
        changed = _output("git", "status", "--porcelain", "--untracked-files=no")
    except (OSError, subprocess.SubprocessError):
        return "unknown"
    return name + ("+" if changed else "")


def _installed(packages: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for package in packages:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def _engine_versions() -> dict[str, str]:
    code = (
        "import platform, importlib.metadata as m, sys\n"
        "print('python', platform.python_version())\n"
        "have = {d.metadata['Name'].lower(): d.version for d in m.distributions()}\n"
        "[print(p, have.get(p, 'not installed')) for p in sys.argv[1:]]"
    )
    try:
        lines = _output(str(PROJECT / ENGINE_PYTHON), "-c", code, *ENGINE_PACKAGES).splitlines()
    except (OSError, subprocess.SubprocessError):
        return {}
    return {name: value for name, _, value in (line.partition(" ") for line in lines)}


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            names = [line.partition(":")[2].strip() for line in file if line.startswith("model n")]
    except OSError:
        names = []
    return names[0] if names else platform.processor() or platform.machine()


def _output(*command: str) -> str:
    done = subprocess.run(
        command, cwd=PROJECT, capture_output=True, text=True, timeout=60, check=True
    )
    return done.stdout.strip()
