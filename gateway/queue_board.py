"""The places of all who wait for a person: read once for everybody, told when they change."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from crm.queue_place import Place, places
from gateway.database import AsyncStore
from gateway.hub import Hub, Owned, Placed

log = logging.getLogger(__name__)

TELL_EVERY = 3.0
# Time passes and other processes take conversations, which nobody says here.
LOOK_EVERY = 15.0


class QueueBoard:
    """Knows who stands where in the line.

    Parameters
    ----------
    tell_every:
        Seconds between two rounds of news at least.
    """

    def __init__(self, store: AsyncStore, hub: Hub, tell_every: float = TELL_EVERY) -> None:
        self._store = store
        self._hub = hub
        self._tell_every = tell_every
        self._places: dict[str, Place] = {}
        self._told: dict[str, Place] = {}
        self._moved = False
        self._reading = asyncio.Lock()
        self._next: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to tell."""
        self._tasks = [
            asyncio.create_task(self._watch(), name="queue-watch"),
            asyncio.create_task(self._tell(), name="queue-tell"),
        ]

    async def stop(self) -> None:
        """Stop telling."""
        for task in [*self._tasks, *([self._next] if self._next else [])]:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def place_of(self, conversation_id: str) -> Place | None:
        """Return the place of a conversation at this moment; nothing when it does not wait."""
        await self._read()
        place = self._places.get(conversation_id)
        if place is not None:
            self._told[conversation_id] = place
        return place

    async def _read(self) -> None:
        """Wait for a reading that began after this call; all who ask meanwhile share it."""
        if self._next is None:
            self._next = asyncio.create_task(self._read_next(), name="queue-read")
        await asyncio.shield(self._next)

    async def _read_next(self) -> None:
        async with self._reading:
            self._next = None
            self._places = await self._store.read(places)

    async def _watch(self) -> None:
        while True:
            with self._hub.listening_to_all() as subscription:
                while (happening := await subscription.get()) is not None:
                    if isinstance(happening, Owned):
                        self._moved = True

    async def _tell(self) -> None:
        waited = 0.0
        while True:
            await asyncio.sleep(self._tell_every)
            waited += self._tell_every
            if not (self._told and (self._moved or waited >= LOOK_EVERY)):
                continue
            waited, self._moved = 0.0, False
            try:
                await self._read()
            except Exception:
                log.exception("the places of those who wait could not be read")
                continue
            self._tell_changes()

    def _tell_changes(self) -> None:
        for conversation_id, told in list(self._told.items()):
            place = self._places.get(conversation_id)
            if place is None or not self._hub.listened_to(conversation_id):
                del self._told[conversation_id]
            elif place != told:
                self._told[conversation_id] = place
                self._hub.publish(Placed(conversation_id, place))
