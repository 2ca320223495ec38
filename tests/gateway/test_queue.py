"""The place in the line, as waiting customers are told it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from crm.store import Store, Unit
from gateway import queue_board
from gateway.database import AsyncStore
from gateway.hub import Hub, Owned, Placed
from tests.crm.talk import add_agent
from tests.crm.test_queue_place import queued, sign_in
from tests.gateway.service import Service, SignIn, Talk


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_board.QueueBoard.__init__, "__defaults__", (0.05,))


async def waiting(service: Service) -> Talk:
    """Begin a conversation that waits for a person."""
    talk = await service.begin()
    await talk.say("m1", "person please")
    return talk


async def test_who_waits_knows_the_place(service: Service, sign_in: SignIn) -> None:
    """At the handover, after a reload, and when somebody before them is taken."""
    first = await waiting(service)
    second = await service.begin()
    socket = await second.connect()
    before = await socket.until(type="welcome")
    await second.say("m1", "person please")
    told = await socket.until(type="owner", owner="queued")
    welcome = await (await second.connect()).until(type="welcome")
    desk = await sign_in("Sam")
    await desk.post(f"conversations/{first.id}/take")
    moved = await socket.until(type="queue")
    await desk.post(f"conversations/{second.id}/take")
    taken = await socket.until(type="owner", owner="agent")

    assert (None, None) == (before["queue"], taken["queue"])
    expected = {"place": 2, "minutes": None, "open": True, "opens": None, "opens_at": None}
    assert expected == told["queue"] == welcome["queue"]
    assert expected | {"place": 1} == moved["queue"]


async def test_who_leaves_the_line_moves_the_others_up(service: Service) -> None:
    """Going back to the assistant is a place for the next one."""
    first, second = await waiting(service), await waiting(service)
    socket = await second.connect()
    welcome = await socket.until(type="welcome")
    await first.say("m2", "go on with the assistant")
    moved = await socket.until(type="queue")

    assert (2, 1) == (welcome["queue"]["place"], moved["queue"]["place"])


async def test_a_place_is_asked_over_rest(service: Service) -> None:
    """Programs without a socket see it where the conversation is shown."""
    talk = await waiting(service)
    path = f"/api/v1/conversations/{talk.id}"
    async with service.client.get(path, headers=talk.headers) as response:
        shown = await response.json()

    assert ("queued", 1, None) == (shown["owner"], shown["queue"]["place"], shown["rating"])


class CountingStore(AsyncStore):
    """Counts what is read."""

    reads = 0

    async def read(self, function: Any) -> Any:
        """Count and read."""
        self.reads += 1
        return await super().read(function)


@pytest.fixture
async def counting_store(sqlite_store: Store) -> AsyncIterator[CountingStore]:
    """Return a store that counts what is read."""
    store = CountingStore(sqlite_store)
    yield store
    await store.close()


async def test_one_reading_serves_all(counting_store: CountingStore) -> None:
    """However many sockets come back at once, the line is read once or twice."""
    talks = [queued(counting_store.store) for _ in range(5)]
    board = queue_board.QueueBoard(counting_store, Hub())
    found = await asyncio.gather(*(board.place_of(talks[n % 5]) for n in range(500)))

    assert [1, 2, 3, 4, 5] * 100 == [place.place for place in found if place is not None]
    assert counting_store.reads <= 2


async def test_a_place_is_told_once(counting_store: CountingStore) -> None:
    """A change that moves nobody tells nobody; those who listen no more are forgotten."""
    sign_in(counting_store.store, add_agent(counting_store.store, "Sam"))
    talk = queued(counting_store.store)
    hub = Hub()
    board = queue_board.QueueBoard(counting_store, hub)
    await board.start()
    with hub.listening(talk) as subscription:
        await board.place_of(talk)
        for _ in range(3):
            hub.publish(Owned(talk, "queued", None))
            await asyncio.sleep(0.1)
        urgent = queued(counting_store.store, "high")
        hub.publish(Owned(urgent, "queued", None))
        happened = []
        while not (happened and isinstance(happened[-1], Placed)):
            happened.append(await asyncio.wait_for(subscription.get(), 5))
    await board.stop()

    assert ["Owned"] * 3 + ["Placed"] == [type(one).__name__ for one in happened]
    assert isinstance(happened[-1], Placed)
    assert 2 == happened[-1].place.place


async def test_a_store_that_fails_stops_nothing(
    counting_store: CountingStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next round tells what this one could not."""
    sign_in(counting_store.store, add_agent(counting_store.store, "Sam"))
    talk = queued(counting_store.store)
    hub, real, broken = Hub(), queue_board.places, True

    def places(unit: Unit) -> Any:
        if broken:
            raise RuntimeError("the store is away")
        return real(unit)

    board = queue_board.QueueBoard(counting_store, hub)
    await board.start()
    with hub.listening(talk) as subscription:
        await board.place_of(talk)
        monkeypatch.setattr(queue_board, "places", places)
        urgent = queued(counting_store.store, "high")
        hub.publish(Owned(urgent, "queued", None))
        await asyncio.sleep(0.2)
        broken = False
        hub.publish(Owned(urgent, "queued", None))
        told = await asyncio.wait_for(subscription.get(), 5)
    await board.stop()

    assert isinstance(told, Placed)
    assert 2 == told.place.place
