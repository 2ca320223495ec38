"""Service levels, the order of the line and automatic assignment, as desks are told of them."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from crm import agents
from crm.store import Store
from gateway import housekeeping
from tests.fixtures_store import Clock
from tests.gateway.service import Service, SignIn, settings_in
from tests.gateway.test_queue import waiting
from tests.gateway.turn_engine import FakeEngine


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "ALERT_EVERY", 0.05)
    monkeypatch.setattr(housekeeping, "OFFER_EVERY", 0.05)


async def test_desks_are_warned_before_and_at_the_breach(
    service: Service, sign_in: SignIn, clock: Clock
) -> None:
    """Each once, in words; an answer ends it, and the list shows how it stands."""
    desk = await sign_in("Sam")
    socket = await desk.connect()
    talk = await waiting(service)
    due = (await desk.get("conversations?view=queued"))["conversations"][0]["due"]
    assert "fine" == due["state"]
    clock.advance(minutes=8)
    warned = await socket.until(type="alert")
    listed = await socket.until(type="conversation")
    clock.advance(minutes=3)
    breached = await socket.until(type="alert")

    expected = ("at_risk", talk.id, "The first answer is due in 2 min")
    assert expected == (warned["kind"], warned["conversation_id"], warned["words"])
    assert "at_risk" == listed["conversation"]["due"]["state"]
    assert ("breached", "The first answer was due 1 min ago") == (
        breached["kind"],
        breached["words"],
    )


async def test_an_answer_in_time_keeps_the_promise(
    service: Service, sign_in: SignIn, clock: Clock
) -> None:
    """Who was answered is late no more, however long it takes from then on."""
    desk, talk = await sign_in("Sam"), await waiting(service)
    await desk.post(f"conversations/{talk.id}/take")
    await desk.post(f"conversations/{talk.id}/messages", client_message_id="a1", text="Hello")
    clock.advance(minutes=30)
    room = await desk.get(f"conversations/{talk.id}")

    assert "fine" == room["conversation"]["due"]["state"]


async def test_desks_are_told_the_line(service: Service, sign_in: SignIn) -> None:
    """Whoever joins, and whoever leaves, changes the order that all desks have."""
    desk = await sign_in("Sam")
    socket = await desk.connect()
    first = await waiting(service)
    assert [first.id] == (await socket.until(type="line"))["ids"]
    second = await waiting(service)
    assert [first.id, second.id] == (await socket.until(type="line"))["ids"]
    await desk.post(f"conversations/{first.id}/take")

    assert [second.id] == (await socket.until(type="line"))["ids"]


@pytest.fixture
async def giving_service(
    sqlite_store: Store, fake_engine: FakeEngine, tmp_path: Path
) -> AsyncIterator[Service]:
    """Return a service that gives conversations to agents."""
    settings = dataclasses.replace(settings_in(tmp_path), assignment="automatic")
    running = Service(sqlite_store, fake_engine, settings)
    await running.start()
    yield running
    await running.stop()


async def test_who_waits_is_given_to_who_has_room(
    giving_service: Service, sqlite_store: Store, password_hash: str
) -> None:
    """An open page at the desk gets the next customer; the trace says that it was by rule."""
    with sqlite_store.transaction() as unit:
        agents.add_agent(unit, "sam@shop.example", "Sam", password_hash)
    desk = await giving_service.sign_in("sam@shop.example")
    socket = await desk.connect()
    talk = await giving_service.begin()
    customer = await talk.connect()
    await talk.say("m1", "person please")
    taken = await customer.until(type="owner", owner="agent")
    room = await desk.get(f"conversations/{talk.id}")
    await socket.close()
    await desk.session.close()

    assert "Sam" == taken["agent_name"]
    assert "assigned" == room["handovers"][-1]["reason"]


async def test_at_night_who_waits_may_leave_a_ticket(service: Service, clock: Clock) -> None:
    """They are told at once, and the ticket is confirmed with its number."""
    clock.advance(hours=10)
    talk = await waiting(service)
    socket = await talk.connect()
    while (event := await socket.receive()).get("message", {}).get("author") != "system":
        pass
    (card,) = event["message"]["cards"]
    await talk.say("m2", "Please answer me by e-mail to zoe@example.org: my lamp is broken")
    lines = await talk.lines()

    assert ("form", "ticket") == (card["kind"], card["name"])
    assert "Your ticket is T-10001" in lines[-1][2]
