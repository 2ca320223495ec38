"""How many may hold something large in memory at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from crm.errors import Refused

RETRY_AFTER = 5


class Slots:
    """Lets a number of requests on at once; the others wait in line for a while.

    Parameters
    ----------
    total:
        How many at once.
    each:
        How many of them may be those of one key, so that nobody takes all.
    line:
        How many may wait: the beginning of what they send is held for them, too.
    patience:
        Seconds that one waits at most.
    """

    def __init__(self, total: int, each: int, line: int, patience: float) -> None:
        self._all = asyncio.Semaphore(total)
        self._each = each
        self._most = total + line
        self._patience = patience
        self._by_key: dict[str, asyncio.Semaphore] = {}
        self._users: Counter[str] = Counter()

    @asynccontextmanager
    async def taken(self, key: str) -> AsyncIterator[None]:
        """Hold a slot for as long as the block lasts.

        Raises
        ------
        Refused
            ``busy`` when none became free in time, or too many wait already.
        """
        if self._users.total() >= self._most:
            raise _busy()
        mine = self._by_key.setdefault(key, asyncio.Semaphore(self._each))
        self._users[key] += 1
        try:
            await self._wait(mine)
            try:
                await self._wait(self._all)
                try:
                    yield
                finally:
                    self._all.release()
            finally:
                mine.release()
        finally:
            self._users[key] -= 1
            if not self._users[key]:
                del self._users[key], self._by_key[key]

    async def _wait(self, semaphore: asyncio.Semaphore) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await semaphore.acquire()
        except TimeoutError:
            raise _busy() from None


def _busy() -> Refused:
    return Refused(
        "busy",
        f"too many files are on their way at once; try again in {RETRY_AFTER} s",
        values={"retry_after": str(RETRY_AFTER)},
    )
