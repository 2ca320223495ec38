"""The service on a real socket, with the fake engine behind it."""

from __future__ import annotations

import asyncio
import dataclasses
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp.test_utils import TestClient, TestServer

from crm import handovers
from crm.settings import Settings, load_settings
from crm.store import Store
from gateway.app import Parts, create_app
from gateway.database import AsyncStore
from gateway.keys import GATEWAY, Gateway, RunAction
from tests.fixtures_store import DATA_KEY
from tests.gateway.turn_engine import TOKEN, FakeEngine

TOKEN_KEY = "a-token-key-that-only-tests-know-0123456"
SHOP_SECRET = "a-shop-secret-that-only-tests-know-01234"
PASSWORD = "correct horse battery"


def settings_in(folder: Path, **changes: Any) -> Settings:
    """Return settings for a service whose files lie in a folder."""
    settings = load_settings(
        {
            "ATTUNE_VAR": str(folder),
            "ATTUNE_DATA_KEY": DATA_KEY,
            "ATTUNE_TOKEN_KEY": TOKEN_KEY,
            "ATTUNE_SHOP_SECRET": SHOP_SECRET,
            "ATTUNE_ENGINE_TOKEN": TOKEN,
            "ATTUNE_TURN_TIMEOUT": "5",
        }
    )
    return dataclasses.replace(settings, **changes)


def run_test_actions(store: AsyncStore) -> RunAction:
    """Return the runner of the one action that the fake engine calls."""

    async def run(call: dict[str, Any]) -> dict[str, Any] | None:
        if call["next_action"] == "action_broken":
            raise RuntimeError("the action is broken")
        await store.write(
            lambda unit: handovers.request_handover(
                unit,
                call["sender_id"],
                "asked_for_person",
                message_id=call["tracker"]["message_id"],
            )
        )
        return {"events": [], "responses": []}

    return run


class Service:
    """A running service and a client of it.

    Parameters
    ----------
    store:
        The store's address and clock are taken; each start opens it anew.
    """

    def __init__(self, store: Store, engine: FakeEngine, settings: Settings, **parts: Any) -> None:
        self.engine = engine
        self.settings = settings
        self._template = store
        self._parts = parts
        self.client: TestClient[Any, Any]

    async def start(self) -> None:
        """Start it on a free port."""
        template = self._template
        destinations = ("webhook",) if self.settings.webhook_url else ()
        store = Store(template.url, template.vault, template.clock, destinations)
        given = {"run_action": run_test_actions} | self._parts
        app = create_app(self.settings, 0, Parts(store=store, engines=self.engine, **given))
        self.client = TestClient(TestServer(app))
        await self.client.start_server()
        self.engine.callback = str(self.client.make_url("/internal/actions/webhook"))

    async def stop(self) -> None:
        """Stop it; the store's file stays."""
        await self.client.close()

    @property
    def gateway(self) -> Gateway:
        """The parts of the running service."""
        assert self.client.app is not None
        return self.client.app[GATEWAY]

    async def begin(self, **body: Any) -> Talk:
        """Begin a conversation."""
        async with self.client.post("/api/v1/conversations", json=body) as response:
            assert 201 == response.status, await response.text()
            made = await response.json()
        return Talk(self, made["conversation_id"], made["token"])

    async def sign_in(self, email: str, password: str = PASSWORD) -> Desk:
        """Sign an agent in, in a browser of their own."""
        session = aiohttp.ClientSession(
            base_url=self.client.make_url("/"), cookie_jar=aiohttp.CookieJar(unsafe=True)
        )
        credentials = {"email": email, "password": password}
        async with session.post("/desk/api/session", json=credentials) as response:
            assert 200 == response.status, await response.text()
            csrf = (await response.json())["csrf"]
        return Desk(session, {"X-CSRF-Token": csrf})


@dataclasses.dataclass
class Talk:
    """A customer in a conversation."""

    service: Service
    id: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """What authorises the customer."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def path(self) -> str:
        """Where the messages are."""
        return f"/api/v1/conversations/{self.id}/messages"

    async def say(self, client_id: str, text: str) -> tuple[int, dict[str, Any]]:
        """Send a message over REST; return status and answer."""
        body = {"client_message_id": client_id, "text": text}
        async with self.service.client.post(self.path, json=body, headers=self.headers) as response:
            return response.status, await response.json()

    async def messages(self, after: int = 0) -> list[dict[str, Any]]:
        """List the messages."""
        async with self.service.client.get(
            self.path, params={"after": after}, headers=self.headers
        ) as response:
            assert 200 == response.status, await response.text()
            found: list[dict[str, Any]] = (await response.json())["messages"]
            return found

    async def lines(self) -> list[tuple[int, str, str]]:
        """List number, author and text of the messages."""
        return [(m["seq"], m["author"], m["text"]) for m in await self.messages()]

    async def connect(self, after: int = 0) -> Socket:
        """Open a socket and say hello."""
        socket = Socket(await self.service.client.ws_connect("/api/v1/socket"))
        await socket.send(type="hello", token=self.token, after=after)
        return socket


@dataclasses.dataclass
class Desk:
    """An agent at the desk."""

    session: aiohttp.ClientSession
    csrf: dict[str, str]

    async def get(self, path: str) -> dict[str, Any]:
        """Read something."""
        async with self.session.get(f"/desk/api/{path}") as response:
            assert 200 == response.status, await response.text()
            found: dict[str, Any] = await response.json()
            return found

    async def post(self, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
        """Change something; return status and answer."""
        async with self.session.post(f"/desk/api/{path}", json=body, headers=self.csrf) as response:
            return response.status, await response.json()

    async def connect(self) -> Socket:
        """Open the desk's socket."""
        return Socket(await self.session.ws_connect("/desk/api/socket"))


@dataclasses.dataclass
class Socket:
    """An open WebSocket that speaks JSON."""

    raw: aiohttp.ClientWebSocketResponse

    async def send(self, **event: Any) -> None:
        """Send an event."""
        await self.raw.send_json(event)

    async def receive(self) -> dict[str, Any]:
        """Return the next event."""
        event: dict[str, Any] = await self.raw.receive_json(timeout=5)
        return event

    async def until(self, **wanted: Any) -> dict[str, Any]:
        """Return the first event that has these values, and skip those before it."""
        while True:
            event = await self.receive()
            if all(event.get(key) == value for key, value in wanted.items()):
                return event

    async def close(self) -> None:
        """Close it."""
        await self.raw.close()


SignIn = Callable[[str], Awaitable[Desk]]


async def eventually(condition: Callable[[], Any], seconds: float = 5.0) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while not condition():
            await asyncio.sleep(0.01)
