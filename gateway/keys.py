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
from gateway.metrics import Metrics
from gateway.predictions import Predictions
from gateway.queue_board import QueueBoard
from gateway.rate_limits import RateLimits
from gateway.refusals import Refusals
from gateway.turns import Turns

RunAction = Callable[[dict[str, Any]], Awaitable[dict[str, Any] | None]]


@dataclass(frozen=True)
class Gateway:
    """All that handlers work with, wired once in :mod:`gateway.app`."""

    settings: Settings
    store: AsyncStore
    engine: EngineClient
    identity: Identity
    hub: Hub
    queue: QueueBoard
    turns: Turns
    limits: RateLimits
    metrics: Metrics
    refusals: Refusals
    predictions: Predictions
    run_action: RunAction


GATEWAY: web.AppKey[Gateway] = web.AppKey("gateway", Gateway)
