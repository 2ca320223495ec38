"""All open sockets: how many there may be, until when, and a goodbye when the service stops."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from aiohttp import WSCloseCode, web

from crm.errors import AttuneError
from gateway.identity import Identity, Opened
from gateway.limits import TooMany

log = logging.getLogger(__name__)

LOOK_EVERY = 5.0
TOKEN_EXPIRED = 4401
TRY_AGAIN_SECONDS = 30.0
EXPIRED = AttuneError("token_expired", "the conversation's token has expired; get a new one")


class Full(TooMany):
    """The whole service holds as many sockets as it may."""


@dataclass(frozen=True)
class SocketLimits:
    """How many customers' sockets there may be: at all, of one address, of one conversation."""

    total: int = 10_000
    by_address: int = 500
    by_conversation: int = 20


class Sockets:
    """The open sockets of one service.

    Parameters
    ----------
    identity:
        Knows when a token has expired.
    """

    def __init__(self, identity: Identity, limits: SocketLimits) -> None:
        self._identity = identity
        self._limits = limits
        self._open: set[web.WebSocketResponse] = set()
        self._admitted = 0
        self._addresses: Counter[str] = Counter()
        self._conversations: Counter[str] = Counter()
        self._until: dict[web.WebSocketResponse, Opened] = {}
        self._looking: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to look whose token has expired."""
        self._looking = asyncio.create_task(self._look(), name="socket-tokens")

    async def stop(self) -> None:
        """Stop looking."""
        if self._looking is not None:
            self._looking.cancel()
            with suppress(asyncio.CancelledError):
                await self._looking

    @contextmanager
    def admitted(self, address: str) -> Iterator[None]:
        """Count a customer's socket of an address, before it is opened, for as long as it lasts.

        Raises
        ------
        Full
            If the service holds as many as it may.
        TooMany
            If the address does.
        """
        if self._admitted >= self._limits.total:
            raise Full("all places are taken; try again soon", TRY_AGAIN_SECONDS, "sockets_full")
        most, what = self._limits.by_address, "connections from this address"
        with _one_more(self._addresses, address, most, what):
            self._admitted += 1
            try:
                yield
            finally:
                self._admitted -= 1

    @contextmanager
    def speaking(self, socket: web.WebSocketResponse, opened: Opened) -> Iterator[None]:
        """Count a socket of a conversation, and close it when its token expires.

        Raises
        ------
        TooMany
            If the conversation has as many as it may.
        """
        most, what = self._limits.by_conversation, "windows with this conversation"
        with _one_more(self._conversations, opened.conversation_id, most, what):
            self._until[socket] = opened
            try:
                yield
            finally:
                del self._until[socket]

    @contextmanager
    def open(self, socket: web.WebSocketResponse) -> Iterator[None]:
        """Say goodbye to a socket when the service stops while the block lasts."""
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

    async def close_expired(self) -> None:
        """Close the sockets whose tokens have expired, and tell them."""
        ended = [s for s, opened in self._until.items() if not self._identity.lasts(opened)]
        if ended:
            log.info("%d sockets end with their tokens", len(ended))
        await asyncio.gather(*(expire(socket) for socket in ended), return_exceptions=True)

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(LOOK_EVERY)
            try:
                await self.close_expired()
            except Exception:
                log.exception("the expired sockets could not be closed")


async def expire(socket: web.WebSocketResponse) -> None:
    """Tell a page that its token has expired, and close."""
    event = {"type": "error", "code": EXPIRED.code, "detail": EXPIRED.detail}
    with suppress(ConnectionError):
        await socket.send_str(json.dumps(event))
    await socket.close(code=TOKEN_EXPIRED, message=b"the token has expired")


@contextmanager
def _one_more(counts: Counter[str], key: str, most: int, what: str) -> Iterator[None]:
    if counts[key] >= most:
        raise TooMany(f"too many {what} (at most {most})", TRY_AGAIN_SECONDS, "too_many_sockets")
    counts[key] += 1
    try:
        yield
    finally:
        counts[key] -= 1
        if not counts[key]:
            del counts[key]


SOCKETS: web.AppKey[Sockets] = web.AppKey("sockets", Sockets)
