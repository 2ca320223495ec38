"""Guests and customers are led to their conversation, and a guest who signs in keeps theirs."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select, update

from crm import conversations, handovers, tickets
from crm.acceptance import accept
from crm.errors import Forbidden, NotFound
from crm.requester import requester_for
from crm.store import Store, Unit
from crm.tables.conversations import conversations as talks
from crm.tables.conversations import tickets as ticket_rows
from crm.tables.events import crm_events
from crm.tables.people import audit_log, customers
from crm.visitors import Begun, begin
from tests.fixtures_store import Clock


def begun(store: Store, *given: Any, **named: Any) -> Begun:
    """Lead a visitor to a conversation, in a transaction of its own."""
    with store.transaction() as unit:
        return begin(unit, *given, **named)


def close(store: Store, conversation_id: str) -> None:
    """Close a conversation as an agent does."""
    with store.transaction() as unit:
        here = talks.c.public_id == conversation_id
        unit.connection.execute(update(talks).where(here).values(owner="closed"))


def rows(unit: Unit, query: Any) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    return [tuple(row) for row in unit.connection.execute(query)]


def test_guests_begin_anew(store: Store) -> None:
    """Nobody knows whether a guest was here before."""
    first, second = begun(store, "widget"), begun(store, "widget")

    assert (True, True, None) == (first.fresh, second.fresh, first.conversation.customer_id)
    assert first.conversation.public_id != second.conversation.public_id


def test_a_customer_goes_on_with_the_open_conversation(store: Store, clock: Clock) -> None:
    """From wherever they come, within thirty days, while it is not closed."""
    first = begun(store, "widget", "C-1")
    clock.advance(days=29)
    again = begun(store, "widget", "C-1")
    other = begun(store, "widget", "C-2")
    clock.advance(days=2)
    late = begun(store, "widget", "C-1")
    close(store, late.conversation.public_id)
    after = begun(store, "widget", "C-1")
    ids = [one.conversation.public_id for one in (first, again, other, late, after)]

    assert [True, False, True, True, True] == [o.fresh for o in (first, again, other, late, after)]
    assert (ids[0], 4) == (ids[1], len(set(ids)))


def test_it_is_the_one_in_which_something_happened_last(store: Store, clock: Clock) -> None:
    """Of several open ones, begun before they were joined, the liveliest counts."""
    guest = begun(store, "widget")
    clock.advance(hours=1)
    newer = begun(store, "widget", "C-1")
    clock.advance(hours=1)
    begun(store, "widget", "C-1", guest.conversation.public_id)
    current = [begun(store, "widget", "C-1").conversation.public_id]
    clock.advance(hours=1)
    with store.transaction() as unit:
        accept(unit, newer.conversation.public_id, "m1", "Hello again")
    current.append(begun(store, "widget", "C-1").conversation.public_id)

    assert [guest.conversation.public_id, newer.conversation.public_id] == current


def test_programs_begin_anew_each_time(store: Store) -> None:
    """What talks over the API for a customer does not get into what they said in the widget."""
    widget = begun(store, "widget", "C-1")
    first, second = begun(store, "rest", "C-1"), begun(store, "rest", "C-1")
    again = begun(store, "widget", "C-1")

    assert (True, True, False) == (first.fresh, second.fresh, again.fresh)
    assert widget.conversation.public_id == again.conversation.public_id


def test_a_guest_who_signs_in_keeps_the_conversation(store: Store) -> None:
    """The conversation, its ticket and its rights are the customer's; it is told and audited."""
    with store.transaction() as unit:
        guest = begin(unit, "widget").conversation
        accept(unit, guest.public_id, "m1", "Hello")
        tickets.open_ticket(
            unit, "other", "wants help", conversation_id=guest.public_id, priority="normal"
        )
        sealed = unit.vault.seal_json({"slots": {"order_number": "1"}})
        unit.connection.execute(update(talks).values(dialogue_state=sealed))
    joined = begun(store, "widget", "C-1", guest.public_id)
    with store.reading() as unit:
        key, opaque = rows(unit, select(customers.c.id, customers.c.opaque_id))[0]
        event = select(crm_events.c.customer_id, crm_events.c.data).where(
            crm_events.c.type == "ConversationJoined"
        )
        told = rows(unit, event)
        audited = rows(unit, select(audit_log.c.actor, audit_log.c.action, audit_log.c.subject))
        owners = rows(unit, select(ticket_rows.c.customer_id))
        requester = requester_for(unit, guest.public_id, opaque)

    assert (True, False, guest.public_id) == (
        joined.joined,
        joined.fresh,
        joined.conversation.public_id,
    )
    assert (opaque, {"slots": {"order_number": "1"}}) == (
        joined.conversation.customer,
        joined.conversation.dialogue_state,
    )
    assert [(key, {"channel": "widget", "messages": 1})] == told
    assert (f"customer:{opaque}", "conversation.join", f"conversation:{guest.public_id}") in audited
    assert ([(key,)], key) == (owners, requester.customer_id)


def test_joining_again_changes_nothing(store: Store, clock: Clock) -> None:
    """The second tab, or a second try, gets the same conversation and tells nothing new."""
    guest = begun(store, "widget").conversation.public_id
    begun(store, "widget", "C-1", guest)
    clock.advance(minutes=1)
    again = begun(store, "widget", "C-1", guest)
    with store.reading() as unit:
        told = rows(unit, select(crm_events.c.id).where(crm_events.c.type == "ConversationJoined"))

    assert (guest, False, False) == (again.conversation.public_id, again.joined, again.fresh)
    assert 1 == len(told)


def test_a_closed_conversation_joins_as_it_is(store: Store) -> None:
    """It stays closed, and a second try leads to it again while no other one is open."""
    guest = begun(store, "widget").conversation.public_id
    close(store, guest)
    first = begun(store, "widget", "C-1", guest)
    again = begun(store, "widget", "C-1", guest)

    assert [(guest, "closed")] * 2 == [
        (one.conversation.public_id, one.conversation.owner.value) for one in (first, again)
    ]


def test_another_customers_conversation_is_refused(store: Store) -> None:
    """Whose it is stays as it is, and nothing is told of it."""
    theirs = begun(store, "widget", "C-1").conversation
    with pytest.raises(Forbidden) as refused:
        begun(store, "widget", "C-2", theirs.public_id)
    with store.reading() as unit:
        now = conversations.find(unit, theirs.public_id)

    assert ("not_your_conversation", theirs.customer) == (refused.value.code, now.customer)


def test_a_conversation_that_is_gone_cannot_join(store: Store) -> None:
    """A good token for what is not in the store."""
    with pytest.raises(NotFound):
        begun(store, "widget", "C-1", "gone")


def test_an_erased_customer_cannot_come_back(store: Store) -> None:
    """The row that is left of somebody is nobody's account."""
    begun(store, "widget", "erased-1")
    with store.transaction() as unit:
        unit.connection.execute(update(customers).values(erased_at=unit.now))
    with pytest.raises(Forbidden) as refused:
        begun(store, "widget", "erased-1")

    assert "customer_erased" == refused.value.code


def test_an_agent_keeps_a_conversation_that_is_joined(store: Store) -> None:
    """Signing in changes who asks, not who answers."""
    guest = begun(store, "widget").conversation.public_id
    with store.transaction() as unit:
        handovers.request_handover(unit, guest, "asked_for_person")
    joined = begun(store, "widget", "C-1", guest)

    assert "queued" == joined.conversation.owner.value


@pytest.mark.parametrize("with_guest", [False, True])
def test_tabs_that_sign_in_at_once_get_one_conversation(store: Store, with_guest: bool) -> None:
    """Eight calls at the same instant, of a customer whom nobody knew: one conversation."""
    guest = begun(store, "widget").conversation.public_id if with_guest else None
    for round_ in range(5):
        start = threading.Barrier(8)

        def sign_in(
            _: int, start: threading.Barrier = start, reference: str = f"C-{round_}"
        ) -> Begun:
            start.wait()
            return begun(store, "widget", reference, guest if reference == "C-0" else None)

        with ThreadPoolExecutor(8) as tabs:
            found = list(tabs.map(sign_in, range(8)))
        begun_now = sum(one.fresh for one in found)
        joined_now = sum(one.joined for one in found)

        assert 1 == len({one.conversation.public_id for one in found})
        assert 1 == begun_now + joined_now
    with store.reading() as unit:
        assert 5 == len(rows(unit, select(customers.c.id)))
