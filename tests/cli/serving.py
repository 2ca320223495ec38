"""Serves an application with fake engines as `attune serve` serves the real one."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from cli.serve import listen, run
from crm.settings import PROJECT, Settings, load_settings
from gateway.engine.supervisor import Supervisor
from gateway.engine.watch import Launch

FAKE = PROJECT / "tests" / "gateway" / "fake_engine.py"


def make_app(settings: Settings, port: int) -> web.Application:
    """Return an application that runs two fake engines and tells whether they are ready."""
    folder = Path(settings.var)

    def plan(index: int, engine_port: int) -> Launch:
        command = (sys.executable, str(FAKE), str(engine_port), str(folder))
        return Launch(command, dict(os.environ), folder, folder / f"engine-{index}.log")

    supervisor = Supervisor(2, plan)

    async def engines(_app: web.Application) -> AsyncIterator[None]:
        await supervisor.start()
        yield
        await supervisor.stop()

    async def ready(_request: web.Request) -> web.Response:
        every = len([state for state in supervisor.states if state.phase == "ready"]) == 2
        return web.json_response({"detail": supervisor.reason}, status=200 if every else 503)

    app = web.Application()
    app.cleanup_ctx.append(engines)
    app.router.add_get("/readyz", ready)
    return app


if __name__ == "__main__":
    chosen = load_settings()
    chosen.var.mkdir(parents=True, exist_ok=True)
    asyncio.run(run(chosen, listen(chosen), make_app))
