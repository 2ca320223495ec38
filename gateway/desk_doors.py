"""Which desks are open, and on whose session: when that ends, its desks close."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiohttp import web

from crm.agent_sessions import Session, sessions_of
from crm.rights import Right
from crm.settings import Settings
from crm.store import Unit
from gateway.database import AsyncStore
from gateway.desk_guard import idle_time, rights_now

log = logging.getLogger(__name__)

# Another process may end a session: a password that is reset, an account that is disabled.
LOOK_EVERY = 1.0
SESSION_ENDED = 4401


class DeskDoors:
    """The open sockets of the desk, each with the token of its session."""

    def __init__(self, store: AsyncStore, settings: Settings) -> None:
        self._store = store
        self._settings = settings
        self._open: dict[web.WebSocketResponse, str] = {}
        self._closing: set[asyncio.Task[bool]] = set()
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look whether sessions last."""
        self._looking = asyncio.create_task(self._look(), name="desk-doors")

    async def stop(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    @contextmanager
    def open(self, socket: web.WebSocketResponse, token: str) -> Iterator[None]:
        """Keep a desk open for as long as the block and its session last."""
        self._open[socket] = token
        try:
            yield
        finally:
            del self._open[socket]

    def close(self, token: str) -> None:
        """Close the desks of a session; nothing is sent to them from this moment on."""
        for socket in [one for one, its in self._open.items() if its == token]:
            closing = asyncio.create_task(
                socket.close(code=SESSION_ENDED, message=b"the session has ended")
            )
            self._closing.add(closing)
            closing.add_done_callback(self._closing.discard)

    async def close_ended(self) -> None:
        """Close the desks whose sessions have ended, or whose agents may not see it any more."""
        tokens = set(self._open.values())
        idle = idle_time(self._settings)

        def read(unit: Unit) -> dict[str, Session]:
            return sessions_of(unit, tokens, idle)

        if tokens:
            for token in tokens - self._admitted(await self._store.read(read)):
                self.close(token)

    def _admitted(self, sessions: dict[str, Session]) -> set[str]:
        return {
            token
            for token, session in sessions.items()
            if Right.SEE_CONVERSATIONS in rights_now(session.agent, self._settings)
        }

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await self.close_ended()
            except Exception:
                log.exception("the sessions of the open desks could not be read")


DESK_DOORS: web.AppKey[DeskDoors] = web.AppKey("desk_doors", DeskDoors)
