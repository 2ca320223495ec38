"""Who kills: gateway and engine at random points, and brings each back after a while."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Callable

import aiohttp
import psycopg
from sqlalchemy import make_url

from benchmarks.chaos_processes import Killed, kill_engine_of

# A share of the kills hits a program that is still starting; a few outages are long enough for
# customers to be handed over to a person.
EARLY, LONG = 0.2, 0.04
POLITE = 0.05
UP = 2.0
# The engine starts sooner than the service, and is not to have all the kills.
LEAD = 10


class Killer:
    """Kills until it has done enough.

    Parameters
    ----------
    enough:
        Returns whether the work is done, given the kills so far.
    long:
        Seconds of a long outage of the engine.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        service: Killed,
        url: str,
        chance: random.Random,
        enough: Callable[[int], bool],
        long: float,
    ) -> None:
        self.kills: Counter[str] = Counter()
        self._session = session
        self._service = service
        self._url = url
        self._chance = chance
        self._enough = enough
        self._long = long

    @property
    def total(self) -> int:
        """How many were killed so far."""
        return self.kills["gateway"] + self.kills["engine"]

    @property
    def done(self) -> bool:
        """Whether it was enough."""
        return self._enough(self.total)

    async def harass_gateway(self, pace: float, ready: str = "/healthz") -> None:
        """Kill the service again and again; leave it running."""
        while not self.done:
            if self._chance.random() < EARLY:
                await asyncio.sleep(self._chance.random() * 2.0)
            else:
                began = time.monotonic()
                await self._service.answers(self._session, self._url + ready)
                # On a busy machine it starts slowly, and all else is slow as well.
                longest = max(pace, UP * (time.monotonic() - began))
                await asyncio.sleep(self._chance.random() * longest)
            if self.done:
                return
            if self._chance.random() < POLITE:
                await self._service.stop()
                self.kills["gateway stopped politely"] += 1
            else:
                self.kills["gateway"] += await self._service.kill()
            await asyncio.sleep(self._chance.random() ** 3)
            await self._service.start()

    async def harass_stand_in(self, engine: Killed, pace: float) -> None:
        """Kill the stand-in, and start it after its own deaths as well; leave it running."""
        while not self.done:
            try:
                async with asyncio.timeout(self._chance.random() * pace):
                    await engine.ended()
                self.kills["engine by itself"] += 1
            except TimeoutError:
                if self.done:
                    break
                if self.kills["engine"] > self.kills["gateway"] + LEAD:
                    continue
                self.kills["engine"] += await engine.kill()
            if self._chance.random() < LONG:
                self.kills["long outages"] += 1
                await asyncio.sleep(self._long)
            await asyncio.sleep(self._chance.random() ** 3)
            await engine.start()
        # It may die by itself also while the last answers are due.
        while True:
            await engine.ended()
            await engine.start()

    async def harass_database(self, url: str, pace: float) -> None:
        """Cut all connections of the service to a PostgreSQL database, again and again."""
        parsed = make_url(url).set(drivername="postgresql")
        dsn = parsed.set(database="postgres").render_as_string(hide_password=False)
        cut = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s"
        async with await psycopg.AsyncConnection.connect(dsn, autocommit=True) as admin:
            while not self.done:
                await asyncio.sleep(self._chance.random() * pace)
                row = await (await admin.execute(cut, (parsed.database,))).fetchone()
                self.kills["connections to the database"] += row[0] if row else 0

    async def harass_real(self, pace: float) -> None:
        """Kill the engine that the service runs, again and again."""
        while not self.done:
            await asyncio.sleep(self._chance.random() * pace)
            if not self.done:
                self.kills["engine"] += kill_engine_of(self._service.pid)
