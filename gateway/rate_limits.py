"""All that is limited in how often it may be asked for, by the settings."""

from __future__ import annotations

from dataclasses import dataclass

from crm.settings import Settings
from gateway.limits import Buckets, Levels, LocalLevels
from gateway.redis_limits import RedisLevels


@dataclass(frozen=True)
class RateLimits:
    """The buckets of all that is limited, and where their levels are kept."""

    levels: Levels
    conversations_by_address: Buckets
    messages_by_address: Buckets
    messages_by_conversation: Buckets
    sign_ins_by_address: Buckets
    predictions_by_address: Buckets
    openings_by_address: Buckets

    @property
    def kept_in(self) -> str:
        """Say where levels are kept now: ``redis``, ``redis_down`` or ``process``."""
        if isinstance(self.levels, RedisLevels):
            return "redis_down" if self.levels.down else "redis"
        return "process"

    async def close(self) -> None:
        """Close the connection to Redis, if there is one."""
        if isinstance(self.levels, RedisLevels):
            await self.levels.close()


def rate_limits(settings: Settings) -> RateLimits:
    """Return the limits: in Redis when several processes share them, else in this one."""
    levels: Levels = LocalLevels()
    if settings.redis_url:
        levels = RedisLevels(settings.redis_url, settings.token_key)

    def buckets(name: str, what: str) -> Buckets:
        return Buckets(name, what, getattr(settings, name), levels)

    return RateLimits(
        levels,
        conversations_by_address=buckets(
            "conversations_per_address", "conversations from this address"
        ),
        messages_by_address=buckets("messages_per_address", "messages from this address"),
        messages_by_conversation=buckets(
            "messages_per_conversation", "messages in this conversation"
        ),
        predictions_by_address=buckets("predictions_per_address", "predictions from this address"),
        openings_by_address=buckets("openings_per_address", "openings from this address"),
        sign_ins_by_address=buckets("sign_ins_per_address", "attempts to sign in"),
    )
