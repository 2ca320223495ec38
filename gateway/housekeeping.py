"""What must happen from time to time: leases, turns that were left, the catalogue, help pages."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from crm import attachments, leases, mail_tickets, promises
from crm.catalogue_file import export
from crm.promises import Alert
from crm.store import Unit
from gateway.database import AsyncStore
from gateway.desk_api import publish_change
from gateway.desk_feed import DeskFeed
from gateway.hub import Hub, Said
from gateway.turns import Turns

log = logging.getLogger(__name__)

# Turns that this process lost (its write failed) or another one left behind.
LEFT_BEHIND = timedelta(minutes=2)
ALERT_EVERY = 5.0
OFFER_EVERY = 3.0


class Housekeeping:
    """Runs the regular duties of one service.

    Parameters
    ----------
    catalogue_file:
        Where the engine reads the shop's products.
    feed:
        Tells the desks what they should know.
    """

    def __init__(
        self, store: AsyncStore, hub: Hub, turns: Turns, catalogue_file: Path, feed: DeskFeed
    ) -> None:
        self._feed = feed
        self._looked = store.store.clock()
        self._store = store
        self._hub = hub
        self._turns = turns
        self._catalogue_file = catalogue_file
        self._tasks: list[asyncio.Task[None]] = []

    async def prepare(self) -> None:
        """Do what must be done before an engine starts; the store may not be ready yet."""
        with suppress(DatabaseError):
            await self.export_catalogue()

    async def start(self) -> None:
        """Take up what a former run left, then begin the duties."""
        with suppress(DatabaseError):
            await self._turns.resume()
        duties: list[tuple[float, Callable[[], Awaitable[None]]]] = [
            (5.0, self.expire_leases),
            (30.0, self.resume_turns),
            (5.0, self.take_back),
            (ALERT_EVERY, self.alert),
            (OFFER_EVERY, self.offer_tickets),
            (30.0, self.export_catalogue),
            (3.0, self.refresh_help),
            (600.0, self.drop_unsent_files),
        ]
        self._tasks = [
            asyncio.create_task(_regularly(every, duty), name=duty.__name__)
            for every, duty in duties
        ]

    async def stop(self) -> None:
        """End the duties."""
        for task in self._tasks:
            task.cancel()
        with suppress(asyncio.CancelledError):
            await asyncio.gather(*self._tasks, return_exceptions=True)

    async def expire_leases(self) -> None:
        """Put the conversations of vanished agents back into the queue."""
        for change in await self._store.write(leases.expire_leases):
            publish_change(self._hub, change)

    async def resume_turns(self) -> None:
        """Take up turns that nobody works on."""
        await self._turns.resume(older_than=LEFT_BEHIND)

    async def take_back(self) -> None:
        """Let the bot answer what nobody is there to answer, once it can."""
        await self._turns.take_back()

    async def alert(self) -> None:
        """Warn the desks of promises that are about to be broken, and tell of those that were."""

        def look(unit: Unit) -> tuple[datetime, list[Alert]]:
            return unit.now, promises.alerts(unit, self._looked)

        now, found = await self._store.read(look)
        self._looked = now
        for one in found:
            self._feed.changed(one.conversation_id)
            kind, words = one.state.value, one.words(now)
            event = {"type": "alert", "kind": kind, "words": words}
            self._feed.tell(event | {"conversation_id": one.conversation_id})

    async def offer_tickets(self) -> None:
        """Let those who wait for nobody leave a ticket."""
        for offered in await self._store.write(mail_tickets.offer_tickets):
            for message in offered.messages:
                self._hub.publish(Said(offered.conversation.public_id, message))

    async def export_catalogue(self) -> None:
        """Let the engine know what the shop sells now."""
        await self._store.read(lambda unit: export(unit, self._catalogue_file))

    async def drop_unsent_files(self) -> None:
        """Delete files that were uploaded long ago and went with no message."""
        count = await self._store.write(attachments.drop_unsent)
        if count:
            log.info("deleted %d files that were never sent", count)

    async def refresh_help(self) -> None:
        """Take in help pages that were imported or edited; on a thread, for it may take long."""
        store = self._store.store
        # The store may not be ready yet.
        with suppress(DatabaseError):
            await asyncio.to_thread(store.help_centre.refresh, store)


async def _regularly(every: float, duty: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await duty()
        except Exception:
            log.exception("%s failed", getattr(duty, "__name__", "a duty"))
        await asyncio.sleep(every)
