"""All open sockets, so that a stopping service says goodbye to each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import WSCloseCode, web


class Sockets:
    """The open sockets of one service."""

    def __init__(self) -> None:
        self._open: set[web.WebSocketResponse] = set()

    @contextmanager
    def open(self, socket: web.WebSocketResponse) -> Iterator[None]:
        """Count a socket for as long as the block lasts."""
        self._open.add(socket)
        try:
            yield
        finally:
            self._open.discard(socket)

    async def close(self) -> None:
        """Close all; pages come back by themselves when the service does."""
        closing = [
            socket.close(code=WSCloseCode.GOING_AWAY, message=b"the service is restarting")
            for socket in self._open
        ]
        await asyncio.gather(*closing, return_exceptions=True)


SOCKETS: web.AppKey[Sockets] = web.AppKey("sockets", Sockets)
