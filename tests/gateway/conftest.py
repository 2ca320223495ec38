"""A running service for each test."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from crm import agents
from crm.store import Store
from gateway.passwords import hash_password
from tests.gateway.service import PASSWORD, Desk, Service, SignIn, settings_in
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


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Return the hash of the tests' password, made once because it is slow on purpose."""
    return hash_password(PASSWORD)


@pytest.fixture
async def sign_in(
    service: Service, sqlite_store: Store, password_hash: str
) -> AsyncIterator[SignIn]:
    """Return a function that adds an agent by name and signs them in."""
    desks: list[Desk] = []

    async def sign_in_as(name: str) -> Desk:
        email = f"{name.lower()}@shop.example"
        with sqlite_store.transaction() as unit:
            agents.add_agent(unit, email, name, password_hash)
        desks.append(await service.sign_in(email))
        return desks[-1]

    yield sign_in_as
    for desk in desks:
        await desk.session.close()
