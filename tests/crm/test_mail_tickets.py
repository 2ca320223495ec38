"""Whoever waits while nobody is there may leave a ticket."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm import conversations, handovers, mail_tickets
from crm.acceptance import accept
from crm.mail_tickets import Offered, offer_tickets
from crm.store import Store
from crm.tables.conversations import tickets
from tests.crm.talk import add_agent, add_customer
from tests.crm.test_queue_place import queued, sign_in
from tests.fixtures_store import Clock

NIGHT = datetime(2026, 6, 15, 21, 30, tzinfo=UTC)
MAIL = "Please answer me by e-mail to zoe@example.org: My lamp is broken"


def offered(store: Store) -> list[Offered]:
    """Offer tickets to those who wait."""
    with store.transaction() as unit:
        return offer_tickets(unit)


def said(store: Store, talk: str, client_id: str, text: str) -> list[str]:
    """Write as the customer and return what the service said to it."""
    with store.transaction() as unit:
        return [message.text for message in accept(unit, talk, client_id, text).said]


def test_at_night_a_ticket_is_offered_once(store: Store, clock: Clock) -> None:
    """A guest is asked for an address, and the note says when people are back."""
    clock.now = NIGHT
    queued(store)
    (first,), again = offered(store), offered(store)
    (message,) = first.messages

    assert [] == again
    assert "tomorrow at 08:00" in message.text
    assert ["email", "message"] == [field["name"] for field in message.cards[0]["fields"]]


def test_in_the_hours_people_get_a_minute(store: Store, clock: Clock) -> None:
    """Who may be away for a moment is waited for; who is there makes no offer."""
    queued(store)
    assert [] == offered(store)
    clock.advance(seconds=61)
    assert 1 == len(offered(store))
    queued(store)
    sign_in(store, add_agent(store, "Sam"))
    clock.advance(seconds=61)
    assert [] == offered(store)


def test_a_ticket_is_confirmed_with_its_number(store: Store, clock: Clock) -> None:
    """It is kept without the address, once however often it is sent, and nothing is lost."""
    clock.now = NIGHT
    talk = queued(store)
    (first,) = said(store, talk, "m1", MAIL)
    (again,) = said(store, talk, "m2", MAIL)
    with store.reading() as unit:
        (kept,) = unit.connection.execute(select(tickets)).all()
        owner = conversations.find(unit, talk).owner.value

    assert first == again
    assert kept.number in first
    assert "queued" == owner
    assert ("My lamp is broken" in kept.summary, "zoe@" in kept.summary) == (True, False)


def test_a_known_customer_gives_no_address(store: Store, clock: Clock) -> None:
    """The account's own is taken."""
    clock.now = NIGHT
    zoe = add_customer(store)
    with store.transaction() as unit:
        talk = conversations.create(unit, "widget", zoe).public_id
        handovers.request_handover(unit, talk, "asked_for_person")
    ((message,),) = [one.messages for one in offered(store)]
    (confirmed,) = said(store, talk, "m1", "Please answer me by e-mail: where is it?")

    assert ["message"] == [field["name"] for field in message.cards[0]["fields"]]
    assert "T-1000" in confirmed


@pytest.mark.parametrize(
    "text",
    [
        "Please answer me by e-mail: hello",
        "Please answer me by e-mail to nobody: hello",
        "please call me",
    ],
)
def test_what_is_no_ticket_is_a_message(store: Store, text: str) -> None:
    """A guest without an address gets the usual note."""
    talk = queued(store)
    (note,) = said(store, talk, "m1", text)

    assert "still in line" in note
    assert mail_tickets.form(known=False)["template"].startswith("Please answer me by e-mail")
