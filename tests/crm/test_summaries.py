"""The desk's list: who is to be helped next."""

from __future__ import annotations

from typing import Any

from crm import handovers, leases
from crm.agent_sessions import open_session
from crm.agents import Agent
from crm.house_rules import HouseRules
from crm.queue_score import Weights
from crm.store import Store
from crm.summaries import summaries
from tests.crm.talk import add_agent
from tests.crm.test_conversations import begin
from tests.fixtures_store import Clock


def at_the_desk(store: Store, name: str = "Ana") -> int:
    """Add an agent who has just signed in; return the key."""
    key = add_agent(store, name)
    with store.transaction() as unit:
        open_session(unit, Agent(key, f"{name.lower()}@shop.example", name, "agent", True))
    return key


def the_line(store: Store) -> list[dict[str, Any]]:
    """Return the summaries of those who wait."""
    with store.reading() as unit:
        return summaries(unit, "queued", agent_id=0)


def test_points_decide_who_is_next(store: Store, clock: Clock) -> None:
    """Who is pressing starts minutes ahead of others who came a little sooner, and it shows why."""
    expected = {}
    for place, priority in ((3, "low"), (1, "normal"), (2, "normal"), (0, "high")):
        clock.advance(seconds=30)
        conversation = begin(store)
        expected[place] = conversation
        with store.transaction() as unit:
            handovers.request_handover(unit, conversation, "complaint", priority=priority)
    at_the_desk(store)
    found = the_line(store)

    assert [expected[place] for place in sorted(expected)] == [row["id"] for row in found]
    assert [1, 2, 3, 4] == [row["rank"] for row in found]
    assert {"name": "priority", "points": 3.0, "words": "handed over with high priority"} in (
        found[0]["score"]["parts"]
    )
    assert ["waits 2 min", "just came"] == [
        row["score"]["parts"][0]["words"] for row in (found[3], found[0])
    ]


def test_with_nobody_there_the_line_is_by_arrival(store: Store, clock: Clock) -> None:
    """Nobody's worth counts while nobody can be helped."""
    expected = []
    for priority in ("low", "high", "normal"):
        clock.advance(minutes=1)
        expected.append(begin(store))
        with store.transaction() as unit:
            handovers.request_handover(unit, expected[-1], "complaint", priority=priority)

    assert expected == [row["id"] for row in the_line(store)]


def test_a_shop_sets_its_own_weights(store: Store, clock: Clock) -> None:
    """Points of the settings count instead of those of the table."""
    store.rules = HouseRules(weights=Weights({"reason.vip_line": 9}))
    first, second = begin(store), begin(store)
    for conversation, reason in ((first, "complaint"), (second, "vip_line")):
        clock.advance(minutes=1)
        with store.transaction() as unit:
            handovers.request_handover(unit, conversation, reason)
    at_the_desk(store)

    assert [second, first] == [row["id"] for row in the_line(store)]


def test_who_waits_again_keeps_their_first_instant(store: Store, clock: Clock) -> None:
    """An agent who vanished costs nobody their place; a way back to the bot ends the waiting."""
    ana, conversation = add_agent(store, "Ana"), begin(store)
    with store.transaction() as unit:
        handovers.request_handover(unit, conversation, "complaint")
    first = clock.now
    clock.advance(minutes=1)
    with store.transaction() as unit:
        handovers.take(unit, conversation, ana)
    clock.advance(minutes=5)
    with store.transaction() as unit:
        leases.expire_leases(unit)
    assert [first.isoformat()] == [row["waiting_since"] for row in the_line(store)]

    with store.transaction() as unit:
        handovers.take(unit, conversation, ana)
        handovers.hand_back(unit, conversation, ana)
        handovers.request_handover(unit, conversation, "complaint")
    assert [clock.now.isoformat()] == [row["waiting_since"] for row in the_line(store)]


def test_a_vanished_agents_customer_keeps_the_priority(store: Store, clock: Clock) -> None:
    """Back in the queue, the conversation is as urgent as it was."""
    ana, conversation = add_agent(store, "Ana"), begin(store)
    with store.transaction() as unit:
        handovers.request_handover(unit, conversation, "complaint", priority="high")
        handovers.take(unit, conversation, ana)
    clock.advance(seconds=61)
    with store.transaction() as unit:
        leases.expire_leases(unit)
    with store.reading() as unit:
        (row,) = summaries(unit, "queued", ana)

    assert ("high", "agent_vanished") == (row["priority"], row["handover_reason"])
