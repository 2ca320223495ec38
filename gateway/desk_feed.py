"""Summaries of the conversations in which something happens, made once for all desks."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from crm.queue_line import line
from crm.store import Unit
from crm.summaries import MOST, summaries_of
from gateway.database import AsyncStore
from gateway.hub import Hub, Owned, Typing

log = logging.getLogger(__name__)

# What happens within this many seconds is told together.
GATHER = 0.1
LONGEST_QUEUE = 500
# The order of the line changes as time passes, too.
LOOK_EVERY = 10.0


class DeskFeed:
    """Tells each desk how conversations stand, a moment after they changed.

    Nothing is read while nobody is at a desk.
    """

    def __init__(self, store: AsyncStore, hub: Hub) -> None:
        self._store = store
        self._hub = hub
        self._desks: set[asyncio.Queue[str]] = set()
        self._changed: dict[str, None] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._moved = False
        self._line: list[str] = []

    async def start(self) -> None:
        """Begin to listen."""
        self._tasks = [
            asyncio.create_task(self._gather(), name="desk-gather"),
            asyncio.create_task(self._tell(), name="desk-tell"),
            asyncio.create_task(self._tell_line(), name="desk-line"),
        ]

    async def stop(self) -> None:
        """Stop listening."""
        for task in self._tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def desks(self) -> int:
        """Number of open desks."""
        return len(self._desks)

    @contextmanager
    def desk(self) -> Iterator[asyncio.Queue[str]]:
        """Yield a queue of summaries, as the events that a desk is sent."""
        desk: asyncio.Queue[str] = asyncio.Queue(LONGEST_QUEUE)
        self._desks.add(desk)
        try:
            yield desk
        finally:
            self._desks.discard(desk)

    def changed(self, conversation_id: str) -> None:
        """Let all desks have the summary of a conversation anew."""
        if self._desks:
            self._changed[conversation_id] = None

    def tell(self, event: dict[str, Any]) -> None:
        """Send an event to all desks."""
        text = json.dumps(event)
        for desk in self._desks:
            # A desk that far behind has newer ones to come.
            if not desk.full():
                desk.put_nowait(text)

    async def _gather(self) -> None:
        while True:
            with self._hub.listening_to_all() as subscription:
                while (happening := await subscription.get()) is not None:
                    if self._desks and not isinstance(happening, Typing):
                        self._changed[happening.conversation_id] = None
                        self._moved |= isinstance(happening, Owned)

    async def _tell(self) -> None:
        while True:
            await asyncio.sleep(GATHER)
            if not self._changed:
                continue
            ids, self._changed = list(self._changed), {}
            try:
                found = await self._store.read(lambda unit, ids=ids: summaries_of(unit, ids))  # type: ignore[misc]
            except Exception:
                log.exception("the summaries of %d conversations could not be read", len(ids))
                continue
            for summary in found:
                self.tell({"type": "conversation", "conversation": summary})

    async def _tell_line(self) -> None:
        """Tell the order of help whenever it has become another one."""
        waited = 0.0
        while True:
            await asyncio.sleep(GATHER)
            waited += GATHER
            if not (self._desks and (self._moved or waited >= LOOK_EVERY)):
                continue
            waited, self._moved = 0.0, False
            try:
                found = await self._store.read(_first_in_line)
            except Exception:
                log.exception("the line could not be read")
                continue
            if found != self._line:
                self._line = found
                self.tell({"type": "line", "ids": found})


def _first_in_line(unit: Unit) -> list[str]:
    return list(line(unit))[:MOST]
