"""The processes that are killed: the gateway, and the engine that it asks."""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import sys
from contextlib import suppress
from pathlib import Path

import aiohttp
import psutil

from benchmarks.memory import child_role
from benchmarks.programs import ProgramFailed, surroundings, tail
from crm.settings import PROJECT, SECRETS, load_settings, read_environment
from gateway.engine.process import EngineProcess

ALIVE_WITHIN = 60.0
ASK_BY = aiohttp.ClientTimeout(2.0)
SERVE = (sys.executable, "-P", "-m", "cli", "serve")


class Killed:
    """A program that is started again after each kill."""

    def __init__(self, command: tuple[str, ...], environment: dict[str, str], log: Path) -> None:
        self._command = command
        self._environment = environment
        self._log = log
        self._process: EngineProcess | None = None
        self._ended: asyncio.Task[str] | None = None

    @property
    def pid(self) -> int:
        """The number of the process, 0 when there is none."""
        return self._process.pid if self._process is not None else 0

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._ended is not None and not self._ended.done()

    async def start(self) -> None:
        """Start it."""
        self._process = await EngineProcess.start(
            self._command, 0, self._environment, PROJECT, self._log
        )
        self._ended = asyncio.create_task(self._process.ended())

    async def kill(self) -> bool:
        """End it at once; return whether it was alive."""
        if self._process is None or self._ended is None:
            return False
        alive = self.alive
        with suppress(ProcessLookupError):
            os.kill(self._process.pid, signal.SIGKILL)
        await self._ended
        return alive

    async def ended(self) -> None:
        """Wait until it has ended by itself or was killed."""
        if self._ended is not None:
            await asyncio.shield(self._ended)

    async def stop(self) -> None:
        """End it with all its children."""
        if self._process is not None:
            await self._process.stop(12.0)

    async def answers(self, session: aiohttp.ClientSession, address: str) -> None:
        """Wait until it answers at an address.

        Raises
        ------
        ProgramFailed
            If it ends before, by itself, or takes too long.
        """
        deadline = asyncio.get_running_loop().time() + ALIVE_WITHIN
        while asyncio.get_running_loop().time() < deadline:
            with suppress(aiohttp.ClientError, TimeoutError, OSError):
                async with session.get(address, timeout=ASK_BY) as response:
                    if response.status == 200:
                        return
            if not self.alive:
                raise ProgramFailed(f"{self._command[-1]} ended by itself:\n{tail(self._log)}")
            await asyncio.sleep(0.05)
        raise ProgramFailed(f"{self._command[-1]} does not answer:\n{tail(self._log)}")


def service_environment(folder: Path, database: str, port: int, **more: str) -> dict[str, str]:
    """Return the variables of a service of its own, whose limits leave a benchmark alone."""
    absent = dict.fromkeys(SECRETS, "-" * 32)
    own = load_settings({**absent, **read_environment()})
    kept = {name: value for name, value in surroundings().items() if not name.startswith("ATTUNE_")}
    return {
        **kept,
        **{name: secrets.token_urlsafe(32) for name in SECRETS},
        "ATTUNE_VAR": str(folder),
        "ATTUNE_DATABASE_URL": database,
        "ATTUNE_CATALOGUE_FILE": "{ATTUNE_VAR}/catalogue.json",
        "ATTUNE_ENCODER_DIR": str(own.encoder_dir),
        "ATTUNE_ENGINE_MODELS": str(own.engine_models),
        "ATTUNE_DEMO": "0",
        "ATTUNE_HOST": "127.0.0.1",
        "ATTUNE_WEBHOOK_URL": "",
        "ATTUNE_ENGINE_URL": "",
        "ATTUNE_CONVERSATIONS_PER_ADDRESS": "1000000/100000",
        "ATTUNE_MESSAGES_PER_ADDRESS": "1000000/100000",
        "ATTUNE_MESSAGES_PER_CONVERSATION": "1000000/100000",
        "ATTUNE_SOCKETS": "100000",
        "ATTUNE_SOCKETS_PER_ADDRESS": "100000",
        "ATTUNE_SOCKETS_PER_CONVERSATION": "100",
        "ATTUNE_LOG_LEVEL": "warning",
        "PYTHONPATH": str(PROJECT),
        "PORT": str(port),
        **more,
    }


def gateway(environment: dict[str, str], log: Path) -> Killed:
    """Return the service as a process of its own, not yet started."""
    return Killed(SERVE, environment, log)


def stand_in_engine(
    environment: dict[str, str], port: int, seed: int, log: Path, *, steady: bool = False
) -> Killed:
    """Return the stand-in for the engine, not yet started; a steady one is never slow nor dies."""
    program = ("-P", "-m", "benchmarks.chaos_engine", str(port), str(seed))
    command = (sys.executable, *program, *(("steady",) if steady else ()))
    return Killed(command, environment, log)


def kill_engine_of(pid: int) -> bool:
    """Kill the engine that a service runs; return whether there was one."""
    try:
        for child in psutil.Process(pid).children(recursive=True):
            if child_role(child.cmdline()) == "engine":
                child.kill()
                return True
    except psutil.Error:
        return False
    return False
