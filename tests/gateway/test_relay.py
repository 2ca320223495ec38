"""The relay posts events at least once, signed and in order."""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
import hmac
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from crm.settings import MissingSetting
from crm.store import Store
from gateway.app import create_app
from gateway.relay import signature
from tests.fixtures_store import Clock
from tests.gateway.service import Service, eventually, settings_in
from tests.gateway.turn_engine import FakeEngine

SECRET = "a-webhook-secret-that-only-tests-know-01"


class Receiver:
    """Takes deliveries; answers with the next of ``statuses``, then with 200."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.taken: list[dict[str, Any]] = []
        self.signed: list[bool] = []
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self.server = TestServer(app)

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        given = request.headers["X-Attune-Signature"]
        timestamp = given.partition(",")[0].removeprefix("t=")
        digest = hmac.new(SECRET.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
        self.signed.append(given == f"t={timestamp},v1={digest.hexdigest()}")
        self.taken.append(await request.json())
        status = self.statuses.pop(0) if self.statuses else 200
        return web.Response(status=status, headers={"Location": "/elsewhere"})


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    """Return a running receiver."""
    receiver = Receiver()
    await receiver.server.start_server()
    yield receiver
    await receiver.server.close()


@pytest.fixture
async def relaying(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path, receiver: Receiver
) -> AsyncIterator[Service]:
    """Return a service that delivers to the receiver."""
    url = str(receiver.server.make_url("/hook"))
    settings = dataclasses.replace(settings_in(tmp_path), webhook_url=url, webhook_secret=SECRET)
    service = Service(sqlite_store, fake_engine, settings)
    await service.start()
    yield service
    await service.stop()


async def test_events_arrive_signed_and_in_order(relaying: Service, receiver: Receiver) -> None:
    """What happened in a conversation arrives in its order, each with a good signature."""
    talk = await relaying.begin()
    await talk.say("m1", "Hello")
    await eventually(lambda: len(receiver.taken) >= 3)

    assert ["ConversationStarted", "MessageReceived", "TurnAnswered"] == [
        event["type"] for event in receiver.taken
    ]
    assert ({talk.id}, {True}) == (
        {event["conversation_id"] for event in receiver.taken},
        set(receiver.signed),
    )


async def test_refused_events_come_again(
    relaying: Service, receiver: Receiver, clock: Clock
) -> None:
    """A receiver that fails, or sends elsewhere, gets the same event again, then what follows."""
    receiver.statuses = [500, 302]
    talk = await relaying.begin()
    for wanted in (1, 2):
        await eventually(lambda wanted=wanted: len(receiver.taken) >= wanted)  # type: ignore[misc]
        await asyncio.sleep(0.05)
        clock.advance(seconds=10)
    await talk.say("m1", "Hello")
    await eventually(lambda: len(receiver.taken) >= 5)
    types = [event["type"] for event in receiver.taken]

    assert ["ConversationStarted"] * 3 + ["MessageReceived", "TurnAnswered"] == types
    assert 3 == len({event["event_id"] for event in receiver.taken})


def test_signatures_bind_time_and_body() -> None:
    """Another time, body or key gives another signature."""
    signatures = {
        signature(SECRET, 1, b"a"),
        signature(SECRET, 2, b"a"),
        signature(SECRET, 1, b"b"),
        signature(SECRET + "x", 1, b"a"),
    }

    assert 4 == len(signatures)


def test_deliveries_need_a_key(tmp_path: Path) -> None:
    """A webhook without a secret is refused at the start, by name."""
    settings = settings_in(tmp_path, webhook_url="https://shop.example/hook")

    with pytest.raises(MissingSetting, match="ATTUNE_WEBHOOK_SECRET"):
        create_app(settings, 0)
