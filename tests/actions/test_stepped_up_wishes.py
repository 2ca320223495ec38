"""Refunds by another way, and parcels on their way to another address: both after a code."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from crm.store import Store
from crm.tables.conversations import tickets
from crm.tables.orders import orders, refunds
from tests.codes import sent_code, sent_mails
from tests.shop import add_customer, add_order
from tests.shop_rows import Placed
from tests.tailored_shop import events_of
from tests.talking import Talker

REFUND, ADDRESS = "get_refund", "change_shipping_address"
NEW = "Mill Lane 12, 20095 Hamburg, Germany"


def _ordered(store: Store, **order: Any) -> tuple[Talker, Placed]:
    store.sends_codes = True
    with store.transaction() as unit:
        anna = add_customer(unit)
        placed = add_order(unit, anna, **order)
    return Talker(store, anna), placed


def _cancelled(store: Store) -> tuple[Talker, Placed]:
    talker, order = _ordered(store)
    talker.says("cancel my order", "cancel_order")
    talker.says("yes", "affirm")
    return talker, order


def _ticket(store: Store) -> tuple[str, str, str]:
    with store.reading() as unit:
        query = select(tickets.c.topic, tickets.c.priority, tickets.c.summary)
        row = unit.connection.execute(query).one()
        return row.topic, row.priority, row.summary


@pytest.mark.parametrize(
    ("text", "intent", "method"),
    [
        ("refund me to another account instead", "get_refund", "a bank transfer"),
        ("can the money back go to a different card", "check_refund_policy", "another card"),
        ("I want my refund as store credit", "track_refund", "credit in the shop"),
        ("please refund it to my PayPal instead", "check_payment_methods", "PayPal"),
    ],
)
def test_a_refund_by_another_way_goes_to_people_after_a_code(
    store: Store, text: str, intent: str, method: str
) -> None:
    """The wish, the order and the way are written down, first in line, and no account's number."""
    talker, order = _cancelled(store)
    asked = talker.says(text, intent)
    before = events_of(store, "RefundMethodRequested")
    done = talker.says(sent_code(store), "inform")
    topic, priority, summary = _ticket(store)

    assert (["utter_code_sent"], []) == (asked.names, before)
    assert ["utter_refund_elsewhere_requested"] == done.names
    assert method.removeprefix("a ") == done.value("method").removeprefix("a ")
    assert ("refund_other_method", "high", True) == (topic, priority, order.number in summary)


def test_the_way_is_asked_for_and_the_wish_stands_once(store: Store) -> None:
    """A button names the way; asking again leads to the ticket."""
    talker, _ = _cancelled(store)
    how = talker.says("I need another method for my refund", REFUND)
    talker.says("To PayPal", "check_payment_methods")
    done = talker.says(sent_code(store), "inform")
    again = talker.says("refund me to a different account", REFUND)

    assert (["utter_refund_elsewhere_how"], 4) == (how.names, len(how.quick_replies))
    assert (["utter_refund_elsewhere_requested"], "PayPal") == (done.names, done.value("method"))
    assert (["utter_refund_elsewhere_already"], done.value("ticket")) == (
        again.names,
        again.value("ticket"),
    )


def test_without_a_refund_there_is_nothing_to_move(store: Store) -> None:
    """No code is sent before there is money on its way; what was paid out is named."""
    talker, _ = _ordered(store, status="delivered")
    none = talker.says("refund it to another card", REFUND)
    other, _ = _cancelled_of_ben(store)
    with store.transaction() as unit:
        unit.connection.execute(update(refunds).values(status="paid", paid_at=unit.now))
    paid = other.says("refund it to another card", REFUND)

    assert ["utter_refund_elsewhere_nothing"] == none.names
    assert ["utter_refund_paid", "utter_refund_elsewhere_paid"] == paid.names
    assert [] == sent_mails(store)


def _cancelled_of_ben(store: Store) -> tuple[Talker, Placed]:
    with store.transaction() as unit:
        ben = add_customer(unit, "Ben", "ben@example.org")
        order = add_order(unit, ben)
    talker = Talker(store, ben)
    talker.says("cancel my order", "cancel_order")
    talker.says("yes", "affirm")
    return talker, order


def test_guests_get_their_money_where_it_came_from(store: Store) -> None:
    """Who is not signed in is told how, and no code is sent."""
    store.sends_codes = True
    heard = Talker(store).says("refund me by store credit", REFUND)

    assert (["utter_refund_elsewhere_sign_in"], []) == (heard.names, sent_mails(store))


@pytest.mark.parametrize("text", ["I want a refund", "where is my refund", "refund to my card"])
def test_plain_refunds_go_their_old_way(store: Store, text: str) -> None:
    """Only another way than the one of the payment asks for a code."""
    talker, _ = _cancelled(store)

    assert ["utter_refund_pending"] == talker.says(text, "track_refund").names


def test_a_parcel_on_its_way_is_redirected_after_a_code(store: Store) -> None:
    """The address is asked for with a form, read back, and passed on after a yes and a code."""
    talker, order = _ordered(store, status="shipped")
    asked = talker.says("wrong address!", ADDRESS)
    confirm = talker.says(NEW, "inform")
    coded = talker.says("yes", "affirm")
    kept = str(talker.dialogue)
    before = events_of(store, "ParcelRedirectRequested")
    done = talker.says(sent_code(store), "inform")
    again = talker.says("change the address", ADDRESS)
    topic, priority, summary = _ticket(store)
    with store.reading() as unit:
        address = store.vault.open(unit.connection.scalar(select(orders.c.address_encrypted)))

    assert (["utter_redirect_ask"], ["address"]) == (asked.names, [c["name"] for c in asked.cards])
    assert (["utter_redirect_confirm"], NEW) == (confirm.names, confirm.value("address"))
    assert (["utter_code_sent"], [], False) == (coded.names, before, "Mill Lane" in kept)
    assert (["utter_redirect_requested"], ["utter_redirect_already"]) == (done.names, again.names)
    assert ("redirect_parcel", "high", False) == (topic, priority, "Mill Lane" in summary)
    assert (True, False) == (order.number in summary, address == NEW)


def test_no_carrier_redirects_across_a_border(store: Store) -> None:
    """Another country is refused before any code is sent."""
    talker, _ = _ordered(store, status="shipped")
    talker.says("wrong address!", ADDRESS)
    heard = talker.says("12 rue Neuve, 75001 Paris, France", "inform")

    assert (["utter_refused_country"], []) == (heard.names, sent_mails(store))


def test_a_parcel_of_another_account_is_not_redirected(store: Store) -> None:
    """Who proved an order by its postcode may have read that off the parcel."""
    _, order = _ordered(store, status="shipped")
    guest = Talker(store)
    guest.says(f"change the address of order {order.number}", ADDRESS, {"order_id": order.number})
    heard = guest.says("10115", "inform")

    assert ["utter_address_too_late"] == heard.names
