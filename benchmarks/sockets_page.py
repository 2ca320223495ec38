"""A page that only listens, as light as can be, so that one process holds thousands of them."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import random
import struct
import time
import zlib
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from benchmarks.chaos_link import OPEN_LIMIT, backoff

TEXT, CLOSE, PING, PONG = 0x1, 0x8, 0x9, 0xA
_LENGTH_16, _LENGTH_64 = 126, 127
# What is left out on the wire at the end of a compressed message (RFC 7692, 7.2.1), and an end.
DEFLATED = b"\x00\x00\xff\xff\x03\x00"


def frame(opcode: int, payload: bytes) -> bytes:
    """Return a masked frame, as clients must send them (RFC 6455, 5.2)."""
    mask = os.urandom(4)
    head = bytes((0x80 | opcode,))
    if len(payload) < _LENGTH_16:
        head += bytes((0x80 | len(payload),))
    else:
        head += bytes((0x80 | _LENGTH_16,)) + struct.pack("!H", len(payload))
    repeated = mask * (len(payload) // 4 + 1)
    return head + mask + bytes(a ^ b for a, b in zip(payload, repeated, strict=False))


def unframe(buffer: bytearray) -> tuple[int, bytes] | None:
    """Take the first whole frame of a server off a buffer; nothing when there is none yet."""
    if len(buffer) < 2:
        return None
    opcode, length, start = buffer[0] & 0x0F, buffer[1], 2
    if length == _LENGTH_16:
        start = 4
        length = int.from_bytes(buffer[2:4], "big")
    elif length == _LENGTH_64:
        start = 10
        length = int.from_bytes(buffer[2:10], "big")
    if len(buffer) < start + length:
        return None
    payload = bytes(buffer[start : start + length])
    del buffer[: start + length]
    return opcode, payload


class IdlePage(asyncio.Protocol):
    """One socket: says hello, waits for the welcome, answers pings.

    Parameters
    ----------
    welcome, lost:
        Called at the first greeting, and at the end.
    """

    def __init__(
        self,
        host: str,
        path: str,
        token: str,
        welcome: Callable[[], None],
        lost: Callable[[], None],
    ) -> None:
        self._host, self._path, self._token = host, path, token
        self._welcome, self._lost = welcome, lost
        self._buffer = bytearray()
        self._upgraded = self._deflates = self._greeted = False
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - for the type checker
        self._transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self._path} HTTP/1.1\r\nHost: {self._host}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"
            "\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        """Follow the handshake, then the frames."""
        self._buffer += data
        if not self._upgraded:
            head, separator, rest = bytes(self._buffer).partition(b"\r\n\r\n")
            if not separator:
                return
            if not head.startswith(b"HTTP/1.1 101"):
                self.close()
                return
            self._upgraded, self._buffer = True, bytearray(rest)
            self._deflates = b"permessage-deflate" in head
            hello = {"type": "hello", "token": self._token, "after": 0}
            self._send(TEXT, json.dumps(hello).encode())
        while (found := unframe(self._buffer)) is not None:
            self._heard(*found)

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that it ended."""
        self._lost()

    def give_up(self) -> None:
        """Leave unless the socket is open."""
        if not self._upgraded:
            self.close()

    def close(self) -> None:
        """Leave."""
        if self._transport is not None:
            self._transport.close()

    def _heard(self, opcode: int, payload: bytes) -> None:
        if opcode == PING:
            self._send(PONG, payload)
        elif opcode == CLOSE:
            self.close()
        elif opcode == TEXT and not self._greeted:
            # Browsers offer compression; this page need not read more than the first message.
            text = (
                zlib.decompress(payload + DEFLATED, -zlib.MAX_WBITS) if self._deflates else payload
            )
            self._greeted = text.startswith(b'{"type": "welcome"')
            if self._greeted:
                self._welcome()

    def _send(self, opcode: int, payload: bytes) -> None:
        if self._transport is not None:
            self._transport.write(frame(opcode, payload))


class Returning:
    """A page that comes back as the widget does: after a wait that grows, with jitter."""

    def __init__(
        self, host: str, port: int, path: str, token: str, source: str, chance: random.Random
    ) -> None:
        self._host, self._port, self._path = host, port, path
        self._token, self._source, self._chance = token, source, chance
        self.ready_at = 0.0
        self.tries = 0

    async def live(self) -> None:
        """Be there until cancelled."""
        loop = asyncio.get_running_loop()
        attempt = 0
        while True:
            over = asyncio.Event()
            page = partial(self._page, over.set)
            self.tries += 1
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(OPEN_LIMIT):
                    _, made = await loop.create_connection(
                        page, self._host, self._port, local_addr=(self._source, 0)
                    )
                impatience = loop.call_later(OPEN_LIMIT, made.give_up)
                await over.wait()
                impatience.cancel()
            attempt = 1 if self.ready_at else attempt + 1
            self.ready_at = 0.0
            await asyncio.sleep(backoff(attempt, self._chance.random()))

    def _page(self, lost: Callable[[], None]) -> IdlePage:
        host = f"{self._host}:{self._port}"
        return IdlePage(host, self._path, self._token, self._welcomed, lost)

    def _welcomed(self) -> None:
        self.ready_at = time.time()
