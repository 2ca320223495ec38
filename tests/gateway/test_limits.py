"""Limits in this process and in Redis: the same rules, and Redis may fail at any time."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from redis.asyncio import Redis

from crm.setting_kinds import Rate
from crm.store import Store
from gateway.limits import Buckets, Levels, LocalLevels, TooMany
from gateway.redis_limits import RedisLevels
from tests.gateway.service import Service, settings_in
from tests.gateway.turn_engine import FakeEngine

REDIS = os.environ.get("ATTUNE_TEST_REDIS", "redis://127.0.0.1:6379/0")
KEY = "a-token-key-that-only-tests-know-0123456"
ONCE_AN_HOUR = 1 / 3600

MakeLevels = Callable[[], Levels]


@pytest.fixture
async def prefix() -> AsyncIterator[str]:
    """Return a prefix of this test's keys in Redis, which are gone afterwards."""
    name = f"attune:test:{uuid.uuid4().hex}:"
    yield name
    async with Redis.from_url(REDIS) as redis:
        async for key in redis.scan_iter(f"{name}*"):
            await redis.delete(key)


@pytest.fixture
async def shared(prefix: str) -> AsyncIterator[Callable[[], RedisLevels]]:
    """Return a function that gives each process of a test its levels in one Redis."""
    made: list[RedisLevels] = []

    def make() -> RedisLevels:
        made.append(RedisLevels(REDIS, KEY, prefix=prefix))
        return made[-1]

    yield make
    assert not any(levels.down for levels in made), f"no Redis server at {REDIS}"
    for levels in made:
        await levels.close()


@pytest.fixture(params=["process", "redis"])
def levels(request: pytest.FixtureRequest) -> Levels:
    """Return levels, once in this process and once in Redis."""
    if request.param == "process":
        return LocalLevels()
    found: Levels = request.getfixturevalue("shared")()
    return found


async def let_through(takes: list[Awaitable[None]]) -> list[bool]:
    """Return which of some takes got something."""
    done = await asyncio.gather(*takes, return_exceptions=True)
    assert {type(one) for one in done} <= {type(None), TooMany}
    return [one is None for one in done]


async def test_a_burst_is_let_through(levels: Levels) -> None:
    """So many and not one more, each visitor on their own, even at the same instant."""
    buckets = Buckets("messages", "messages", Rate(5, ONCE_AN_HOUR), levels)
    takes = [buckets.take(key) for key in ["ana", "ben"] * 20]
    through = await let_through(takes)

    assert (5, 5) == (sum(through[0::2]), sum(through[1::2]))


async def test_kinds_of_things_are_counted_apart(levels: Levels) -> None:
    """Who has sent too many messages may still begin a conversation."""
    one = Buckets("messages", "messages", Rate(1, ONCE_AN_HOUR), levels)
    other = Buckets("conversations", "conversations", Rate(1, ONCE_AN_HOUR), levels)
    await one.take("ana")
    await other.take("ana")

    with pytest.raises(TooMany):
        await one.take("ana")


async def test_a_bucket_refills(levels: Levels) -> None:
    """After a pause there is room again, for as much as came in meanwhile."""
    buckets = Buckets("messages", "messages", Rate(2, 20), levels)
    for _ in range(2):
        await buckets.take("ana")
    refused = False
    async with asyncio.timeout(10):
        while True:
            try:
                await buckets.take("ana")
                break
            except TooMany:
                refused = True
                await asyncio.sleep(0.01)

    assert refused


async def test_it_is_said_when_to_come_again(levels: Levels) -> None:
    """The wait is what the bucket takes to hold one again, in whole seconds."""
    buckets = Buckets("messages", "messages here", Rate(1, 0.01), levels)
    await buckets.take("ana")

    with pytest.raises(TooMany) as refused:
        await buckets.take("ana")
    assert 95 <= refused.value.retry_after <= 100
    assert f"too many messages here; try again in {refused.value.retry_after} s" == (
        refused.value.detail
    )


def test_a_bucket_of_this_process_refills_by_its_clock() -> None:
    """A burst is let through, then one at a time as the bucket fills again."""
    times = iter((0.0, 0.0, 0.0, 0.5, 1.0, 1.0, 1.0))
    levels = LocalLevels(lambda: next(times))
    actual = [0 == levels.taken("messages", Rate(2, 1), "ana") for _ in range(6)]

    assert [True, True, False, False, True, False] == actual
    assert 0 == levels.taken("messages", Rate(2, 1), "ben")


@given(
    steps=st.lists(st.floats(0, 5), max_size=60),
    burst=st.integers(1, 5),
    per_second=st.floats(0.1, 3),
)
def test_never_more_than_the_rate(steps: list[float], burst: int, per_second: float) -> None:
    """Over any span nobody gets more than the burst and what flows in."""
    now = 0.0
    levels = LocalLevels(lambda: now)
    got = 0
    for step in steps:
        now += step
        got += levels.taken("messages", Rate(burst, per_second), "ana") == 0

    assert got <= burst + now * per_second + 1e-6


def test_full_buckets_are_forgotten() -> None:
    """A flood of addresses is not remembered for longer than it counts."""
    now = 0.0
    levels = LocalLevels(lambda: now)
    for n in range(30_000):
        levels.taken("messages", Rate(2, 1), f"address-{n}")
        now += 0.01

    assert len(levels._levels) < 11_000


async def test_processes_share_a_limit(shared: Callable[[], RedisLevels]) -> None:
    """Whichever process a visitor comes to, it is one bucket."""
    processes = [
        Buckets("messages", "messages", Rate(10, ONCE_AN_HOUR), shared()) for _ in range(3)
    ]
    through = await let_through([process.take("ana") for process in processes for _ in range(20)])

    assert 10 == sum(through)


async def test_redis_knows_no_addresses_and_forgets(
    shared: Callable[[], RedisLevels], prefix: str
) -> None:
    """Keys are digests that end by themselves once their buckets are full."""
    await shared().take("messages", Rate(2, 1), "192.0.2.7")
    async with Redis.from_url(REDIS, decode_responses=True) as redis:
        keys = [key async for key in redis.scan_iter(f"{prefix}*")]
        lives = await redis.pttl(keys[0])

    assert (1, False) == (len(keys), "192.0.2.7" in keys[0])
    assert 0 < lives <= 2000


@pytest.fixture
async def broken() -> AsyncIterator[Callable[[str], Awaitable[str]]]:
    """Return a function that gives the address of a Redis that fails in a given way."""
    servers: list[asyncio.Server] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, how: str) -> None:
        try:
            while await reader.read(1000):
                if how == "nonsense":
                    writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                elif how == "refusing":
                    writer.write(b"-NOAUTH Authentication required.\r\n" * 3)
                elif how == "closing":
                    break
        except ConnectionError:
            pass
        finally:
            writer.close()

    async def start(how: str) -> str:
        if how == "gone":
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                return f"redis://:hunter2@127.0.0.1:{free.getsockname()[1]}/0"
        server = await asyncio.start_server(lambda r, w: serve(r, w, how), "127.0.0.1", 0)
        servers.append(server)
        return f"redis://:hunter2@127.0.0.1:{server.sockets[0].getsockname()[1]}/0"

    yield start
    for server in servers:
        server.close()


@pytest.mark.parametrize("how", ["gone", "silent", "nonsense", "refusing", "closing"])
async def test_without_redis_each_process_limits(
    broken: Callable[[str], Awaitable[str]], caplog: pytest.LogCaptureFixture, how: str
) -> None:
    """It fails, hangs or answers nonsense: limits hold here, nobody waits, and it is said once."""
    levels = RedisLevels(await broken(how), KEY, clock=lambda: 0.0)
    buckets = Buckets("messages", "messages", Rate(5, ONCE_AN_HOUR), levels)
    async with asyncio.timeout(10):
        through = await let_through([buckets.take("ana") for _ in range(50)])
    await levels.close()
    said = [r for r in caplog.records if r.levelno >= logging.WARNING]

    assert (5, True, 1) == (sum(through), levels.down, len(said))
    assert "hunter2" not in caplog.text


async def test_redis_is_asked_again_after_a_while(
    shared: Callable[[], RedisLevels], caplog: pytest.LogCaptureFixture
) -> None:
    """When it is back, the limits are those of all processes again, and that is said."""
    levels: Any = shared()
    now = 0.0
    levels._clock = lambda: now
    levels._failed(ConnectionError("lost"))
    await levels.take("messages", Rate(2, 1), "ana")
    meanwhile = levels.down
    now = 6.0
    await levels.take("messages", Rate(2, 1), "ana")

    assert (True, False) == (meanwhile, levels.down)
    assert "Redis answers again" in caplog.text


@pytest.mark.parametrize(
    ("how", "word"), [(None, "process"), ("gone", "redis_down"), ("real", "redis")]
)
async def test_the_service_is_ready_without_redis(
    sqlite_store: Store,
    fake_engine: FakeEngine,
    tmp_path: Path,
    broken: Callable[[str], Awaitable[str]],
    how: str | None,
    word: str,
) -> None:
    """Conversations begin whether Redis is there or not; the probe of readiness says which."""
    url = "" if how is None else REDIS if how == "real" else await broken(how)
    service = Service(sqlite_store, fake_engine, settings_in(tmp_path, redis_url=url))
    await service.start()
    talk = await service.begin()
    status, _ = await talk.say("m1", "Hello")
    async with service.client.get("/readyz") as response:
        ready = await response.json()
    await service.stop()

    assert (201, 200, word) == (status, response.status, ready["limits"])
