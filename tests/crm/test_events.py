"""CRM events are kept with what they tell of, and delivered in order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from crm import outbox
from crm.events import ConversationStarted, TicketOpened, record
from crm.outbox import wait_after
from crm.store import Store
from crm.tables.events import crm_events
from crm.tables.events import outbox as outbox_table
from crm.vault import Vault
from tests.crm.talk import add_customer
from tests.fixtures_store import DATA_KEY, Clock


@pytest.fixture
def delivering(store: Store, clock: Clock) -> Store:
    """Return the store with a webhook as destination of its events."""
    store.destinations = ("webhook",)
    return store


def happen(store: Store, customer: int | None, *topics: str) -> None:
    """Record an event for each topic."""
    with store.transaction() as unit:
        for topic in topics:
            event = TicketOpened(number=f"T-{topic}", topic=topic, priority="low")
            record(unit, event, customer_id=customer)


def claimed(store: Store) -> list[outbox.Delivery]:
    """Claim what is due."""
    with store.transaction() as unit:
        return outbox.claim(unit, "webhook")


def topics(deliveries: list[outbox.Delivery]) -> list[str]:
    """Return the topics of deliveries."""
    return [delivery.payload["data"]["topic"] for delivery in deliveries]


def test_an_event_is_kept_with_its_time(store: Store) -> None:
    """Type, data and time of an event are there; with no destination nothing is queued."""
    with store.transaction() as unit:
        event_id = record(unit, ConversationStarted(channel="rest"))

    with store.reading() as unit:
        row = unit.connection.execute(select(crm_events)).one()
        queued = unit.connection.execute(select(func.count(outbox_table.c.id))).scalar_one()
    assert (event_id, "ConversationStarted", {"channel": "rest"}, store.clock(), 0) == (
        row.event_id,
        row.type,
        row.data,
        row.occurred_at,
        queued,
    )


def test_an_event_goes_with_its_transaction(delivering: Store) -> None:
    """What is undone did not happen: neither the event nor its delivery is there."""
    with pytest.raises(RuntimeError, match="stop"), delivering.transaction() as unit:
        record(unit, ConversationStarted(channel="rest"))
        raise RuntimeError("stop")

    assert [] == claimed(delivering)


def test_one_customers_events_come_one_after_the_other(delivering: Store) -> None:
    """The next one is handed out when the one before is delivered; others do not wait for it."""
    zoe, max_ = add_customer(delivering), add_customer(delivering, "C-2")
    happen(delivering, zoe, "a", "b", "c")
    happen(delivering, max_, "d")
    first = claimed(delivering)
    held = claimed(delivering)
    with delivering.transaction() as unit:
        outbox.mark_delivered(unit, first[0].key)
    then = claimed(delivering)

    assert (["a", "d"], [], ["b"]) == (topics(first), topics(held), topics(then))
    assert "opaque-C-1" == then[0].payload["customer"]


def test_a_failure_holds_up_the_same_customer_only(delivering: Store, clock: Clock) -> None:
    """A failed delivery is tried again after its wait, before anything later of that customer."""
    happen(delivering, add_customer(delivering), "a", "b")
    (first,) = claimed(delivering)
    with delivering.transaction() as unit:
        outbox.mark_failed(unit, first.key, first.attempts, "status 500")
    at_once = claimed(delivering)
    clock.advance(seconds=2)
    (again,) = claimed(delivering)

    assert ([], "a", 2, first.event_id) == (
        at_once,
        again.payload["data"]["topic"],
        again.attempts,
        again.event_id,
    )


def test_a_dead_relay_loses_nothing(delivering: Store, clock: Clock) -> None:
    """What was claimed and never marked is handed out again after a minute."""
    happen(delivering, add_customer(delivering), "a")
    claimed(delivering)
    clock.advance(seconds=61)

    assert ["a"] == topics(claimed(delivering))


def test_the_backlog_is_known(delivering: Store, clock: Clock) -> None:
    """How much waits, and since when."""
    happen(delivering, add_customer(delivering), "a", "b")
    since = clock()
    clock.advance(hours=1)

    with delivering.reading() as unit:
        assert outbox.Backlog(2, since) == outbox.backlog(unit)


@given(st.integers(min_value=0, max_value=10_000))
def test_waits_grow_to_an_hour(attempts: int) -> None:
    """Each wait is as long as the one before or longer, from two seconds to an hour."""
    wait, longer = wait_after(attempts), wait_after(attempts + 1)

    assert timedelta(seconds=2) <= wait <= longer <= timedelta(hours=1)


def test_a_store_names_its_destinations(sqlite_store: Store) -> None:
    """Units know whom events go to from the store that made them."""
    store = Store(sqlite_store.url, Vault(DATA_KEY), destinations=("webhook",))
    with store.reading() as unit:
        found = unit.destinations
    store.close()

    assert ("webhook",) == found
