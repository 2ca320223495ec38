"""Conversations given by rule, and promises looked at, in the store."""

from __future__ import annotations

from sqlalchemy import update

from crm import handovers, leases, promises
from crm.assigning import give
from crm.assignment import Mode
from crm.house_rules import HouseRules
from crm.service_levels import State
from crm.store import Store
from crm.tables.conversations import conversations
from crm.tables.people import agents
from tests.crm.talk import add_agent
from tests.crm.test_queue_place import queued, sign_in
from tests.fixtures_store import Clock


def open_page(store: Store, name: str, **columns: object) -> int:
    """Add an agent whose page at the desk is open; return the key."""
    key = add_agent(store, name)
    sign_in(store, key)
    with store.transaction() as unit:
        unit.connection.execute(update(agents).where(agents.c.id == key).values(**columns))
        leases.renew_leases(unit, key)
    return key


def given(store: Store) -> list[tuple[str, int | None]]:
    """Give, and return which conversation went to whom."""
    with store.transaction() as unit:
        return [
            (change.conversation.public_id, change.conversation.ownership.agent_id)
            for change in give(unit)
        ]


def test_by_hand_nobody_is_given(store: Store) -> None:
    """It is the default."""
    open_page(store, "Ana", capacity=2)
    queued(store)

    assert [] == given(store)


def test_room_and_skill_decide(store: Store) -> None:
    """A topic that is somebody's skill waits for them; who is full or away gets nothing."""
    store.rules = HouseRules(mode=Mode.AUTOMATIC)
    payment, other, third = queued(store), queued(store), queued(store)
    with store.transaction() as unit:
        unit.connection.execute(
            update(conversations)
            .where(conversations.c.public_id == payment)
            .values(topic="payment_issue")
        )
    ana = open_page(store, "Ana", capacity=1, skills=["track_order"])
    bea = open_page(store, "Bea", capacity=1, skills=["payment_issue"])
    open_page(store, "Cleo", capacity=3, available=False)

    assert [(payment, bea), (other, ana)] == given(store)
    assert [] == given(store)
    with store.transaction() as unit:
        handovers.hand_back(unit, other, ana)
    assert [(third, ana)] == given(store)


def test_a_closed_page_gets_nothing(store: Store, clock: Clock) -> None:
    """Who was last seen longer ago than a lease is not given anybody."""
    store.rules = HouseRules(mode=Mode.AUTOMATIC)
    open_page(store, "Ana", capacity=2)
    clock.advance(seconds=61)
    queued(store)

    assert [] == given(store)


def test_a_promise_is_told_once_before_and_once_after(store: Store, clock: Clock) -> None:
    """The states follow the clock."""
    queued(store)
    told: list[tuple[str, State]] = []
    before = clock.now
    for _ in range(26):
        clock.advance(seconds=30)
        with store.reading() as unit:
            told += [(one.what, one.state) for one in promises.alerts(unit, before)]
        before = clock.now
    assert [("first_answer", State.AT_RISK), ("first_answer", State.BREACHED)] == told
