"""Writes beside the event loop: each whole or not at all, several in one commit."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError

from crm.store import Store, Unit
from crm.tables.catalogue import categories
from gateway.database import AsyncStore


@pytest.fixture
async def database(store: Store) -> AsyncIterator[AsyncStore]:
    """Return an asynchronous store on each database."""
    database = AsyncStore(store)
    yield database
    await database.close()


def adding(slug: str) -> Callable[[Unit], str]:
    """Return a function that adds a category."""

    def add(unit: Unit) -> str:
        unit.connection.execute(insert(categories).values(slug=slug, name=slug, aliases=[]))
        return slug

    return add


def count(unit: Unit) -> int:
    """Return the number of categories."""
    return unit.connection.execute(select(func.count(categories.c.id))).scalar_one()


async def test_a_failing_write_undoes_itself_alone(database: AsyncStore) -> None:
    """Of writes that are committed together, one that raises leaves the others whole."""

    def add_and_fail(unit: Unit) -> None:
        adding("undone")(unit)
        raise RuntimeError("stop")

    writes = [database.write(adding(f"c{n}")) for n in range(20)]
    results = await asyncio.gather(
        *writes[:10],
        database.write(add_and_fail),
        database.write(adding("c0")),
        *writes[10:],
        return_exceptions=True,
    )

    assert [RuntimeError, IntegrityError] == [
        type(result) for result in results if isinstance(result, Exception)
    ]
    assert 20 == await database.read(count)


async def test_what_a_read_writes_is_undone(database: AsyncStore) -> None:
    """A reading unit leaves no trace."""
    await database.read(adding("a"))

    assert 0 == await database.read(count)


async def test_a_write_goes_on_without_its_caller(database: AsyncStore) -> None:
    """A caller who is cancelled does not take back what was queued."""
    task = asyncio.create_task(database.write(adding("a")))
    await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await database.write(adding("b"))

    assert 2 == await database.read(count)


async def test_closing_finishes_what_was_begun(sqlite_store: Store) -> None:
    """Writes that wait are done before the store closes; later ones are refused."""
    database = AsyncStore(sqlite_store)
    tasks = [asyncio.create_task(database.write(adding(f"c{n}"))) for n in range(10)]
    await asyncio.sleep(0)
    await database.close()
    done = await asyncio.gather(*tasks)

    assert [f"c{n}" for n in range(10)] == done
    with pytest.raises(RuntimeError, match="closed"):
        await database.write(count)


async def test_a_write_outlives_its_connection(postgres_store: Store) -> None:
    """A connection that breaks before the commit is replaced, and the write runs again."""
    database = AsyncStore(postgres_store)
    runs = []

    def add(unit: Unit) -> str:
        runs.append(1)
        added = adding("kept")(unit)
        if len(runs) == 1:
            unit.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return added

    added = await database.write(add)
    counted = await database.read(count)
    await database.close()

    assert ("kept", 2, 1) == (added, len(runs), counted)


async def test_a_read_outlives_its_connection(postgres_store: Store) -> None:
    """A connection that breaks while something is read is replaced, and it is read again."""
    database = AsyncStore(postgres_store)
    runs = []

    def look(unit: Unit) -> int:
        runs.append(1)
        if len(runs) == 1:
            unit.connection.exec_driver_sql("SELECT pg_terminate_backend(pg_backend_pid())")
        return count(unit)

    counted = await database.read(look)
    await database.close()

    assert (0, 2) == (counted, len(runs))
