"""The way in for engines, and limits for everybody."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import select

from crm.setting_kinds import Rate
from crm.store import Store
from crm.tables.conversations import conversations
from tests.gateway.service import Service, settings_in
from tests.gateway.turn_engine import TOKEN, FakeEngine


@pytest.fixture
async def strict_service(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a service behind one proxy that lets two messages of a conversation through."""
    once_an_hour = 1 / 3600
    settings = settings_in(
        tmp_path,
        proxies=1,
        messages_per_conversation=Rate(2, once_an_hour),
        conversations_per_address=Rate(3, once_an_hour),
    )
    running = Service(sqlite_store, fake_engine, settings)
    await running.start()
    yield running
    await running.stop()


@pytest.mark.parametrize(
    ("header", "status"),
    [
        (None, 401),
        ("", 401),
        (TOKEN, 401),
        ("token:wrong", 401),
        (f"token:{TOKEN}x", 401),
        ("token:💥".encode().decode("latin-1"), 401),
        (f"token:{TOKEN}", 422),
    ],
)
async def test_only_engines_run_actions(service: Service, header: str | None, status: int) -> None:
    """Without the shared token no action runs."""
    headers = {} if header is None else {"X-Attune-Engine": header}
    async with service.client.post(
        "/internal/actions/webhook", json={"next_action": 5}, headers=headers
    ) as response:
        assert status == response.status


async def test_a_broken_action_tells_nothing(service: Service) -> None:
    """An error inside an action is a plain 500 for the engine."""
    call = {"next_action": "action_broken", "sender_id": "x", "tracker": {}}
    headers = {"X-Attune-Engine": f"token:{TOKEN}"}
    async with service.client.post(
        "/internal/actions/webhook", json=call, headers=headers
    ) as response:
        body = await response.text()

    assert (500, False) == (response.status, "broken" in body)


async def test_the_settings_limit_a_conversation(strict_service: Service) -> None:
    """Who writes too much is told when to go on, and others are not kept waiting."""
    talk, other = await strict_service.begin(), await strict_service.begin()
    statuses = [(await talk.say(f"m{n}", "Hello"))[0] for n in range(3)]
    body = {"client_message_id": "m4", "text": "Hello"}
    async with strict_service.client.post(talk.path, json=body, headers=talk.headers) as response:
        wait = int(response.headers["Retry-After"])

    assert [201, 201, 429] == statuses
    assert (201, 429) == ((await other.say("m1", "Hello"))[0], response.status)
    assert 0 < wait <= 3600


@pytest.mark.parametrize(
    ("forwarded", "same"),
    [
        (["192.0.2.1", "192.0.2.1"], True),
        (["192.0.2.1", "192.0.2.2"], False),
        (["198.51.100.1, 192.0.2.1", "198.51.100.2, 192.0.2.1"], True),
        (["2001:db8::1", "2001:db8::2"], True),
        (["2001:db8:0:1::1", "2001:db8:0:2::1"], False),
        (["::ffff:192.0.2.1", "192.0.2.1"], True),
        (["nonsense", "nonsense"], True),
    ],
)
async def test_customers_behind_a_proxy_are_told_apart(
    strict_service: Service, sqlite_store: Store, forwarded: list[str], same: bool
) -> None:
    """The address that the proxy saw counts, not what the client says before it."""
    for address in forwarded:
        headers = {"X-Forwarded-For": address}
        async with strict_service.client.post("/api/v1/conversations", headers=headers) as response:
            assert 201 == response.status
    with sqlite_store.reading() as unit:
        origins = list(unit.connection.scalars(select(conversations.c.origin_index)))

    assert (2, same, True) == (len(origins), len(set(origins)) == 1, all(origins))
