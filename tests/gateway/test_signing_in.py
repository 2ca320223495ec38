"""Signing in: the customer's conversation over HTTP, and nobody becomes who they are not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from crm.store import Store
from tests.gateway.keys import EC_KEY, RSA_KEY, claims_for, public_jwk, sign, write_keys
from tests.gateway.service import Service, SignIn, Talk, settings_in
from tests.gateway.turn_engine import FakeEngine

BROWSER = {"Sec-Fetch-Mode": "cors"}


async def begin(service: Service, **body: Any) -> tuple[int, dict[str, Any]]:
    """Begin a conversation as the widget does; return status and answer."""
    async with service.client.post("/api/v1/conversations", json=body, headers=BROWSER) as response:
        return response.status, await response.json()


def talk_of(service: Service, answer: dict[str, Any]) -> Talk:
    """Return the customer who got an answer."""
    return Talk(service, answer["conversation_id"], answer["token"])


@pytest.fixture
async def postgres_service(
    postgres_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a running service on PostgreSQL."""
    running = Service(postgres_store, fake_engine, settings_in(tmp_path))
    await running.start()
    yield running
    await running.stop()


@pytest.fixture(params=["service", "postgres_service"])
def either(request: pytest.FixtureRequest, service: Service) -> Service:
    """Return a running service, once on each database."""
    found: Service = request.getfixturevalue(request.param)
    return found


async def test_a_customer_comes_back_to_the_conversation(service: Service) -> None:
    """On another device, with another token, the same customer reads what was said."""
    identity = service.gateway.identity
    first = await begin(service, customer_token=identity.customer_token("C-1"))
    await talk_of(service, first[1]).say("m1", "Hello")
    again = await begin(service, customer_token=identity.customer_token("C-1"))
    texts = [text for _, _, text in await talk_of(service, again[1]).lines()]

    assert (201, 200) == (first[0], again[0])
    assert ["Hello", "You said: Hello"] == texts


async def test_tabs_at_once_get_one_conversation(either: Service) -> None:
    """Twelve tabs open at the same instant: one begins it, all the others are led there."""
    token = either.gateway.identity.customer_token("C-1")
    answers = await asyncio.gather(*(begin(either, customer_token=token) for _ in range(12)))

    assert 1 == len({answer["conversation_id"] for _, answer in answers})
    assert [200] * 11 + [201] == sorted(status for status, _ in answers)


async def test_a_guest_signs_in_within_the_conversation(service: Service) -> None:
    """The id, the token, the dialogue and an open socket stay; the engine learns the customer."""
    _, answer = await begin(service)
    talk = talk_of(service, answer)
    await talk.say("m1", "count")
    socket = await talk.connect()
    await socket.until(type="welcome")
    token = service.gateway.identity.customer_token("C-1")
    status, joined = await begin(service, customer_token=token, conversation_token=talk.token)
    await socket.send(type="message", client_message_id="m2", text="count")
    reply = await socket.until(type="message")
    before, after = (body["customer"] for body in service.engine.asked)

    assert (200, talk.id) == (status, joined["conversation_id"])
    assert ("Turn 2", None, True) == (reply["message"]["text"], before, after is not None)
    assert "C-1" not in json.dumps(service.engine.asked)


async def test_a_turn_that_waits_goes_on_as_the_customers(service: Service) -> None:
    """A message whose turn waits for an engine is answered to whom the conversation is by then."""
    _, answer = await begin(service)
    talk = talk_of(service, answer)
    socket = await talk.connect()
    service.engine.up = False
    await socket.send(type="message", client_message_id="m1", text="Hello")
    await socket.until(type="ack")
    token = service.gateway.identity.customer_token("C-1")
    await begin(service, customer_token=token, conversation_token=talk.token)
    service.engine.up = True
    await socket.until(type="message")

    assert [True] == [body["customer"] is not None for body in service.engine.asked]


async def test_the_desk_sees_at_once_who_signed_in(service: Service, sign_in: SignIn) -> None:
    """An open desk is told of the conversation with its customer, and the room shows them."""
    _, answer = await begin(service)
    talk = talk_of(service, answer)
    await talk.say("m1", "Hello")
    desk = await sign_in("Ana")
    socket = await desk.connect()
    await socket.send(type="ping")
    await socket.until(type="pong")
    token = service.gateway.identity.customer_token("C-1")
    await begin(service, customer_token=token, conversation_token=talk.token)
    while not (event := await socket.until(type="conversation"))["conversation"]["customer"]:
        pass
    room = await desk.get(f"conversations/{talk.id}")

    assert talk.id == event["conversation"]["id"]
    assert room["customer"] is not None


@pytest.mark.parametrize(
    ("tokens", "status", "code"),
    [
        ({"conversation_token": "guest"}, 422, "customer_token_missing"),
        ({"customer_token": "C-1", "conversation_token": 7}, 422, "conversation_token_invalid"),
        ({"customer_token": "C-1", "conversation_token": " "}, 422, "conversation_token_invalid"),
        ({"customer_token": "C-1", "conversation_token": "C-1"}, 401, "token_invalid"),
        ({"customer_token": "guest", "conversation_token": "guest"}, 401, "token_invalid"),
        ({"customer_token": "guest"}, 401, "token_invalid"),
        ({"customer_token": "server"}, 401, "token_invalid"),
        ({"customer_token": "C-2", "conversation_token": "theirs"}, 403, "not_your_conversation"),
        ({"customer_token": "x" * 9000}, 401, "token_invalid"),
    ],
)
async def test_one_token_does_not_stand_for_another(
    service: Service, tokens: dict[str, Any], status: int, code: str
) -> None:
    """Each token in its own place, and nobody joins what is somebody else's."""
    identity = service.gateway.identity
    guest = (await begin(service))[1]["token"]
    theirs = (await begin(service, customer_token=identity.customer_token("C-1")))[1]["token"]
    made = {
        "guest": guest,
        "theirs": theirs,
        "server": identity.server_token("stock"),
        "C-1": identity.customer_token("C-1"),
        "C-2": identity.customer_token("C-2"),
    }
    body = {name: made.get(value, value) for name, value in tokens.items()}
    actual, answer = await begin(service, **body)

    assert (status, code) == (actual, answer["code"])


async def test_who_writes_is_whom_the_token_names(service: Service) -> None:
    """Whatever a client says of itself, over REST or a socket, is not looked at."""
    identity = service.gateway.identity
    _, mine = await begin(service, customer_token=identity.customer_token("C-1"))
    _, theirs = await begin(service, customer_token=identity.customer_token("C-2"))
    await talk_of(service, theirs).say("m0", "Hello")
    victim = service.engine.asked[-1]["customer"]
    talk = talk_of(service, mine)
    claims: dict[str, Any] = {
        "customer": victim,
        "customer_id": 2,
        "customer_token": identity.customer_token("C-2"),
        "sender": victim,
        "sender_id": theirs["conversation_id"],
        "conversation_id": theirs["conversation_id"],
        "metadata": {"customer": victim},
        "author": "agent",
    }
    body = {"client_message_id": "m1", "text": "Mine?"} | claims
    async with service.client.post(talk.path, json=body, headers=talk.headers) as response:
        assert 201 == response.status
    socket = await talk.connect()
    await socket.send(type="message", **(body | {"client_message_id": "m2"}))
    await socket.until(type="message")
    asked = service.engine.asked[1:]

    assert [(talk.id, False)] * 2 == [
        (one["conversation_id"], one["customer"] == victim) for one in asked
    ]
    assert 1 == len({one["customer"] for one in asked})
    assert ["customer", "bot"] * 2 == [m["author"] for m in await talk.messages()]
    assert 2 == len(await talk_of(service, theirs).messages())


async def test_shops_sign_with_their_own_keys(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path, clock: Any
) -> None:
    """Customers are vouched for under an RSA key and under one on a curve, by the settings."""
    file = write_keys(tmp_path / "k.json", public_jwk(RSA_KEY, "r1"), public_jwk(EC_KEY, "e1"))
    service = Service(sqlite_store, fake_engine, settings_in(tmp_path, shop_keys=file))
    await service.start()
    claims = claims_for(clock)
    tokens = [
        sign(claims, RSA_KEY, "RS256", "r1"),
        sign(claims, EC_KEY, "ES256", "e1"),
        sign(claims, EC_KEY, "ES256", "e2"),
    ]
    answers = [await begin(service, customer_token=token) for token in tokens]
    await service.stop()

    assert [201, 200, 401] == [status for status, _ in answers]
    assert "token_key_unknown" == answers[2][1]["code"]
