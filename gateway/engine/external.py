"""An engine that others run: it is only asked whether it is ready."""

from __future__ import annotations

import asyncio
from contextlib import suppress

import aiohttp

from gateway.engine.state import EngineUnavailable

POLL_READY = 2.0
POLL_UNREADY = 0.2
ANSWER = aiohttp.ClientTimeout(total=3.0)


class ExternalEngine:
    """The engine at an address.

    Parameters
    ----------
    url:
        Its base URL.
    headers:
        Sent with each question whether it is ready.
    """

    def __init__(self, url: str, headers: dict[str, str]) -> None:
        self._url = url
        self._headers = headers
        self._reason = "not asked yet"
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to ask whether it is ready."""
        self._task = asyncio.create_task(self._watch(), name="engine-watch")

    async def stop(self) -> None:
        """Stop asking; the engine is not ours to stop."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    @property
    def ready(self) -> bool:
        """Whether it said so last."""
        return not self._reason

    @property
    def reason(self) -> str:
        """Say in one line how it is."""
        return f"the engine at {self._url} is {self._reason or 'ready'}"

    def client_for(self, conversation_id: str) -> str:
        """Return its address, or raise ``EngineUnavailable`` while it is not ready."""
        if self._reason:
            raise EngineUnavailable(self.reason)
        return self._url

    async def _watch(self) -> None:
        async with aiohttp.ClientSession(headers=self._headers, trust_env=False) as session:
            while True:
                self._reason = await self._ask(session)
                await asyncio.sleep(POLL_READY if self.ready else POLL_UNREADY)

    async def _ask(self, session: aiohttp.ClientSession) -> str:
        """Return why it is not ready, or nothing."""
        try:
            address = f"{self._url}/webhooks/attune/ready"
            async with session.get(address, timeout=ANSWER) as response:
                return "" if response.status == 200 else f"not ready (status {response.status})"
        except (aiohttp.ClientError, TimeoutError) as error:
            return f"not reachable ({type(error).__name__})"
