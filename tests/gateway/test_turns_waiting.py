"""What customers see of an engine that is slow or dead, and who answers in its place."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from crm import notices
from crm.store import Store
from gateway.hub import Owned
from tests.fixtures_store import Clock
from tests.gateway.service import Service, Talk, eventually, settings_in
from tests.gateway.turn_engine import FakeEngine

BACK = notices.STILL_IN_LINE_QUICK_REPLIES[0]["text"]
Start = Callable[..., Awaitable[Service]]


@pytest.fixture
async def start(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Start]:
    """Return a function that starts a service with a patience and a wait for a person."""
    running: list[Service] = []

    async def start(person_after: float, patience: float = 0.05) -> Service:
        settings = settings_in(tmp_path, person_after=person_after)
        running.append(Service(sqlite_store, fake_engine, settings, patience=patience))
        await running[-1].start()
        return running[-1]

    yield start
    for service in running:
        await service.stop()


async def shown(talk: Talk) -> list[tuple[str, str]]:
    """Return author and text of all messages."""
    return [(author, text) for _, author, text in await talk.lines()]


async def hear(talk: Talk, text: str) -> list[dict[str, Any]]:
    """Say something on a socket; return what comes until somebody else has the conversation."""
    socket = await talk.connect()
    await socket.until(type="welcome")
    await socket.send(type="message", client_message_id="m1", text=text)
    events = [await socket.receive()]
    while events[-1]["type"] != "owner":
        events.append(await socket.receive())
    await socket.close()
    return events


@pytest.mark.parametrize("text", ["hello", "hang"])
async def test_a_person_is_asked_in_time(start: Start, fake_engine: FakeEngine, text: str) -> None:
    """Whether the engine is away or hangs: the customer hears of it, and then of a person."""
    service = await start(person_after=0.3)
    fake_engine.up = text == "hang"
    talk = await service.begin()
    events = await hear(talk, text)
    said = [event["message"]["text"] for event in events if event["type"] == "message"]

    assert [notices.DELAYED, notices.unanswered(None)] == said
    assert "queued" == events[-1]["owner"]
    await eventually(lambda: not service.gateway.turns.busy)


async def test_the_way_back_is_answered(start: Start, fake_engine: FakeEngine) -> None:
    """Back at the assistant, which works again, the customer need not ask again."""
    service = await start(person_after=0.2)
    fake_engine.up = False
    talk = await service.begin()
    await talk.say("m1", "hello 1")
    await eventually(lambda: not service.gateway.turns.busy)
    await talk.say("m2", "hello 2")
    fake_engine.up = True
    await talk.say("m3", BACK)
    await eventually(lambda: not service.gateway.turns.busy)

    assert [("bot", "You said: hello 1"), ("bot", "You said: hello 2")] == (await shown(talk))[-2:]
    assert ["hello 1", "hello 2"] == fake_engine.texts


async def test_the_way_back_begins_a_new_wait(
    start: Start, fake_engine: FakeEngine, clock: Clock
) -> None:
    """Who chose the assistant is not sent back to the queue for what they waited before."""
    service = await start(person_after=3600.0)
    fake_engine.up = False
    talk = await service.begin()
    await service.gateway.turns.pause()
    await talk.say("m1", "hello")
    clock.advance(hours=2)
    await service.stop()
    await service.start()
    await eventually(lambda: not service.gateway.turns.busy)
    await talk.say("m2", BACK)
    await asyncio.sleep(0.2)
    fake_engine.up = True
    await eventually(lambda: not service.gateway.turns.busy)

    assert ("bot", "You said: hello") == (await shown(talk))[-1]


async def test_a_quick_way_back_keeps_the_order(start: Start, fake_engine: FakeEngine) -> None:
    """Who goes back in the very moment of the handover gets the answers in their order."""
    service = await start(person_after=0.3)
    turns = service.gateway.turns
    fake_engine.up = False
    talk = await service.begin()
    texts = [f"hello {number}" for number in range(12)]
    for number, text in enumerate(texts):
        await turns.accept(talk.id, f"m{number}", text)
    with service.gateway.hub.listening(talk.id) as happenings:
        while not isinstance(await happenings.get(), Owned):
            continue
        fake_engine.up = True
        await turns.accept(talk.id, "back", BACK)
    await eventually(lambda: not turns.busy)

    answers = [text for author, text in await shown(talk) if author == "bot"]
    assert [f"You said: {text}" for text in texts] == answers


async def test_at_night_the_answer_comes_by_itself(
    start: Start, fake_engine: FakeEngine, clock: Clock
) -> None:
    """With no person there, the conversation is the bot's again once an engine is."""
    clock.advance(hours=8)
    service = await start(person_after=0.2)
    fake_engine.up = False
    talk = await service.begin()
    await talk.say("m1", "hello")
    await eventually(lambda: not service.gateway.turns.busy)
    too_early = await service.gateway.turns.take_back()
    fake_engine.up = True
    socket = await talk.connect(after=100)
    await socket.until(type="welcome", owner="queued")
    taken_back = await service.gateway.turns.take_back()
    await socket.until(type="owner", owner="bot")
    await eventually(lambda: not service.gateway.turns.busy)
    await socket.close()

    assert (0, 1, 0) == (too_early, taken_back, await service.gateway.turns.take_back())
    assert [("system", notices.ANSWERING_AFTER_ALL), ("bot", "You said: hello")] == (
        await shown(talk)
    )[-2:]


async def test_the_wait_goes_on_through_a_restart(
    start: Start, fake_engine: FakeEngine, clock: Clock
) -> None:
    """What waited longer than it may when the service starts is a person's at once."""
    service = await start(person_after=20.0)
    fake_engine.up = False
    talk = await service.begin()
    await talk.say("m1", "hello")
    await service.stop()
    clock.advance(seconds=30)
    await service.start()
    await eventually(lambda: not service.gateway.turns.busy)

    assert ("system", notices.unanswered(None)) == (await shown(talk))[-1]


async def test_what_waited_long_is_still_asked_of_an_engine_that_is_there(
    start: Start, fake_engine: FakeEngine, clock: Clock
) -> None:
    """After a restart the bot's answer comes sooner than any person's."""
    service = await start(person_after=20.0, patience=2.0)
    talk = await service.begin()
    await service.gateway.turns.pause()
    await service.gateway.turns.accept(talk.id, "m1", "hello")
    clock.advance(seconds=30)
    await service.stop()
    await service.start()
    await eventually(lambda: not service.gateway.turns.busy)

    assert [("customer", "hello"), ("bot", "You said: hello")] == await shown(talk)


async def test_who_wants_no_handovers_gets_none(start: Start, fake_engine: FakeEngine) -> None:
    """With 0 a turn waits for the engine however long it takes."""
    service = await start(person_after=0.0)
    fake_engine.up = False
    talk = await service.begin()
    await talk.say("m1", "hello")
    fake_engine.up = True
    await eventually(lambda: not service.gateway.turns.busy)

    assert [("system", notices.DELAYED), ("bot", "You said: hello")] == (await shown(talk))[1:]


async def test_a_slow_answer_is_announced(start: Start, fake_engine: FakeEngine) -> None:
    """While the engine still works on the turn, the customer hears that it takes longer."""
    service = await start(person_after=5.0)
    talk = await service.begin()
    socket = await talk.connect()
    await socket.send(type="message", client_message_id="m1", text="slow")
    first = (await socket.until(type="message"))["message"]["text"]
    fake_engine.gate.set()
    second = (await socket.until(type="message"))["message"]["text"]
    await socket.close()

    assert (notices.DELAYED, "You said: slow") == (first, second)
