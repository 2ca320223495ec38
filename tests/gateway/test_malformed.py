"""Whatever comes in, the answer names what is wrong with it: never a 500, never silence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSMsgType

from crm.store import Store
from tests.fixtures_store import Clock
from tests.gateway.service import PASSWORD, Service, SignIn, Socket, settings_in
from tests.gateway.turn_engine import TOKEN, FakeEngine

HALF = '{"client_message_id": "m1", "text": "a\\ud800b"}'
RAW_HALF = b'{"client_message_id": "m1", "text": "a\xed\xa0\x80b"}'
WHOLE = '{"client_message_id": "m1", "text": "\\ud83d\\ude00 \\\\ud800"}'


@pytest.mark.parametrize(
    ("body", "encoding", "status", "code"),
    [
        (b"zzzz", "gzip", 400, "malformed_body"),
        (HALF.encode(), None, 422, "text_malformed"),
        (RAW_HALF, None, 400, "malformed_json"),
        (WHOLE.encode(), None, 201, None),
        (b"\xff\xfe{\x00}\x00", None, 400, "malformed_json"),
    ],
)
async def test_malformed_bodies_are_named(
    service: Service, body: bytes, encoding: str | None, status: int, code: str | None
) -> None:
    """What cannot be unpacked or is no text at all is the client's error, not the service's."""
    talk = await service.begin()
    headers = talk.headers | ({"Content-Encoding": encoding} if encoding else {})
    async with service.client.post(talk.path, data=body, headers=headers) as response:
        answer = await response.json()

    assert (status, code) == (response.status, answer.get("code"))


@pytest.mark.parametrize(
    "body",
    [
        '{"email": "\\ud800", "password": "secret"}',
        '{"email": "a@b.example", "password": "\\uDFFF"}',
        '{"\\ud800": 1}',
    ],
)
async def test_credentials_that_are_no_text_are_refused(service: Service, body: str) -> None:
    """Half a character in an e-mail address or a password is no attempt to sign in."""
    async with service.client.post("/desk/api/session", data=body) as response:
        assert (422, "text_malformed") == (response.status, (await response.json())["code"])


@pytest.mark.parametrize("token", ["", " ", 5, ["a"]])
async def test_an_empty_customer_token_is_no_guest(service: Service, token: object) -> None:
    """A shop that sends an empty token has a fault; its customer is not taken for a guest."""
    body = {"customer_token": token}
    async with service.client.post("/api/v1/conversations", json=body) as response:
        assert (422, "customer_token_invalid") == (
            response.status,
            (await response.json())["code"],
        )


@pytest.mark.parametrize(
    "text", ["\u200b", "\u200d\ufeff \u2060", "\u3164", "\u2800", "\ufe0f\u0301"]
)
async def test_text_that_shows_nothing_is_refused(service: Service, text: str) -> None:
    """Characters without any width or ink are no message."""
    talk = await service.begin()
    status, problem = await talk.say("m1", text)

    assert (422, "text_empty") == (status, problem["code"])


async def test_binary_frames_are_answered(service: Service, sign_in: SignIn) -> None:
    """Both sockets say that they speak JSON in text frames."""
    talk, ana = await service.begin(), await sign_in("Ana")
    customer, desk = await talk.connect(), await ana.connect()
    await customer.until(type="welcome")

    async def answered(socket: Socket) -> dict[str, Any]:
        await socket.raw.send_bytes(b"\x00\x01")
        error = await socket.until(type="error")
        await socket.close()
        return error

    errors = [await answered(customer), await answered(desk)]

    assert ["binary_frame"] * 2 == [error["code"] for error in errors]


async def test_a_hello_in_a_binary_frame_is_refused(service: Service) -> None:
    """A socket that begins with bytes is told what to send first, and closed."""
    socket = Socket(await service.client.ws_connect("/api/v1/socket"))
    await socket.raw.send_bytes(b"{}")
    error = await socket.receive()
    end = await socket.raw.receive(timeout=5)

    assert ("hello_missing", WSMsgType.CLOSE) == (error["code"], end.type)


async def test_a_locked_account_says_when_to_come_back(
    service: Service, sign_in: SignIn, clock: Clock
) -> None:
    """A locked sign-in bears Retry-After."""
    await sign_in("Ana")
    body = {"email": "ana@shop.example", "password": "wrong"}
    for _ in range(5):
        async with service.client.post("/desk/api/session", json=body):
            pass
    clock.advance(seconds=10)
    async with service.client.post("/desk/api/session", json=body | {"password": PASSWORD}) as last:
        assert (429, "20") == (last.status, last.headers["Retry-After"])


async def test_an_unknown_action_is_named(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> None:
    """An engine with another model than this service's is told what is missing."""
    service = Service(sqlite_store, fake_engine, settings_in(tmp_path), run_action=None)
    await service.start()
    call = {"next_action": "action_of_tomorrow", "sender_id": "x", "tracker": {}}
    headers = {"X-Attune-Engine": f"token:{TOKEN}"}
    async with service.client.post(
        "/internal/actions/webhook", json=call, headers=headers
    ) as response:
        problem = await response.json()
    await service.stop()

    assert (404, "unknown_action") == (response.status, problem["code"])
    assert "action_of_tomorrow" in problem["detail"]
