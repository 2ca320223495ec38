"""The desk's list: who is to be helped next."""

from __future__ import annotations

from crm import handovers, leases
from crm.store import Store
from crm.summaries import summaries
from tests.crm.talk import add_agent
from tests.crm.test_conversations import begin
from tests.fixtures_store import Clock


def test_the_urgent_are_first_then_who_has_waited_longest(store: Store, clock: Clock) -> None:
    """Who was promised the top of the list is there, before others who came sooner."""
    expected = {}
    for place, priority in ((4, "low"), (2, "normal"), (3, "normal"), (0, "high"), (1, "high")):
        clock.advance(minutes=1)
        conversation = begin(store)
        expected[place] = (conversation, priority)
        with store.transaction() as unit:
            handovers.request_handover(unit, conversation, "complaint", priority=priority)
    with store.reading() as unit:
        found = summaries(unit, "queued", agent_id=0)

    assert [expected[place] for place in sorted(expected)] == [
        (row["id"], row["priority"]) for row in found
    ]


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
