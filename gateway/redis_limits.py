"""Levels of buckets that several processes share, in Redis.

One script takes a token at once, by the clock of the server. A server that is slow or gone never
keeps a visitor waiting: each process then counts for itself, and asks again a little later.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
import time
from collections.abc import Callable
from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from crm.setting_kinds import Rate
from gateway.limits import LocalLevels

log = logging.getLogger(__name__)

PREFIX = "attune:limits:"
# Longer than a server in the same house ever takes, and no customer notices it.
WITHIN = 0.25
# How long a server that failed is left alone.
PAUSE = 5.0
CONNECTIONS = 16

# Levels are text, because numbers that scripts return lose their fractions.
TAKE = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local burst, per_second = tonumber(ARGV[1]), tonumber(ARGV[2])
local kept = redis.call('HMGET', KEYS[1], 'level', 'at')
local level, at = tonumber(kept[1]), tonumber(kept[2])
if level == nil or at == nil then
  level, at = burst, now
end
level = math.min(burst, level + math.max(0, now - at) * per_second)
if level < 1 then
  return tostring((1 - level) / per_second)
end
level = level - 1
redis.call('HSET', KEYS[1], 'level', string.format('%.6f', level), 'at', string.format('%.6f', now))
redis.call('PEXPIRE', KEYS[1], math.ceil((burst - level) / per_second * 1000) + 1000)
return '0'
"""


class RedisLevels:
    """Levels in Redis; while it does not answer, those of this process.

    Parameters
    ----------
    url:
        ``redis://``, ``rediss://`` or ``unix://``.
    key:
        Keys of buckets are digests under it, so that Redis knows no addresses.
    local:
        The levels of this process.
    clock:
        Returns seconds that only grow.
    """

    def __init__(
        self,
        url: str,
        key: str,
        local: LocalLevels | None = None,
        prefix: str = PREFIX,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        pool = BlockingConnectionPool.from_url(
            url,
            max_connections=CONNECTIONS,
            timeout=WITHIN,
            socket_connect_timeout=WITHIN,
            socket_timeout=WITHIN,
            retry=Retry(NoBackoff(), 0),
        )
        self._redis: Redis = Redis(connection_pool=pool)
        self._script: Any = self._redis.register_script(TAKE)
        self._key = key.encode()
        self._local = local or LocalLevels()
        self._prefix = prefix
        self._clock = clock
        self._ask_again = 0.0
        self._down = False

    @property
    def down(self) -> bool:
        """Whether the server failed when it was asked last."""
        return self._down

    async def take(self, name: str, rate: Rate, key: str) -> float:
        """Take one token and return 0, or return the seconds until there is one to take."""
        if self._down:
            if self._clock() < self._ask_again:
                return await self._local.take(name, rate, key)
            # One request finds out; those beside it do not wait for it.
            self._ask_again = self._clock() + PAUSE
        try:
            async with asyncio.timeout(2 * WITHIN):
                wait = await self._script(
                    keys=[self._name(name, key)], args=[rate.burst, rate.per_second]
                )
        except (RedisError, OSError, TimeoutError) as error:
            self._failed(error)
            return await self._local.take(name, rate, key)
        if self._down:
            self._down = False
            log.warning("Redis answers again: limits hold for all processes together")
        return float(wait)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()
        await self._redis.connection_pool.disconnect()

    def _failed(self, error: Exception) -> None:
        self._ask_again = self._clock() + PAUSE
        if not self._down:
            self._down = True
            # The error itself may quote the address with its password.
            kind = type(error).__name__
            log.warning("Redis does not answer (%s): each process limits for itself", kind)

    def _name(self, name: str, key: str) -> str:
        digest = hmac.new(self._key, f"{name}:{key}".encode(), hashlib.sha256)
        return f"{self._prefix}{name}:{digest.hexdigest()[:32]}"
