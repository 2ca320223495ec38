"""How much one visitor may ask for: token buckets in this process."""

from __future__ import annotations

import time
from collections.abc import Callable

from crm.errors import AttuneError
from crm.setting_kinds import Rate

_SWEEP_ABOVE = 10_000


class TooMany(AttuneError):
    """Too many requests; ``retry_after`` seconds later there is room again."""

    def __init__(self, detail: str, retry_after: float) -> None:
        super().__init__("rate_limited", detail)
        self.retry_after = max(1, round(retry_after))


class Buckets:
    """A token bucket for each key.

    Parameters
    ----------
    what:
        What is limited, in words.
    clock:
        Returns seconds that only grow.
    """

    def __init__(self, what: str, rate: Rate, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._rate = rate
        self._clock = clock
        self._levels: dict[str, tuple[float, float]] = {}

    def take(self, key: str) -> None:
        """Take one token.

        Raises
        ------
        TooMany
            If none is left.
        """
        now = self._clock()
        level, since = self._levels.get(key, (self._rate.burst, now))
        level = min(self._rate.burst, level + (now - since) * self._rate.per_second)
        if level < 1:
            wait = (1 - level) / self._rate.per_second
            raise TooMany(f"too many {self._what}; try again in {max(1, round(wait))} s", wait)
        if len(self._levels) > _SWEEP_ABOVE:
            self._sweep(now)
        self._levels[key] = (level - 1, now)

    def _sweep(self, now: float) -> None:
        """Forget the keys whose buckets are full again."""
        refill = self._rate.burst / self._rate.per_second
        self._levels = {k: v for k, v in self._levels.items() if now - v[1] < refill}
