"""A page of one conversation as the widget keeps it (`web/widget/chat.ts`, `conversation.ts`):
an outbox, what the service has numbered, and the gap filled. It notes whatever it should never see.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from benchmarks.chaos_link import Event, Link

REPLAY_AFTER, ACKNOWLEDGED_WITHIN = 1.5, 10.0
ASK_BY = aiohttp.ClientTimeout(15.0)


@dataclass
class Seen:
    """What one page saw that must never be, by kind, and what the service refused."""

    faults: Counter[str] = field(default_factory=Counter)
    refused: list[str] = field(default_factory=list)


class Page:
    """One open page.

    ``acknowledged`` holds the number that each of this page's messages got.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        url: str,
        conversation: tuple[str, str],
        chance: random.Random,
    ) -> None:
        self.id, self._token = conversation
        self.messages: dict[int, dict[str, Any]] = {}
        self.outbox: dict[str, str] = {}
        self.acknowledged: dict[str, int] = {}
        self.owner = "bot"
        self.seen = Seen()
        self._session, self._url = session, url
        self._synced = 0
        self._last_on_socket = 0
        self._replay: asyncio.Task[None] | None = None
        self._overdue: asyncio.TimerHandle | None = None
        address = url.replace("http", "ws", 1) + "/api/v1/socket"
        self.link = Link(session, address, self._hello, self._hear, chance)
        self._running = asyncio.create_task(self.link.run())

    def write(self, client_id: str, text: str) -> None:
        """Say something; it stays in the outbox until it is acknowledged."""
        self.outbox[client_id] = text
        if self.link.ready:
            self._transmit(client_id)

    async def close(self) -> None:
        """Leave the page."""
        for task in (self._running, self._replay):
            if task is not None:
                task.cancel()
        if self._overdue is not None:
            self._overdue.cancel()
        await asyncio.gather(self._running, return_exceptions=True)

    def _hello(self) -> Event:
        self._last_on_socket = self._synced
        return {"type": "hello", "token": self._token, "after": self._synced}

    def _transmit(self, client_id: str) -> None:
        text = self.outbox[client_id]
        self.link.send({"type": "message", "client_message_id": client_id, "text": text})
        if self._overdue is None:
            loop = asyncio.get_running_loop()
            self._overdue = loop.call_later(ACKNOWLEDGED_WITHIN, self._expect_acknowledged)

    def _expect_acknowledged(self) -> None:
        self._overdue = None
        if self.outbox:
            self.link.cut()

    def _hear(self, event: Event) -> None:
        kind = event["type"]
        if kind == "welcome":
            self._caught_up(event["messages"])
            self._last_on_socket = self._synced
            for client_id in list(self.outbox):
                self._transmit(client_id)
        elif kind == "message":
            self._in_order(event["message"]["seq"])
            self._merge(event["message"])
        elif kind == "ack":
            self._acknowledge(event["client_message_id"], event["seq"])
        elif kind == "error":
            self._refused(event)
        if kind in ("welcome", "owner"):
            self.owner = event["owner"]
        if self._has_gap() and self._replay is None:
            self._replay = asyncio.create_task(self._fill_gap())

    def _refused(self, event: Event) -> None:
        """Note what was refused; the customer presses "try again", and the widget sends it anew."""
        self.seen.refused.append(event["code"])
        client_id = event.get("client_message_id")
        if client_id in self.outbox:
            loop = asyncio.get_running_loop()
            loop.call_later(1.0, lambda: client_id in self.outbox and self._transmit(client_id))

    def _in_order(self, seq: int) -> None:
        if seq <= self._last_on_socket:
            self.seen.faults["delivered out of order"] += 1
        self._last_on_socket = max(self._last_on_socket, seq)

    def _acknowledge(self, client_id: str, seq: int) -> None:
        if self.acknowledged.setdefault(client_id, seq) != seq:
            self.seen.faults["acknowledged under two numbers"] += 1
        if (text := self.outbox.get(client_id)) is not None:
            message = {"seq": seq, "client_message_id": client_id, "author": "customer"}
            self._merge(message | {"text": text})

    def _merge(self, message: dict[str, Any]) -> None:
        seq = message["seq"]
        known = self.messages.setdefault(seq, message)
        if any(known[key] != message[key] for key in ("client_message_id", "author", "text")):
            self.seen.faults["changed under its number"] += 1
        client_id = message["client_message_id"]
        if self.outbox.pop(client_id, None) is not None:
            # The widget takes an echo in a welcome for an acknowledgement.
            self.acknowledged.setdefault(client_id, seq)
        while self._synced + 1 in self.messages:
            self._synced += 1

    def _caught_up(self, messages: list[dict[str, Any]]) -> None:
        numbers = [message["seq"] for message in messages]
        if numbers != sorted(set(numbers)):
            self.seen.faults["replayed out of order"] += 1
        for message in messages:
            self._merge(message)
        if numbers:
            self._synced = max(self._synced, numbers[-1])

    def _has_gap(self) -> bool:
        return max(self.messages, default=0) > self._synced

    async def _fill_gap(self) -> None:
        await asyncio.sleep(REPLAY_AFTER)
        try:
            if not self._has_gap():
                return
            path = f"{self._url}/api/v1/conversations/{self.id}/messages?after={self._synced}"
            headers = {"Authorization": f"Bearer {self._token}"}
            async with self._session.get(path, headers=headers, timeout=ASK_BY) as response:
                response.raise_for_status()
                self._caught_up((await response.json())["messages"])
        except (aiohttp.ClientError, OSError, TimeoutError):
            self.link.cut()
        finally:
            self._replay = None
