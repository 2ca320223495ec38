"""The engines of the service: all started, kept alive, and stopped together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import aiohttp

from gateway.engine.backoff import Backoff
from gateway.engine.state import EngineState, Phase, choose, describe
from gateway.engine.watch import EngineWatch, Launch, Patience


class Supervisor:
    """Runs engine processes for as long as the service lives.

    Parameters
    ----------
    count:
        Number of engines.
    plan:
        Returns how to start engine ``index`` on ``port``; see :func:`gateway.engine.command.plan`.
    headers:
        Sent with each question whether an engine is ready.
    """

    def __init__(
        self,
        count: int,
        plan: Callable[[int, int], Launch],
        headers: dict[str, str] | None = None,
        backoff: Backoff | None = None,
        patience: Patience | None = None,
    ) -> None:
        self._count = count
        self._plan = plan
        self._headers = headers or {}
        self._backoff = backoff or Backoff()
        self._patience = patience or Patience()
        self._session: aiohttp.ClientSession | None = None
        self._watches: list[EngineWatch] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._change = asyncio.Event()

    async def start(self) -> None:
        """Begin to start the engines; return before they are ready."""
        self._session = aiohttp.ClientSession(headers=self._headers, trust_env=False)
        self._watches = [
            EngineWatch(
                index, self._plan, self._session, self._backoff, self._patience, self._announce
            )
            for index in range(self._count)
        ]
        self._tasks = [
            asyncio.create_task(watch.run(), name=f"engine-{watch.state.index}")
            for watch in self._watches
        ]

    async def stop(self) -> None:
        """Stop all engines at the same time; none is left, nor any of their children."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if self._session is not None:
            await self._session.close()
            self._session = None

    @property
    def states(self) -> tuple[EngineState, ...]:
        """The engines as they are now."""
        return tuple(watch.state for watch in self._watches)

    @property
    def ready(self) -> bool:
        """Whether a turn can be taken now."""
        return any(state.phase is Phase.READY for state in self.states)

    @property
    def reason(self) -> str:
        """Say in one line how the engines are."""
        return describe(self.states)

    def client_for(self, conversation_id: str) -> str:
        """Return the base URL of the engine that takes the turns of a conversation.

        Raises
        ------
        EngineUnavailable
            If no engine is ready.
        """
        return choose(conversation_id, self.states).url

    async def wait_until(self, condition: Callable[[Supervisor], bool]) -> None:
        """Wait until the condition holds; it is looked at after each change of a state."""
        while not condition(self):
            self._change.clear()
            await self._change.wait()

    def _announce(self) -> None:
        self._change.set()
