"""How much one visitor may ask for: a token bucket for each visitor and kind of thing."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import Protocol

from crm.errors import AttuneError
from crm.setting_kinds import Rate

_SWEEP_ABOVE = 10_000


class TooMany(AttuneError):
    """Too much at once; ``retry_after`` seconds later there is room again."""

    def __init__(self, detail: str, retry_after: float, code: str = "rate_limited") -> None:
        super().__init__(code, detail)
        self.retry_after = max(1, math.ceil(retry_after))


class Levels(Protocol):
    """Where the levels of buckets are kept."""

    async def take(self, name: str, rate: Rate, key: str) -> float:
        """Take one token and return 0, or return the seconds until there is one to take."""
        ...


class LocalLevels:
    """Levels of this process.

    Parameters
    ----------
    clock:
        Returns seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        # By name and key: the level, since when, and when the bucket is full again.
        self._levels: dict[tuple[str, str], tuple[float, float, float]] = {}
        self._sweep_above = _SWEEP_ABOVE

    async def take(self, name: str, rate: Rate, key: str) -> float:
        """Take one token and return 0, or return the seconds until there is one to take."""
        return self.taken(name, rate, key)

    def taken(self, name: str, rate: Rate, key: str) -> float:
        """Do the same, where nothing can be awaited."""
        now = self._clock()
        level, since, _ = self._levels.get((name, key), (rate.burst, now, now))
        level = min(rate.burst, level + (now - since) * rate.per_second)
        if level < 1:
            return (1 - level) / rate.per_second
        if len(self._levels) > self._sweep_above:
            self._sweep(now)
        left = level - 1
        self._levels[name, key] = (left, now, now + (rate.burst - left) / rate.per_second)
        return 0.0

    def _sweep(self, now: float) -> None:
        """Forget the buckets that are full again."""
        self._levels = {k: v for k, v in self._levels.items() if v[2] > now}
        # Where all of them are in use, looking at each again and again would not help.
        self._sweep_above = max(_SWEEP_ABOVE, 2 * len(self._levels))


class Buckets:
    """The buckets of one kind of thing.

    Parameters
    ----------
    name, what:
        What is limited, as an identifier and in words.
    levels:
        Where the levels are kept; none: in this process.
    """

    def __init__(self, name: str, what: str, rate: Rate, levels: Levels | None = None) -> None:
        self._name = name
        self._what = what
        self._rate = rate
        self._levels = levels or LocalLevels()

    async def take(self, key: str) -> None:
        """Take one token of a visitor.

        Raises
        ------
        TooMany
            If none is left.
        """
        wait = await self._levels.take(self._name, self._rate, key)
        if wait > 0:
            shown = max(1, math.ceil(wait))
            raise TooMany(f"too many {self._what}; try again in {shown} s", wait)
