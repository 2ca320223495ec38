"""Cancelling an order undoes what the order did, once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import insert, select, update

from crm.cancellations import Cancelled, cancel_order
from crm.errors import NotFound, Refused
from crm.requester import requester_for
from crm.store import Store
from crm.tables.catalogue import products
from crm.tables.events import crm_events
from crm.tables.orders import orders, payments, refunds
from crm.tables.people import audit_log, loyalty_entries, memberships
from tests.shop import add_conversation, add_customer, add_order, add_product


def test_a_cancelled_order_gives_everything_back(store: Store) -> None:
    """Stock, money and points return; an event and a line of the audit log tell of it."""
    with store.transaction() as unit:
        anna = add_customer(unit, tier="silver", points=600)
        teapot = add_product(unit, price_minor=2500, stock=8)
        order = add_order(unit, anna, [(teapot, 2)], status="packed", delivery_minor=0)
        earned = {"customer_id": anna.id, "order_id": order.id, "points": 50}
        bought = {"reason": "order", "created_at": unit.now}
        unit.connection.execute(insert(loyalty_entries).values({**earned, **bought}))
        talk = add_conversation(unit, anna)
    with store.transaction() as unit:
        asks = requester_for(unit, talk.public_id, anna.opaque_id)
        done = cancel_order(unit, asks, order.number)
    with store.reading() as unit:
        status = unit.connection.scalar(select(orders.c.status))
        stock = unit.connection.scalar(select(products.c.stock))
        points = unit.connection.scalar(select(memberships.c.points))
        owed = unit.connection.execute(select(refunds)).one()
        told = select(crm_events).where(crm_events.c.type == "OrderCancelled")
        event = unit.connection.execute(told).one()
        trace = unit.connection.execute(select(audit_log)).one()

    # Five working days after Monday 15 June end on Monday 22 June.
    due = datetime(2026, 6, 22, 17, tzinfo=UTC)
    assert Cancelled(order.number, 0, 5000, "EUR", "card", due) == done
    assert ("cancelled", 10, 550) == (status, stock, points)
    assert (5000, "pending", "cancelled", due) == (
        owed.amount_minor,
        owed.status,
        owed.reason,
        owed.due_at,
    )
    assert ("OrderCancelled", anna.id, talk.id, "packed") == (
        event.type,
        event.customer_id,
        event.conversation_id,
        event.data["was"],
    )
    assert (f"customer:{anna.opaque_id}", "order.cancel", f"order:{order.number}") == (
        trace.actor,
        trace.action,
        trace.subject,
    )


def test_an_unpaid_order_is_never_collected(store: Store) -> None:
    """Without a payment there is no refund, and the open payment is closed."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = add_order(unit, anna, payment="pending", method="bank_transfer")
        talk = add_conversation(unit, anna)
        asks = requester_for(unit, talk.public_id, anna.opaque_id)
        done = cancel_order(unit, asks, order.number)
        owed = unit.connection.execute(select(refunds)).all()
        payment = unit.connection.execute(select(payments)).one()

    assert (0, None, []) == (done.refund_minor, done.refund_due_at, owed)
    assert ("failed", "order_cancelled") == (payment.status, payment.failure_code)


def test_a_second_cancellation_changes_nothing(store: Store) -> None:
    """An order is refunded once, however often it is cancelled."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = add_order(unit, anna)
        talk = add_conversation(unit, anna)
        asks = requester_for(unit, talk.public_id, anna.opaque_id)
        cancel_order(unit, asks, order.number)
    with store.transaction() as unit, pytest.raises(Refused, match="cancelled"):
        cancel_order(unit, asks, order.number)
    with store.reading() as unit:
        assert 1 == len(unit.connection.execute(select(refunds)).all())


def test_an_order_that_left_meanwhile_stays(store: Store) -> None:
    """The state at the moment of cancelling decides, not the one that was shown."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = add_order(unit, anna)
        talk = add_conversation(unit, anna)
        unit.connection.execute(update(orders).values(status="shipped"))
        asks = requester_for(unit, talk.public_id, anna.opaque_id)
        with pytest.raises(Refused) as caught:
            cancel_order(unit, asks, order.number)
        status = unit.connection.scalar(select(orders.c.status))

    assert ("order_dispatched", "shipped") == (caught.value.code, status)


def test_nobody_cancels_someone_elses_order(store: Store) -> None:
    """Another customer's order is unknown, and untouched."""
    with store.transaction() as unit:
        order = add_order(unit, add_customer(unit))
        ben = add_customer(unit, "Ben Adler", "ben@example.org")
        talk = add_conversation(unit, ben)
        asks = requester_for(unit, talk.public_id, ben.opaque_id)
        with pytest.raises(NotFound):
            cancel_order(unit, asks, order.number)
        status = unit.connection.scalar(select(orders.c.status))

    assert "placed" == status


def test_two_cancellations_at_once_refund_once(store: Store) -> None:
    """Of two that cancel in the same moment one succeeds, and one refund is promised."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = add_order(unit, anna)
        talk = add_conversation(unit, anna)
        asks = requester_for(unit, talk.public_id, anna.opaque_id)
    together = threading.Barrier(2, timeout=30)

    def cancel() -> str:
        together.wait()
        try:
            with store.transaction() as unit:
                cancel_order(unit, asks, order.number)
        except Refused as refusal:
            return refusal.code
        return "cancelled"

    with ThreadPoolExecutor(2) as threads:
        ended = sorted(each.result() for each in [threads.submit(cancel) for _ in range(2)])
    with store.reading() as unit:
        owed = unit.connection.execute(select(refunds)).all()

    assert (["cancelled", "order_already_cancelled"], 1) == (ended, len(owed))
