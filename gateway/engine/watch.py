"""The life of one engine: start, wait until ready, watch, wait, start again."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import aiohttp

from gateway.engine.backoff import Backoff
from gateway.engine.process import EngineProcess, free_port
from gateway.engine.state import EngineState, Phase

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Launch:
    """How one engine is to be started on a port."""

    command: tuple[str, ...]
    environment: dict[str, str]
    folder: Path
    log: Path


@dataclass(frozen=True)
class Patience:
    """How long things may take, in seconds.

    Parameters
    ----------
    silent_after:
        Questions without answer in a row after which an engine gets no more turns.
    missed_answers:
        Those after which it is stopped and started again. Far more, because a restart costs
        every turn in work and many seconds, while a busy engine answers again by itself.
    """

    start: float = 180.0
    stop: float = 6.0
    poll_starting: float = 0.2
    poll_ready: float = 2.0
    answer: float = 3.0
    silent_after: int = 2
    missed_answers: int = 8


class EngineWatch:
    """Keeps one engine alive from :meth:`run` until that is cancelled.

    Parameters
    ----------
    index:
        Which engine, from 0.
    plan:
        Returns how to start engine ``index`` on a port.
    session:
        For asking whether it is ready.
    changed:
        Called after each change of :attr:`state`.
    """

    def __init__(
        self,
        index: int,
        plan: Callable[[int, int], Launch],
        session: aiohttp.ClientSession,
        backoff: Backoff,
        patience: Patience,
        changed: Callable[[], None],
    ) -> None:
        self.state = EngineState(index)
        self._plan = plan
        self._session = session
        self._backoff = backoff
        self._patience = patience
        self._changed = changed

    async def run(self) -> None:
        """Start the engine again and again until cancelled; leave no process behind."""
        failures = 0
        try:
            while True:
                reason, ready_for = await self._live_once()
                failures = self._backoff.next_failures(failures, ready_for)
                wait = self._backoff.wait(failures)
                log.warning("engine %d %s; next start in %.1f s", self.state.index, reason, wait)
                restarts = self.state.restarts + 1
                self._set(Phase.BACKING_OFF, reason, url="", pid=0, restarts=restarts)
                await asyncio.sleep(wait)
        finally:
            self._set(Phase.STOPPED, "", url="", pid=0)

    async def _live_once(self) -> tuple[str, float]:
        """Run one process to its end; return why it ended and how long it was ready."""
        port = free_port()
        self._set(Phase.STARTING, "", url="", pid=0)
        try:
            launch = self._plan(self.state.index, port)
            process = await EngineProcess.start(
                launch.command, port, launch.environment, launch.folder, launch.log
            )
        except OSError as error:
            return f"could not be started: {error}", 0.0
        self._set(Phase.STARTING, "", url=process.url, pid=process.pid)
        ready_since: list[float] = []
        ended = asyncio.create_task(process.ended())
        lost = asyncio.create_task(self._follow(process, ready_since))
        try:
            await asyncio.wait({ended, lost}, return_when=asyncio.FIRST_COMPLETED)
            reason = ended.result() if ended.done() else lost.result()
        finally:
            lost.cancel()
            await asyncio.shield(self._end(process, ended))
        ready_for = time.monotonic() - ready_since[0] if ready_since else 0.0
        return f"{reason} (see {launch.log.name})", ready_for

    async def _end(self, process: EngineProcess, ended: asyncio.Task[str]) -> None:
        await process.stop(self._patience.stop)
        await ended

    async def _follow(self, process: EngineProcess, ready_since: list[float]) -> str:
        """Ask until the engine is ready and further on; return what is wrong once it is."""
        deadline = time.monotonic() + self._patience.start
        while (version := await self._ask(process)) is None:
            if time.monotonic() > deadline:
                return f"was not ready after {self._patience.start:.0f} s"
            await asyncio.sleep(self._patience.poll_starting)
        ready_since.append(time.monotonic())
        self._set(Phase.READY, "", url=process.url, pid=process.pid, model_version=version)
        log.info("engine %d is ready at %s", self.state.index, process.url)
        missed = 0
        while missed < self._patience.missed_answers:
            await asyncio.sleep(self._patience.poll_ready)
            missed = 0 if await self._ask(process) is not None else missed + 1
            self._note_silence(missed)
        return f"did not answer {missed} times in a row"

    def _note_silence(self, missed: int) -> None:
        if missed == self._patience.silent_after:
            log.warning("engine %d does not answer", self.state.index)
            self._set(Phase.SILENT, f"did not answer {missed} times in a row")
        elif not missed and self.state.phase is Phase.SILENT:
            log.info("engine %d answers again", self.state.index)
            self._set(Phase.READY, "")

    async def _ask(self, process: EngineProcess) -> str | None:
        """Return the version of the loaded model, or nothing when not ready."""
        try:
            async with self._session.get(
                f"{process.url}/webhooks/attune/ready",
                timeout=aiohttp.ClientTimeout(total=self._patience.answer),
            ) as response:
                if response.status != 200:
                    return None
                body = await response.json(content_type=None)
                return str(body.get("model_version", "")) if isinstance(body, dict) else ""
        except (aiohttp.ClientError, TimeoutError, ValueError):
            return None

    def _set(self, phase: Phase, reason: str, **changes: object) -> None:
        self.state = replace(self.state, phase=phase, reason=reason, **changes)  # type: ignore[arg-type]
        self._changed()
