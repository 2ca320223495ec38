"""Customers change what they ordered and where it goes."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select, update

from crm.orders import Order, find_order
from crm.requester import requester_for
from crm.store import Store
from crm.tables.orders import orders
from crm.tables.people import customers
from tests.shop import Person, Placed, add_conversation, add_customer, add_order, add_product
from tests.talking import Talker

CHANGE = "action_change_order"
ADDRESS = "action_change_address"
NEW = "Mill Lane 12, 20095 Hamburg, Germany"


def _ordered(store: Store, **more: Any) -> tuple[Person, Placed]:
    with store.transaction() as unit:
        anna = add_customer(unit)
        mug = add_product(unit, "Enamel mug", 1000, stock=5)
        lines = [(mug, 2), (add_product(unit, "Stoneware teapot", 2500), 1)]
        return anna, add_order(unit, anna, lines, **more)


def _now(store: Store, anna: Person, order: Placed) -> Order:
    with store.transaction() as unit:
        talk = add_conversation(unit, anna)
        return find_order(unit, requester_for(unit, talk.public_id, anna.opaque_id), order.number)


def test_a_quantity_changes_after_a_yes(store: Store) -> None:
    """Item and number are asked for, the new total is told, and a yes changes the order."""
    anna, order = _ordered(store)
    talker = Talker(store, anna)
    which = talker.ask(CHANGE, "I'd like to change my order")
    many = talker.reply("the mugs")
    asked = talker.reply("3", entities={"quantity": "3"})
    before = _now(store, anna, order).total_minor
    done = talker.reply("yes", "affirm")

    assert (["utter_change_which_line"], ["utter_change_how_many"]) == (which.names, many.names)
    assert (["utter_change_confirm_quantity"], "€55.00", 4990) == (
        asked.names,
        asked.value("total"),
        before,
    )
    assert (["utter_changed_to_pay"], "€5.10", 5500) == (
        done.names,
        done.value("difference"),
        _now(store, anna, order).total_minor,
    )


def test_an_item_is_taken_out_in_one_sentence(store: Store) -> None:
    """ "Take the teapot out" needs only a yes."""
    anna, order = _ordered(store)
    talker = Talker(store, anna)
    asked = talker.ask(CHANGE, "please take the teapot out of my order")
    done = talker.reply("yes", "affirm")

    assert (["utter_change_confirm_removal"], ["utter_changed_refund"]) == (
        asked.names,
        done.names,
    )
    assert ["Enamel mug"] == [line.title for line in _now(store, anna, order).lines]


def test_a_faster_delivery(store: Store) -> None:
    """Another delivery option is a change as well."""
    anna, order = _ordered(store)
    talker = Talker(store, anna)
    asked = talker.ask(CHANGE, "can you make it express instead of standard?")
    talker.reply("yes", "affirm")

    assert ["utter_change_confirm_delivery"] == asked.names
    assert "express" == _now(store, anna, order).delivery_option


@pytest.mark.parametrize(
    ("text", "entities", "response"),
    [
        ("two mugs please", {"quantity": "2"}, "utter_change_nothing"),
        ("make it 500 mugs", {"quantity": "500"}, "utter_change_quantity_unclear"),
        ("standard delivery please", {}, "utter_change_nothing"),
    ],
)
def test_a_change_that_is_none(
    store: Store, text: str, entities: dict[str, str], response: str
) -> None:
    """What is so already, or cannot be, is said to be so."""
    anna, _ = _ordered(store)

    assert [response] == Talker(store, anna).ask(CHANGE, text, entities=entities).names


@pytest.mark.parametrize(
    ("status", "response"),
    [("packed", "utter_refused_packed"), ("shipped", "utter_refused_dispatched")],
)
def test_a_packed_order_stays_as_it_is(store: Store, status: str, response: str) -> None:
    """Once it is packed, the reply says why not and what instead."""
    anna, _ = _ordered(store, status=status)
    heard = Talker(store, anna).ask(CHANGE, "take out the teapot")

    assert ([response], True) == (heard.names, bool(heard.quick_replies))


def test_what_is_not_in_stock(store: Store) -> None:
    """More than there is is refused at the moment of changing."""
    anna, order = _ordered(store)
    talker = Talker(store, anna)
    talker.ask(CHANGE, "20 mugs please", entities={"quantity": "20"})
    done = talker.reply("yes", "affirm")

    assert (["utter_refused_out_of_stock"], 4990) == (
        done.names,
        _now(store, anna, order).total_minor,
    )


def test_an_order_packed_between_question_and_answer(store: Store) -> None:
    """The state at the moment of the yes decides."""
    anna, order = _ordered(store)
    talker = Talker(store, anna)
    talker.ask(CHANGE, "take out the teapot")
    with store.transaction() as unit:
        unit.connection.execute(update(orders).values(status="packed"))
    late = talker.reply("yes", "affirm")

    assert (["utter_refused_packed"], 2) == (late.names, len(_now(store, anna, order).lines))


def test_a_new_address_for_an_order(store: Store) -> None:
    """The address is asked for, read back, and changed on a yes; the dialogue keeps it sealed."""
    anna, _ = _ordered(store, status="packed")
    talker = Talker(store, anna)
    asked = talker.ask(ADDRESS, "wrong address!", intent="change_shipping_address")
    unclear = talker.reply("over there")
    confirm = talker.reply(NEW, entities={"order_id": "20095"})
    kept = str(talker.dialogue)
    done = talker.reply("yes", "affirm")
    with store.reading() as unit:
        sealed = unit.connection.scalar(select(orders.c.address_encrypted))

    assert (["utter_address_ask_order"], ["utter_address_unclear"]) == (asked.names, unclear.names)
    assert (["utter_address_confirm_order"], NEW) == (confirm.names, confirm.value("address"))
    assert (["utter_address_changed"], NEW) == (done.names, store.vault.open(sealed))
    assert "Mill Lane" not in kept


def test_a_no_keeps_the_address(store: Store) -> None:
    """Without a yes nothing is written."""
    anna, _ = _ordered(store)
    talker = Talker(store, anna)
    talker.ask(ADDRESS, intent="change_shipping_address")
    talker.reply(NEW)
    kept = talker.reply("no", "deny")
    with store.reading() as unit:
        sealed = unit.connection.scalar(select(orders.c.address_encrypted))

    assert (["utter_address_kept"], False) == (
        kept.names,
        NEW == store.vault.open(sealed),
    )


def test_a_parcel_on_its_way_keeps_its_address(store: Store) -> None:
    """Once it is on the van the reply says what may still help."""
    anna, _ = _ordered(store, status="out_for_delivery")
    heard = Talker(store, anna).ask(ADDRESS, intent="change_shipping_address")

    assert (["utter_address_too_late"], True) == (heard.names, bool(heard.quick_replies))


def test_where_the_delivery_does_not_go(store: Store) -> None:
    """A country that is not served is named."""
    anna, _ = _ordered(store, delivery_option="pickup_point")
    talker = Talker(store, anna)
    talker.ask(ADDRESS, intent="change_shipping_address")
    heard = talker.reply("Bahnhofstrasse 1, 8001 Zürich, Switzerland")

    assert (["utter_refused_country"], "Switzerland") == (heard.names, heard.value("country"))


def test_an_address_for_orders_to_come(store: Store) -> None:
    """Setting up an address changes the account's, not an order's."""
    anna, _ = _ordered(store)
    talker = Talker(store, anna)
    talker.ask(ADDRESS, intent="set_up_shipping_address")
    confirm = talker.reply(NEW)
    done = talker.reply("yes", "affirm")
    with store.reading() as unit:
        sealed = unit.connection.scalar(select(customers.c.address_encrypted))

    assert (["utter_address_confirm_account"], ["utter_address_saved"], NEW) == (
        confirm.names,
        done.names,
        store.vault.open(sealed),
    )


def test_a_guest_sets_an_address_at_the_checkout(store: Store) -> None:
    """Without an account there is nowhere to keep an address."""
    heard = Talker(store).ask(ADDRESS, intent="set_up_shipping_address")

    assert ["utter_address_at_checkout"] == heard.names
