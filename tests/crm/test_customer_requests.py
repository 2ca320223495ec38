"""Consents, deletion, data exports and complaints: each asked once, kept once."""

from __future__ import annotations

import pytest
from sqlalchemy import func, insert, select, update

from crm.account import request_deletion, request_export
from crm.complaints import complain, open_complaint
from crm.consents import customer_by_email, has_consent, set_consent
from crm.errors import Forbidden, Refused
from crm.requester import Requester, requester_for
from crm.step_up import Purpose
from crm.store import Store, Unit
from crm.tables.conversations import tickets
from crm.tables.orders import returns
from crm.tables.people import audit_log
from tests.codes import prove
from tests.shop import Person, add_conversation, add_customer, add_order
from tests.tailored_shop import events_of


def _asks(unit: Unit, person: Person | None) -> Requester:
    talk = add_conversation(unit, person)
    return requester_for(unit, talk.public_id, person.opaque_id if person else None)


@pytest.mark.parametrize(
    ("before", "wanted", "changed"),
    [
        (None, True, True),
        (None, False, False),
        (False, True, True),
        (True, True, False),
        (True, False, True),
        (False, False, False),
    ],
)
def test_consents_change_once(
    store: Store, before: bool | None, wanted: bool, changed: bool
) -> None:
    """The same answer again changes nothing and leaves no event and no trace."""
    with store.transaction() as unit:
        anna = add_customer(unit, newsletter=before)
        said = [set_consent(unit, anna.id, "newsletter", wanted, actor="system") for _ in range(2)]
        now = has_consent(unit, anna.id, "newsletter")
    with store.reading() as unit:
        traces = unit.connection.scalar(select(func.count()).select_from(audit_log))
    kind = "ConsentGiven" if wanted else "ConsentWithdrawn"

    assert ([changed, False], wanted) == (said, now)
    assert (int(changed), int(changed)) == (len(events_of(store, kind)), traces)


@pytest.mark.parametrize(
    ("email", "known"),
    [("anna@example.org", True), (" ANNA@Example.org ", True), ("ben@example.org", False)],
)
def test_an_address_leads_to_its_customer(store: Store, email: str, known: bool) -> None:
    """It is looked up by its keyed digest, however it is written."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        found = customer_by_email(unit, email)

    assert (anna.id if known else None) == found


def test_a_deletion_is_asked_for_once(store: Store) -> None:
    """The second request finds the ticket of the first; one event and one trace remain."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status="delivered")
        asks = _asks(unit, anna)
        prove(unit, asks, Purpose.DELETE_ACCOUNT)
        first, second = request_deletion(unit, asks), request_deletion(unit, asks)
    with store.reading() as unit:
        actions = unit.connection.scalars(select(audit_log.c.action)).all()

    assert (True, False) == (first.fresh, second.fresh)
    assert first.ticket.number == second.ticket.number
    assert [{"ticket": first.ticket.number}] == events_of(store, "AccountDeletionRequested")
    assert ["account.delete_account"] == actions


def test_open_orders_and_returns_come_first(store: Store) -> None:
    """An account stays as long as something is under way; the refusal names it."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = add_order(unit, anna, status="shipped")
        asks = _asks(unit, anna)
        with pytest.raises(Refused) as by_order:
            request_deletion(unit, asks)
        delivered = add_order(unit, anna, status="delivered")
        row = {"number": "R-7", "order_id": delivered.id, "customer_id": anna.id}
        more = {"kind": "return", "reason": "other", "status": "announced", "created_at": unit.now}
        unit.connection.execute(insert(returns).values({**row, **more}))
        ben = add_customer(unit, "Ben", "ben@example.org")
        unit.connection.execute(update(returns).values(customer_id=ben.id))
        with pytest.raises(Refused) as by_return:
            request_deletion(unit, _asks(unit, ben))

    assert ("open_orders", order.number) == (
        by_order.value.code,
        by_order.value.values["order_number"],
    )
    assert ("open_returns", "R-7") == (
        by_return.value.code,
        by_return.value.values["return_number"],
    )


@pytest.mark.parametrize("ask", [request_deletion, request_export])
def test_only_the_signed_in_ask_for_their_account(store: Store, ask: object) -> None:
    """A guest with a proven order owns no account."""
    with store.transaction() as unit, pytest.raises(Forbidden, match="sign in"):
        ask(unit, _asks(unit, None))  # type: ignore[operator]


def test_an_export_is_asked_for_once(store: Store) -> None:
    """A repeated request leads to the same ticket until people have finished it."""
    with store.transaction() as unit:
        asks = _asks(unit, add_customer(unit))
        prove(unit, asks, Purpose.EXPORT_DATA)
        first, second = request_export(unit, asks), request_export(unit, asks)
        unit.connection.execute(update(tickets).values(status="solved"))
        third = request_export(unit, asks)

    assert (True, False, True) == (first.fresh, second.fresh, third.fresh)
    assert first.ticket.number != third.ticket.number


def test_a_conversation_has_one_complaint(store: Store) -> None:
    """More of it is added to the ticket, whose priority only rises."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        asks, other = _asks(unit, anna), _asks(unit, anna)
        first = complain(unit, asks, "The driver was rude")
        second = complain(unit, asks, "and late", priority="high")
        third = complain(unit, asks, "and rude again")
        row = unit.connection.execute(select(tickets)).one()
        elsewhere = open_complaint(unit, other)

    assert [False, True, True] == [first.repeated, second.repeated, third.repeated]
    assert ["normal", "high", "high"] == [c.ticket.priority for c in (first, second, third)]
    assert ("The driver was rude\nand late\nand rude again", "high") == (row.summary, row.priority)
    assert (anna.id, None) == (row.customer_id, elsewhere)
