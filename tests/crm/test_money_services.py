"""Refunds, invoices and payments as their owner sees them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from crm.errors import NotFound
from crm.invoices import find_invoice, invoice_of, request_copy
from crm.orders import find_order
from crm.payments import accepted_method, failed_payments
from crm.refunds import due_at, promise_refund, refunds_of
from crm.requester import Requester, requester_for
from crm.store import Store, Unit
from crm.tables.events import crm_events
from crm.tables.orders import orders, refunds
from tests.fixtures_store import Clock
from tests.shop import Person, add_conversation, add_customer, add_invoice, add_order


def _asks(unit: Unit, customer: Person) -> Requester:
    return requester_for(unit, add_conversation(unit, customer).public_id, customer.opaque_id)


@pytest.mark.parametrize(
    ("start", "due"),
    [
        (datetime(2026, 6, 15, 9, tzinfo=UTC), datetime(2026, 6, 22, 17, tzinfo=UTC)),
        (datetime(2026, 6, 19, 23, tzinfo=UTC), datetime(2026, 6, 26, 17, tzinfo=UTC)),
    ],
)
def test_a_refund_is_due_after_five_working_days(start: datetime, due: datetime) -> None:
    """A refund late on Friday (Saturday at the shop) is due by the Friday after."""
    assert due == due_at(start)


def test_a_refund_lowers_what_is_paid_and_grows_overdue(store: Store, clock: Clock) -> None:
    """What was promised is no longer there to be promised; after its day it is overdue."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        asks = _asks(unit, anna)
        order = find_order(unit, asks, add_order(unit, anna).number)
        promise_refund(unit, order, 1000, "changed")
        left = find_order(unit, asks, order.number).paid_minor
        fresh = refunds_of(unit, asks, order)
    clock.advance(days=10)
    with store.transaction() as unit:
        late = refunds_of(unit, asks)
        unit.connection.execute(update(refunds).values(status="failed"))
        again = find_order(unit, asks, order.number).paid_minor

    assert (1990, 2990) == (left, again)
    assert ([False], [True]) == ([r.overdue for r in fresh], [r.overdue for r in late])


def test_refunds_and_invoices_are_ones_own(store: Store) -> None:
    """Nobody sees what belongs to another."""
    with store.transaction() as unit:
        anna, ben = add_customer(unit), add_customer(unit, "Ben", "b@example.org")
        placed = add_order(unit, anna)
        order = find_order(unit, _asks(unit, anna), placed.number)
        promise_refund(unit, order, 1000, "changed")
        number = add_invoice(unit, placed.id)
        asks = _asks(unit, ben)
        with pytest.raises(NotFound):
            find_invoice(unit, asks, number)

        assert ((), None) == (refunds_of(unit, asks), invoice_of(unit, asks, order))


@pytest.mark.parametrize("written", ["INV-2026-000001", "inv-2026-000001 "])
def test_an_invoice_is_found_by_its_number(store: Store, written: str) -> None:
    """Case and spaces do not matter; the amounts come in parts."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, invoice=True)
        invoice = find_invoice(unit, _asks(unit, anna), written)

    assert (2990, 2513, 477) == (invoice.total_minor, invoice.net_minor, invoice.tax_minor)


@pytest.mark.parametrize("written", ["", "😀", "INV' OR 1=1", "\x00", "9" * 9999])
def test_no_invoice_by_nonsense(store: Store, written: str) -> None:
    """Whatever is no invoice number is simply not found."""
    with store.transaction() as unit, pytest.raises(NotFound):
        find_invoice(unit, _asks(unit, add_customer(unit)), written)


def test_a_copy_goes_to_the_orders_address(store: Store) -> None:
    """The event names the invoice and bears no address; without any address there is none."""
    with store.transaction() as unit:
        order = add_order(unit, invoice=True)
        talk = add_conversation(unit)
        guest = Requester(talk.id, talk.public_id, proven_orders=frozenset({order.id}))
        invoice = invoice_of(unit, guest, find_order(unit, guest, order.number))
        assert invoice is not None

        sent_to = request_copy(unit, guest, invoice)
        unit.connection.execute(update(orders).values(contact_email_encrypted=None))
        nowhere = request_copy(unit, guest, invoice)
        events = unit.connection.execute(select(crm_events)).all()

    assert ("guest@example.org", None, 1) == (sent_to, nowhere, len(events))
    assert "example.org" not in str(events[0].data)


def test_failed_payments_wait_two_days(store: Store) -> None:
    """Only orders that still wait for their payment are listed, with the reason."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, payment="failed", failure_code="expired_card", number="1001")
        add_order(unit, anna, payment="failed", status="cancelled")
        add_order(unit, anna)
        (failed,) = failed_payments(unit, _asks(unit, anna))

    assert ("1001", "expired_card", timedelta(days=2)) == (
        failed.order.number,
        failed.code,
        failed.kept_until - failed.order.placed_at,
    )


@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("Visa", "card"),
        ("american express", "card"),
        ("Visa card", "card"),
        ("credit card", "card"),
        ("PayPal", "paypal"),
        ("pay  pal", "paypal"),
        ("SEPA transfer", "bank_transfer"),
        ("gift voucher", "gift_card"),
        ("Diners Club", None),
        ("bitcoin", None),
        ("", None),
        ("😀", None),
    ],
)
def test_ways_to_pay_are_known_by_many_names(name: str, method: str | None) -> None:
    """Brands and everyday names lead to a method; what is not accepted leads nowhere."""
    assert method == accepted_method(name)
