"""Real stores for tests: SQLite in a file and PostgreSQL in a database of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from crm import tables
from crm.migrations import upgrade
from crm.store import Store
from crm.vault import Vault

DATA_KEY = "a-key-that-only-tests-know-0123456789"
SERVER = os.environ.get("ATTUNE_TEST_POSTGRES", "postgresql+psycopg://127.0.0.1:5432/postgres")


class Clock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """Return the present instant."""
        return self.now

    def advance(self, **parts: float) -> None:
        """Move the clock forward by a ``timedelta``'s parts."""
        self.now += timedelta(**parts)


@pytest.fixture
def clock() -> Clock:
    """Return a clock at noon (UTC) of 15 June 2026, a Monday."""
    return Clock()


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """Create a database on the local server and drop it at the end."""
    server = make_url(SERVER)
    dsn = server.set(drivername="postgresql").render_as_string(hide_password=False)
    try:
        admin = psycopg.connect(dsn, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError as error:
        pytest.skip(f"no PostgreSQL server at {server.host}:{server.port}: {error}")
    name = f"attune_test_{uuid.uuid4().hex[:12]}"
    with admin:
        admin.execute(f'CREATE DATABASE "{name}"')
    url = server.set(database=name).render_as_string(hide_password=False)
    upgrade(url)
    yield url
    with psycopg.connect(dsn, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty SQLite store with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("template") / "attune.db"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_store(sqlite_template: Path, tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """Return an empty store on SQLite."""
    path = tmp_path / "attune.db"
    path.write_bytes(sqlite_template.read_bytes())
    store = Store(f"sqlite:///{path}", Vault(DATA_KEY), clock)
    yield store
    store.close()


@pytest.fixture
def postgres_store(postgres_url: str, clock: Clock) -> Iterator[Store]:
    """Return an empty store on PostgreSQL."""
    store = Store(postgres_url, Vault(DATA_KEY), clock)
    names = ", ".join(table.name for table in tables.metadata.sorted_tables)
    with store.transaction() as unit:
        # The audit log refuses to be emptied; only who owns the database can make it.
        for sql in (
            "ALTER TABLE audit_log DISABLE TRIGGER audit_log_whole",
            f"TRUNCATE {names} RESTART IDENTITY CASCADE",
            "ALTER TABLE audit_log ENABLE TRIGGER audit_log_whole",
        ):
            unit.connection.exec_driver_sql(sql)
    yield store
    store.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest) -> Store:
    """Return an empty store, once on each database."""
    name = "sqlite_store" if request.param == "sqlite" else "postgres_store"
    found: Store = request.getfixturevalue(name)
    return found
