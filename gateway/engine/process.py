"""One engine process: started, asked whether it is ready, stopped with all its children."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

LAUNCHER = Path(__file__).with_name("launcher.py")
LOG_LIMIT = 20_000_000  # bytes


class EngineProcess:
    """A running engine in a process group of its own."""

    def __init__(self, process: asyncio.subprocess.Process, port: int) -> None:
        self._process = process
        self.port = port
        self.url = f"http://127.0.0.1:{port}"

    @classmethod
    async def start(
        cls,
        command: Sequence[str],
        port: int,
        environment: Mapping[str, str],
        folder: Path,
        log: Path,
    ) -> EngineProcess:
        """Start the command in ``folder``, its output appended to ``log``.

        Raises
        ------
        OSError
            If the program or the folder cannot be used.
        """
        with _open_log(log) as output:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-S",
                "-E",
                str(LAUNCHER),
                str(os.getpid()),
                *command,
                cwd=folder,
                env=dict(environment),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        return cls(process, port)

    @property
    def pid(self) -> int:
        """The number of the process, which is also that of its group."""
        return self._process.pid

    async def ended(self) -> str:
        """Wait for the end and say how it came."""
        code = await self._process.wait()
        if code < 0:
            return f"was ended by {signal.Signals(-code).name}"
        return f"ended with status {code}"

    async def stop(self, patience: float) -> None:
        """End the whole group: politely, and by force after ``patience`` seconds."""
        self._signal_group(signal.SIGTERM)
        with suppress(TimeoutError):
            await asyncio.wait_for(self._process.wait(), patience)
        # Also after a polite end: a child of the engine may have outlived it.
        self._signal_group(signal.SIGKILL)
        await self._process.wait()

    def _signal_group(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)


def _open_log(log: Path) -> BinaryIO:
    """Return the log for appending, a new one once the old one has grown large."""
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(f"{log.name}.1"))
    return log.open("ab")


def free_port() -> int:
    """Return a port of the loopback interface on which nobody listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
