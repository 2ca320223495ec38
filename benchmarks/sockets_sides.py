"""The two sides: the service with its store, and a bare service as the floor."""

from __future__ import annotations

import asyncio
import random
import shutil
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import aiohttp

from benchmarks import chaos_processes as processes
from benchmarks.chaos_page import Page
from benchmarks.chaos_processes import Killed
from crm import agents
from crm.migrations import upgrade
from crm.store import Store
from crm.vault import Vault
from gateway.engine.process import free_port
from gateway.passwords import hash_password

BEGIN_AT_ONCE = 32
PASSWORD = "a password of the bench"  # noqa: S105 - of accounts that live for minutes

Socket = aiohttp.ClientWebSocketResponse


class Side(Protocol):
    """A service with sockets."""

    name: str
    port: int
    path: str
    service: Killed

    async def start(self, stack: AsyncExitStack, session: aiohttp.ClientSession) -> None:
        """Start all that it needs, until it answers."""
        ...

    async def tokens(self, count: int) -> list[str]:
        """Return what as many pages say hello with."""
        ...

    async def desks(self, stack: AsyncExitStack, count: int) -> list[Socket]:
        """Return the sockets of desks that watch what :meth:`say` says."""
        ...

    async def say(self, client_id: str) -> None:
        """Send a message as a page does, and wait until it is acknowledged."""
        ...

    async def turn(self, client_id: str) -> None:
        """Have one request answered."""
        ...

    async def end(self) -> None:
        """Leave the page that says things."""
        ...


@dataclass
class Ours:
    """Attune, with the stand-in for the engine that is never slow."""

    folder: Path
    name: str = "Attune"
    path: str = "/api/v1/socket"
    port: int = field(default_factory=free_port)
    service: Killed = field(init=False)

    async def start(self, stack: AsyncExitStack, session: aiohttp.ClientSession) -> None:
        """Start the service on an empty store."""
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)
        self._session = session
        self.url = f"http://127.0.0.1:{self.port}"
        database, engine_port = f"sqlite:///{self.folder.resolve()}/attune.db", free_port()
        upgrade(database)
        environment = processes.service_environment(
            self.folder,
            database,
            self.port,
            ATTUNE_ENGINE_URL=f"http://127.0.0.1:{engine_port}",
        )
        self._store = Store(database, Vault(environment["ATTUNE_DATA_KEY"]))
        stack.callback(self._store.close)
        log = self.folder / "engine.log"
        engine = processes.stand_in_engine(environment, engine_port, 0, log, steady=True)
        stack.push_async_callback(engine.stop)
        await engine.start()
        self.service = processes.gateway(environment, self.folder / "gateway.log")
        stack.push_async_callback(self.service.stop)
        await self.service.start()
        await self.service.answers(session, f"{self.url}/readyz")
        self._talk = await self._begin()
        self._page: Page | None = None

    async def tokens(self, count: int) -> list[str]:
        """Begin a conversation for each page."""
        left, found = iter(range(count)), []

        async def begin() -> None:
            for _ in left:
                found.append((await self._begin())[1])

        await asyncio.gather(*(begin() for _ in range(BEGIN_AT_ONCE)))
        return found

    async def desks(self, stack: AsyncExitStack, count: int) -> list[Socket]:
        """Sign agents in and let each watch the conversation."""
        hashed, sockets = hash_password(PASSWORD), []
        for number in range(count):
            email = f"agent{number}@shop.example"
            with self._store.transaction() as unit:
                agents.add_agent(unit, email, f"Agent {number}", hashed)
            jar = aiohttp.CookieJar(unsafe=True)
            session = await stack.enter_async_context(
                aiohttp.ClientSession(trust_env=False, cookie_jar=jar)
            )
            credentials = {"email": email, "password": PASSWORD}
            async with session.post(f"{self.url}/desk/api/session", json=credentials) as response:
                response.raise_for_status()
            socket = await session.ws_connect(f"{self.url}/desk/api/socket")
            await socket.send_json({"type": "watch", "conversation_id": self._talk[0]})
            sockets.append(socket)
        return sockets

    async def say(self, client_id: str) -> None:
        """Send over the page's socket."""
        if self._page is None:
            chance = random.Random(0)  # noqa: S311 - no secret
            self._page = Page(self._session, self.url, self._talk, chance)
        self._page.write(client_id, f"message {client_id}")
        while client_id in self._page.outbox:  # noqa: ASYNC110 - the page has no event for it
            await asyncio.sleep(0.002)

    async def turn(self, client_id: str) -> None:
        """Have a message answered over REST."""
        conversation, token = self._talk
        async with self._session.post(
            f"{self.url}/api/v1/conversations/{conversation}/messages",
            json={"client_message_id": client_id, "text": "hello"},
            headers={"Authorization": f"Bearer {token}"},
        ) as response:
            response.raise_for_status()
            await response.read()

    async def end(self) -> None:
        """Leave the page that says things."""
        if self._page is not None:
            await self._page.close()
            self._page = None

    async def _begin(self) -> tuple[str, str]:
        async with self._session.post(f"{self.url}/api/v1/conversations", json={}) as response:
            response.raise_for_status()
            made: dict[str, Any] = await response.json()
        return made["conversation_id"], made["token"]


@dataclass
class Floor:
    """A bare aiohttp service without a store."""

    folder: Path
    name: str = "bare aiohttp"
    path: str = "/socket"
    port: int = field(default_factory=free_port)
    service: Killed = field(init=False)

    async def start(self, stack: AsyncExitStack, session: aiohttp.ClientSession) -> None:
        """Start it."""
        self._session = session
        self.url = f"http://127.0.0.1:{self.port}"
        command = (sys.executable, "-P", "-m", "benchmarks.sockets_floor", str(self.port))
        environment = processes.service_environment(self.folder, "sqlite://", self.port)
        self.service = Killed(command, environment, self.folder / "floor.log")
        stack.push_async_callback(self.service.stop)
        await self.service.start()
        await self.service.answers(session, f"{self.url}/healthz")
        self._socket: Socket | None = None

    async def tokens(self, count: int) -> list[str]:
        """Return any words: nobody checks them."""
        return ["nobody"] * count

    async def desks(self, stack: AsyncExitStack, count: int) -> list[Socket]:
        """Open the sockets."""
        return [await self._session.ws_connect(f"{self.url}/desk") for _ in range(count)]

    async def say(self, client_id: str) -> None:
        """Send over a socket."""
        if self._socket is None:
            self._socket = await self._session.ws_connect(f"{self.url}/socket")
        text = f"message {client_id}"
        await self._socket.send_json(
            {"type": "message", "client_message_id": client_id, "text": text}
        )
        await self._socket.receive_json()

    async def turn(self, client_id: str) -> None:
        """Have words echoed."""
        async with self._session.post(f"{self.url}/echo", json={"text": "hello"}) as response:
            response.raise_for_status()
            await response.read()

    async def end(self) -> None:
        """Leave the page that says things."""
        if self._socket is not None:
            await self._socket.close()
            self._socket = None
