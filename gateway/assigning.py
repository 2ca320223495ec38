"""Conversations given to agents by rule, at once when somebody joins the line and now and then."""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress

from crm.assigning import give
from crm.assignment import Mode
from crm.ownership import Owner
from gateway.database import AsyncStore
from gateway.desk_api import publish_change
from gateway.hub import Hub, Owned

log = logging.getLogger(__name__)

# An agent who comes, or has room again in another process, says nothing here.
LOOK_EVERY = 3.0


class Assigning:
    """Gives those who wait to agents who have room; does nothing where it is done by hand."""

    def __init__(self, store: AsyncStore, hub: Hub, look_every: float = LOOK_EVERY) -> None:
        self._store = store
        self._hub = hub
        self._look_every = look_every
        self._wake = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Begin to give."""
        if self._store.store.rules.mode is Mode.BY_HAND:
            return
        self._tasks = [
            asyncio.create_task(self._watch(), name="assigning-watch"),
            asyncio.create_task(self._give(), name="assigning"),
        ]

    async def stop(self) -> None:
        """Stop giving."""
        for task in self._tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _watch(self) -> None:
        while True:
            with self._hub.listening_to_all() as subscription:
                while (happening := await subscription.get()) is not None:
                    # One more waits, or one who gave a conversation away has room.
                    if isinstance(happening, Owned) and happening.owner != Owner.AGENT.value:
                        self._wake.set()

    async def _give(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), self._look_every)
            self._wake.clear()
            try:
                changes = await self._store.write(give)
            except Exception:
                log.exception("nobody could be given to an agent")
                continue
            for change in changes:
                publish_change(self._hub, change)
