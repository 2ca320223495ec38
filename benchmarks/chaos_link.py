"""A page's connection as `web/shared/link.ts` and `socket.ts` keep it: it comes back by itself."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import aiohttp

FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0
OPEN_LIMIT = 10.0
PING_EVERY, SILENCE_LIMIT = 20.0, 45.0

Event = dict[str, Any]


def backoff(attempt: int, chance: float) -> float:
    """Return the seconds before a try (1, 2, ...): exponential with equal jitter."""
    ceiling = min(LONGEST_WAIT, FIRST_WAIT * 2 ** max(0, attempt - 1))
    return ceiling / 2 + ceiling / 2 * chance


class Link:
    """One socket after the other, until stopped.

    Parameters
    ----------
    hello:
        Returns what is said first on each socket.
    hear:
        Called with each event; a welcome makes later losses start from the shortest wait.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        hello: Callable[[], Event],
        hear: Callable[[Event], None],
        chance: random.Random,
    ) -> None:
        self._session = session
        self._url = url
        self._hello = hello
        self._hear = hear
        self._chance = chance
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._sending: asyncio.Queue[Event] = asyncio.Queue()
        self._greeted = False
        self.opened = 0
        self.cuts = 0

    @property
    def ready(self) -> bool:
        """Whether the service has greeted this page on the present socket."""
        return self._greeted

    def send(self, event: Event) -> None:
        """Send an event on the present socket; without one it is lost."""
        if self._socket is not None:
            self._sending.put_nowait(event)

    def cut(self) -> None:
        """Break the connection as a network does: without a goodbye."""
        if self._socket is not None and self._socket._response.connection is not None:
            transport = self._socket._response.connection.transport
            if transport is not None:
                self.cuts += 1
                transport.abort()

    async def run(self) -> None:
        """Connect again and again."""
        attempt = 0
        while True:
            with suppress(aiohttp.ClientError, OSError, TimeoutError, asyncio.IncompleteReadError):
                await self._live()
            attempt = 1 if self._greeted else attempt + 1
            self._greeted, self._socket = False, None
            await asyncio.sleep(backoff(attempt, self._chance.random()))

    async def _live(self) -> None:
        async with asyncio.timeout(OPEN_LIMIT):
            socket = await self._session.ws_connect(self._url, autoping=True)
        self._socket, self._sending = socket, asyncio.Queue()
        self.opened += 1
        beside = [asyncio.create_task(self._write(socket)), asyncio.create_task(self._ping())]
        try:
            await socket.send_json(self._hello())
            while True:
                message = await socket.receive(timeout=SILENCE_LIMIT)
                if message.type is not aiohttp.WSMsgType.TEXT:
                    return
                event = json.loads(message.data)
                self._greeted = self._greeted or event["type"] == "welcome"
                self._hear(event)
        finally:
            for task in beside:
                task.cancel()
            await asyncio.gather(*beside, return_exceptions=True)
            self._socket = None
            await socket.close()

    async def _write(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        sending = self._sending
        while True:
            await socket.send_json(await sending.get())

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_EVERY)
            self.send({"type": "ping"})
