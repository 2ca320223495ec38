"""The service announces itself when a turn can be served, and stops with its engines."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from crm.settings import PROJECT


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_service_and_engines(
    environment: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    """After Ctrl-C or SIGTERM the service ends by itself with status 0, and no process is left."""
    service = subprocess.Popen(
        [sys.executable, "-m", "tests.cli.serving"],
        cwd=PROJECT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    with service:
        assert service.stderr is not None
        announced = next(line for line in service.stderr if line.startswith("Attune is ready"))
        noted = (tmp_path / "var" / "pids").read_text("ascii").split()
        service.send_signal(number)
        _, said = service.communicate(timeout=60)
    left = _left_after([int(pid) for pid in noted], seconds=10)

    assert "http://127.0.0.1:" in announced
    assert (0, 4, [], True) == (service.returncode, len(noted), left, "Stopping ..." in said)


def _left_after(pids: list[int], seconds: float) -> list[int]:
    """Return who still runs; the kernel may take a moment to end who was killed."""
    deadline = time.monotonic() + seconds
    while (left := [pid for pid in pids if _runs(pid)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
