"""The parts of the service, under one key of the application."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from crm.settings import Settings
from gateway.database import AsyncStore
from gateway.engine.client import EngineClient
from gateway.hub import Hub
from gateway.identity import Identity
from gateway.limits import Buckets
from gateway.metrics import Metrics
from gateway.predictions import Predictions
from gateway.turns import Turns

RunAction = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]


@dataclass(frozen=True)
class RateLimits:
    """The buckets of all that is limited."""

    conversations_by_address: Buckets
    messages_by_address: Buckets
    messages_by_conversation: Buckets
    sign_ins_by_address: Buckets
    predictions_by_address: Buckets


@dataclass(frozen=True)
class Gateway:
    """All that handlers work with, wired once in :mod:`gateway.app`."""

    settings: Settings
    store: AsyncStore
    engine: EngineClient
    identity: Identity
    hub: Hub
    turns: Turns
    limits: RateLimits
    metrics: Metrics
    predictions: Predictions
    run_action: RunAction


GATEWAY: web.AppKey[Gateway] = web.AppKey("gateway", Gateway)
