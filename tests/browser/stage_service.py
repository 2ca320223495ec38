"""The gateway with the engine that plays its parts: `stage_service.py PORT FOLDER [ORIGIN...]`.

A process of its own, so that a test may kill it and start it again on the same port and store.
"""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import web

from crm import agents
from crm.migrations import upgrade
from crm.store import Store
from crm.vault import Vault
from gateway.app import Parts, create_app
from gateway.passwords import hash_password
from tests.browser.stage import AGENT, OPENS
from tests.browser.stage_engine import StageEngine
from tests.fixtures_store import DATA_KEY
from tests.gateway.service import PASSWORD, run_test_actions, settings_in


def clock_of(folder: Path) -> datetime:
    """Return when the play began, which its first process has kept."""
    began = folder / "began"
    if not began.exists():
        began.write_text(datetime.now(UTC).isoformat(), "ascii")
    return datetime.fromisoformat(began.read_text("ascii"))


async def serve(port: int, folder: Path, origins: tuple[str, ...]) -> None:
    """Serve until killed."""
    url = f"sqlite:///{folder / 'attune.db'}"
    fresh = not (folder / "attune.db").exists()
    upgrade(url)
    began = clock_of(folder)
    store = Store(url, Vault(DATA_KEY), lambda: OPENS + (datetime.now(UTC) - began))
    if fresh:
        with store.transaction() as unit:
            agents.add_agent(unit, *AGENT, hash_password(PASSWORD))
    engine = StageEngine()
    await engine.server.start_server()
    engine.callback = f"http://127.0.0.1:{port}/internal/actions/webhook"
    parts = Parts(store=store, engines=engine, run_action=run_test_actions)
    runner = web.AppRunner(create_app(settings_in(folder, allowed_origins=origins), port, parts))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]), tuple(sys.argv[3:])))
