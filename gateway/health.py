"""Is it alive, can it take a turn, and how is it doing."""

from __future__ import annotations

import logging

from aiohttp import web
from sqlalchemy import text

from crm import outbox
from crm.migrations import pending
from crm.store import Unit
from gateway.desk_socket import DESK_FEED
from gateway.keys import GATEWAY, Gateway
from gateway.problems import problem

log = logging.getLogger(__name__)


def add_routes(app: web.Application) -> None:
    """Add the routes of this module."""
    app.router.add_get("/healthz", alive)
    app.router.add_get("/readyz", ready)
    app.router.add_get("/metrics", metrics)


async def alive(request: web.Request) -> web.Response:
    """Say that the process lives."""
    return web.json_response({"status": "alive"})


async def ready(request: web.Request) -> web.Response:
    """Say whether a turn can be served now, and if not, why."""
    gateway = request.app[GATEWAY]
    reasons = await _store_reasons(gateway)
    if not await gateway.engine.ready():
        reasons.append(gateway.engine.engines.reason)
    if reasons:
        return problem(503, "not_ready", "; ".join(reasons))
    # Replies fall back to neutral scores, so that no turn waits for a model.
    missing = await gateway.predictions.missing()
    # Without Redis each process limits for itself: nothing to stop for.
    limits = gateway.limits.kept_in
    return web.json_response({"status": "ready", "models_missing": missing, "limits": limits})


async def metrics(request: web.Request) -> web.Response:
    """Return the metrics in the format of Prometheus."""
    gateway = request.app[GATEWAY]
    numbers = gateway.metrics
    numbers.engine_ready.set(1 if await gateway.engine.ready() else 0)
    numbers.waiting_turns.set(gateway.turns.busy)
    numbers.sockets.labels("customer").set(gateway.hub.customers)
    numbers.sockets.labels("desk").set(request.app[DESK_FEED].desks)
    backlog = await gateway.store.read(outbox.backlog)
    numbers.outbox_waiting.set(backlog.waiting)
    age = (gateway.store.store.clock() - backlog.oldest).total_seconds() if backlog.oldest else 0
    numbers.outbox_lag.set(age)
    return web.Response(
        body=numbers.page(), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
    )


async def _store_reasons(gateway: Gateway) -> list[str]:
    def look(unit: Unit) -> bool:
        unit.connection.execute(text("SELECT 1"))
        return pending(unit.connection)

    try:
        outdated = await gateway.store.read(look)
    except Exception as error:
        log.warning("the store cannot be read: %s", type(error).__name__)
        return [f"the customer store cannot be read ({type(error).__name__})"]
    return ["the customer store has an old schema: run `attune up`"] if outdated else []
