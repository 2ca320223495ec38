"""Programs that a benchmark starts: until they answer, and stopped whatever happens."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from gateway.engine.process import EngineProcess

STOP_SECONDS = 12.0
POLL_SECONDS = 0.2


class ProgramFailed(Exception):
    """A program ended badly, or did not become ready in time; the message holds its last words."""


@dataclass(frozen=True)
class Running:
    """A program that answers: its process, and the seconds from its start to its first answer."""

    pid: int
    start_seconds: float


@asynccontextmanager
async def running(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    log: Path,
    ready: Callable[[], Awaitable[bool]],
    patience: float,
) -> AsyncIterator[Running]:
    """Start a program, yield it once ``ready`` says yes, and stop it with all its children.

    It dies with this process too, even when that is killed outright (on Linux).

    Raises
    ------
    ProgramFailed
        If it ends before it is ready, or is not ready after ``patience`` seconds.
    """
    forget(log)
    began = time.perf_counter()
    process = await EngineProcess.start(command, 0, environment, folder, log)
    try:
        end = asyncio.create_task(process.ended())
        try:
            async with asyncio.timeout(patience):
                while not await ready():
                    if end.done():
                        raise ProgramFailed(f"{command[0]} {end.result()}:\n{tail(log)}")
                    await asyncio.sleep(POLL_SECONDS)
        except TimeoutError:
            raise ProgramFailed(f"not ready after {patience:g} s:\n{tail(log)}") from None
        finally:
            end.cancel()
        yield Running(process.pid, round(time.perf_counter() - began, 2))
    finally:
        await process.stop(STOP_SECONDS)


async def finish(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    log: Path,
    patience: float,
) -> None:
    """Run a program to its end.

    Raises
    ------
    ProgramFailed
        If it ends badly or is still at work after ``patience`` seconds.
    """
    forget(log)
    process = await EngineProcess.start(command, 0, environment, folder, log)
    try:
        ended = await asyncio.wait_for(process.ended(), patience)
    except TimeoutError:
        raise ProgramFailed(f"still at work after {patience:g} s:\n{tail(log)}") from None
    finally:
        await process.stop(STOP_SECONDS)
    if ended != "ended with status 0":
        raise ProgramFailed(f"{' '.join(command[-3:])} {ended}:\n{tail(log)}")


def surroundings(**variables: str) -> dict[str, str]:
    """Return this process's variables with some of them changed."""
    return {**os.environ, **variables}


def forget(log: Path) -> None:
    """Remove the log of an earlier run."""
    log.unlink(missing_ok=True)


def tail(log: Path, lines: int = 20) -> str:
    """Return the last lines of a log."""
    if not log.exists():
        return "(it wrote nothing)"
    return "\n".join(log.read_text("utf-8", errors="replace").splitlines()[-lines:])
