"""How many sockets there may be, from which pages, and until when."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from crm.store import Store
from gateway.requests import LARGEST_BODY
from gateway.sockets import SOCKETS, TOKEN_EXPIRED, Sockets
from tests.fixtures_store import Clock
from tests.gateway.service import Service, Talk, eventually, settings_in
from tests.gateway.turn_engine import FakeEngine

Start = Callable[..., Any]


@pytest.fixture
async def start(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Start]:
    """Return a function that starts a service with settings of its own."""
    running: list[Service] = []

    async def start_with(**changes: Any) -> Service:
        running.append(Service(sqlite_store, fake_engine, settings_in(tmp_path, **changes)))
        await running[-1].start()
        return running[-1]

    yield start_with
    for service in running:
        await service.stop()


async def refused(service: Service, **headers: str) -> tuple[int, str, int]:
    """Ask for a socket in vain; return status, code and the seconds to wait."""
    upgrade = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    async with service.client.get("/api/v1/socket", headers=upgrade | headers) as response:
        body = await response.json()
        return response.status, body["code"], int(response.headers.get("Retry-After", "0"))


async def welcomed(talk: Talk) -> Any:
    """Return a socket that got in."""
    socket = await talk.connect()
    await socket.until(type="welcome")
    return socket


async def test_an_address_may_open_so_many(start: Start) -> None:
    """One more is refused before it opens; other addresses and closed sockets do not count."""
    service = await start(sockets_per_address=2, proxies=1)
    here, there = {"X-Forwarded-For": "192.0.2.1"}, {"X-Forwarded-For": "192.0.2.2"}
    opened = [await service.client.ws_connect("/api/v1/socket", headers=here) for _ in range(2)]
    before = await refused(service, **here)
    await service.client.ws_connect("/api/v1/socket", headers=there)
    await opened[0].close()
    again = await service.client.ws_connect("/api/v1/socket", headers=here)

    assert (429, "too_many_sockets", 30) == before
    assert not again.closed


async def test_a_process_holds_so_many(start: Start) -> None:
    """A full service says so, and when to come again; REST goes on."""
    service = await start(sockets=3)
    opened = [await service.client.ws_connect("/api/v1/socket") for _ in range(3)]
    full = await refused(service)
    talk = await service.begin()
    await opened[0].close()
    socket = await welcomed(talk)

    assert (503, "sockets_full", 30) == full
    assert not socket.raw.closed


async def test_a_conversation_has_so_many_windows(start: Start) -> None:
    """The page that is too much is told, with the time to wait, and closed for later."""
    service = await start(sockets_per_conversation=2)
    talk, other = await service.begin(), await service.begin()
    first, _ = await welcomed(talk), await welcomed(talk)
    third = await talk.connect()
    error = await third.receive()
    end = await third.raw.receive(timeout=5)
    await welcomed(other)
    await first.close()
    await eventually(lambda: service.gateway.hub.customers == 2)

    assert ("error", "too_many_sockets", 30) == (
        error["type"],
        error["code"],
        error["retry_after"],
    )
    assert (aiohttp.WSMsgType.CLOSE, 1013) == (end.type, end.data)
    await welcomed(talk)


async def test_places_are_given_back(start: Start) -> None:
    """However a socket ends (refused, broken, left), its place is free again."""
    service = await start(sockets=1)
    sockets: Any = service.client.app[SOCKETS]  # type: ignore[index]
    for ending in ("refused", "left", "broken", "no socket"):
        if ending == "no socket":
            async with service.client.get("/api/v1/socket") as response:
                assert 400 == response.status
        else:
            raw = await service.client.ws_connect("/api/v1/socket")
            if ending == "refused":
                await raw.send_str("nonsense")
                await raw.receive_json(timeout=5)
            elif ending == "broken":
                raw._response.connection.transport.abort()  # type: ignore[union-attr]
            await raw.close()
        await eventually(lambda: sockets._admitted == 0)

    assert ({}, {}) == (dict(sockets._addresses), dict(sockets._conversations))


async def test_a_socket_ends_with_its_token(
    service: Service, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """A window that was open for a month is told why it ends; one with a newer token stays."""
    sockets: Sockets = service.client.app[SOCKETS]  # type: ignore[index]
    talk = await service.begin()
    old = await welcomed(talk)
    clock.advance(days=20)
    newer = Talk(service, talk.id, service.gateway.identity.conversation_token(talk.id))
    young = await welcomed(newer)
    await sockets.close_expired()
    clock.advance(days=10)
    await sockets.close_expired()
    error = await old.receive()
    end = await old.raw.receive(timeout=5)
    await young.send(type="ping")

    assert ("error", "token_expired") == (error["type"], error["code"])
    assert (aiohttp.WSMsgType.CLOSE, TOKEN_EXPIRED) == (end.type, end.data)
    assert "pong" == (await young.receive())["type"]


async def test_nothing_is_taken_after_the_end(service: Service, clock: Clock) -> None:
    """A message that comes after the token's end is not stored, before anybody looked."""
    talk = await service.begin()
    socket = await welcomed(talk)
    clock.advance(days=30)
    await socket.send(type="message", client_message_id="m1", text="Too late")
    error = await socket.receive()
    end = await socket.raw.receive(timeout=5)

    assert ("token_expired", TOKEN_EXPIRED) == (error["code"], end.data)
    assert [] == service.engine.texts


async def test_a_frame_may_be_so_large(service: Service) -> None:
    """What is larger than any message closes the socket, and nobody else's."""
    talk = await service.begin()
    socket, other = await welcomed(talk), await welcomed(talk)
    await socket.raw.send_str("x" * (LARGEST_BODY + 1))
    end = await socket.raw.receive(timeout=5)
    await other.send(type="ping")

    assert (aiohttp.WSMsgType.CLOSE, 1009) == (end.type, end.data)
    assert "pong" == (await other.receive())["type"]


OWN = "own"


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        (OWN, True),
        ("https://shop.example", True),
        ("HTTPS://SHOP.example", True),
        ("https://shop.example.evil.example", False),
        ("https://evil.example", False),
        ("http://shop.example", False),
        ("https://shop.example:8443", False),
        ("null", False),
        ("", False),
        ("x" * 3000, False),
        ("http://[::1", False),
        ("http://a]b", False),
        ("//", False),
    ],
)
async def test_pages_of_other_sites_are_kept_out(
    start: Start, origin: str | None, allowed: bool
) -> None:
    """Sockets and every call of the API: browsers on pages that are not listed do nothing here."""
    service = await start(allowed_origins=("https://shop.example",))
    talk = await service.begin()
    if origin == OWN:
        origin = str(service.client.make_url("/")).rstrip("/")
    headers = {"Origin": origin} if origin is not None else {}
    body = {"client_message_id": "m1", "text": "Hello"}
    statuses = []
    for method, path in (
        ("POST", "/api/v1/conversations"),
        ("GET", talk.path),
        ("POST", talk.path),
        ("GET", f"/api/v1/conversations/{talk.id}"),
    ):
        async with service.client.request(
            method, path, json=body, headers=talk.headers | headers
        ) as response:
            statuses.append(response.status)
            assert "Access-Control-Allow-Origin" not in response.headers
    try:
        socket = await service.client.ws_connect("/api/v1/socket", headers=headers)
        statuses.append(101)
        await socket.close()
    except aiohttp.WSServerHandshakeError as error:
        statuses.append(error.status)

    assert ([201, 200, 201, 200, 101] if allowed else [403] * 5) == statuses


async def test_browsers_get_no_leave_to_read_from_elsewhere(start: Start) -> None:
    """CORS stays closed: the question whether another page may call is answered with no."""
    service = await start(allowed_origins=("https://shop.example",))
    headers = {
        "Origin": "https://shop.example",
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization",
    }
    async with service.client.options("/api/v1/conversations", headers=headers) as response:
        granted = [name for name in response.headers if name.startswith("Access-Control")]

    assert (405, []) == (response.status, granted)
