"""A running service for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from crm.store import Store
from tests.gateway.service import Service, settings_in
from tests.gateway.turn_engine import FakeEngine


@pytest.fixture
async def fake_engine() -> AsyncIterator[FakeEngine]:
    """Return a running fake engine."""
    engine = FakeEngine()
    await engine.server.start_server()
    yield engine
    engine.gate.set()
    await engine.server.close()


@pytest.fixture
async def service(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a running service on SQLite."""
    running = Service(sqlite_store, fake_engine, settings_in(tmp_path))
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def impatient_service(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a service that tells customers at the first failure that it takes longer."""
    running = Service(sqlite_store, fake_engine, settings_in(tmp_path), patience=0.0)
    await running.start()
    yield running
    await running.stop()
