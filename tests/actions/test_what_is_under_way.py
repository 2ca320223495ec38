"""What is told of refunds, invoices and parcels is told of the right one, and as it really is."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from crm.store import Store
from crm.tables.orders import returns
from tests.shop import add_customer, add_order, add_product
from tests.talking import Talker

TRACK_REFUND = "action_track_refund"
REFUND = "action_request_refund"
INVOICE = "action_invoice"
PERIOD = "action_delivery_period"


@pytest.mark.parametrize(
    ("kind", "reason", "status", "response"),
    [
        ("return", "not_given", "announced", "utter_refund_after_return"),
        ("return", "not_given", "received", "utter_refund_after_check"),
        ("damaged", "wants_refund", "announced", "utter_refund_after_photo"),
        ("damaged", "wants_replacement", "announced", "utter_refund_is_replacement"),
        ("missing", "parcel_missing", "announced", "utter_refund_after_search"),
        ("exchange", "wrong_size", "announced", "utter_refund_is_exchange"),
    ],
)
@pytest.mark.parametrize("named", [False, True])
def test_each_case_has_its_own_way_to_the_money(
    store: Store, kind: str, reason: str, status: str, response: str, named: bool
) -> None:
    """A parcel is awaited for returns only; photos, searches and exchanges go other ways."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        order = add_order(unit, anna, number="104233", status="delivered")
    talker = Talker(store, anna)
    talker.ask("action_return_item")
    talker.reply("yes", "affirm")
    with store.transaction() as unit:
        case = {"kind": kind, "reason": reason, "status": status}
        unit.connection.execute(update(returns).values(case))
    heard = talker.ask(TRACK_REFUND, entities={"order_id": order.number} if named else None)

    assert ([response], "104233") == (heard.names, heard.value("order_number"))


def test_a_refund_paid_long_ago_does_not_hide_a_new_return(store: Store) -> None:
    """The newest is told first: a return that was announced after the last refund."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104233")
        add_order(unit, anna, number="104234", status="delivered")
    talker = Talker(store, anna)
    talker.ask("action_cancel_order", entities={"order_id": "104233"})
    talker.reply("yes", "affirm")
    talker.ask("action_return_item", entities={"order_id": "104234"})
    talker.reply("yes", "affirm")

    assert ["utter_refund_after_return", "utter_refund_pending"] == talker.ask(TRACK_REFUND).names


@pytest.mark.parametrize(
    ("text", "order_number"),
    [
        ("send me my last invoice", "104234"),
        ("the latest bill please", "104234"),
        ("send me the invoice", "104233"),
        ("last month's invoice", "104233"),
    ],
)
def test_the_last_invoice_is_not_that_of_the_order_in_focus(
    store: Store, text: str, order_number: str
) -> None:
    """ "Last" means the newest of all; without it the order that is spoken of counts."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        for number, days in (("104233", 20), ("104234", 8), ("104235", 1)):
            invoiced = days > 1
            add_order(unit, anna, number=number, placed_days_ago=days, invoice=invoiced)
    talker = Talker(store, anna)
    talker.ask("action_track_order", entities={"order_id": "104233"})
    heard = talker.ask(INVOICE, text, intent="get_invoice")

    assert (["utter_invoice_sent"], order_number) == (heard.names, heard.value("order_number"))


@pytest.mark.parametrize(
    ("text", "focus", "names"),
    [
        ("when will it arrive?", "104233", ["utter_track_shipped"]),
        ("when will it arrive?", None, ["utter_track_shipped"]),
        ("when does my parcel come", "104232", ["utter_track_delivered"]),
        (
            "How long does delivery take?",
            "104233",
            ["utter_track_shipped", "utter_delivery_period"],
        ),
        ("how long does delivery take", None, ["utter_track_shipped", "utter_delivery_period"]),
        ("how long would it take if I order today", "104233", ["utter_delivery_period"]),
    ],
)
def test_when_an_order_that_is_known_comes(
    store: Store, text: str, focus: str | None, names: list[str]
) -> None:
    """With an order in focus, or one on its way, its own day is told and not the usual ones."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, number="104232", status="delivered")
        add_order(unit, anna, number="104233", status="shipped")
    talker = Talker(store, anna)
    if focus:
        talker.ask("action_track_order", entities={"order_id": focus})

    assert names == talker.ask(PERIOD, text).names


def test_the_usual_days_without_an_order(store: Store) -> None:
    """Guests, and customers who wait for nothing or ask for a country, hear the usual days."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        add_order(unit, anna, status="delivered")
        ben = add_customer(unit, "Ben", "ben@example.org")
        add_order(unit, ben, status="shipped")
    france = {"delivery_country": "France"}
    said = [
        Talker(store).ask(PERIOD, "when will it arrive?").names,
        Talker(store, anna).ask(PERIOD, "when would it arrive?").names,
        Talker(store, ben).ask(PERIOD, "when does it come in France", entities=france).names,
    ]

    assert [["utter_delivery_period"]] * 3 == said


@pytest.mark.parametrize(
    ("text", "also_asked"),
    [
        ("when will my package arrive", True),
        ("I ordered on Monday, when can I expect it?", True),
        ("how soon will the things I bought be here", True),
        ("how long does shipping take", False),
        ("when would my order come if I bought it now", False),
    ],
)
def test_guests_who_wait_for_a_parcel_may_name_it(
    store: Store, text: str, also_asked: bool
) -> None:
    """A guest who has ordered hears the usual days and can go on to the day of the order."""
    with store.transaction() as unit:
        add_order(unit, add_customer(unit), number="104233", status="shipped")
    talker = Talker(store)
    names = talker.ask(PERIOD, text).names
    went_on = talker.dialogue.get("topic") == "action_track_order"

    assert ("utter_delivery_period", also_asked) == (names[0], went_on)
    assert (2 if also_asked else 1) == len(names)


def test_one_of_several_orders_is_asked_for(store: Store) -> None:
    """With several parcels on their way "it" is asked about."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        for _ in range(2):
            add_order(unit, anna, status="shipped")
    talker = Talker(store, anna)
    asked = talker.ask(PERIOD, "when will it arrive?")
    heard = talker.reply("100002", entities={"order_id": "100002"})

    assert (["utter_choose_order"], ["utter_track_shipped"]) == (asked.names, heard.names)


@pytest.mark.parametrize("topic", ["action_return_item", "action_report_damaged"])
def test_the_product_named_chooses_the_order(store: Store, topic: str) -> None:
    """A refusal speaks of the order with that product, not of another one that fits the topic."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        pendant = add_product(unit, "Opal glass pendant", 9000)
        teapot = add_product(unit, "Glass teapot", 2500)
        add_order(unit, anna, [(pendant, 1)], number="127866", status="delivered")
        add_order(unit, anna, [(teapot, 1)], number="990107", status="shipped")
    heard = Talker(store, anna).ask(topic, "it is about the glass teapot")

    assert "990107" == heard.value("order_number")
