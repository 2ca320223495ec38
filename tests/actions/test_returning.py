"""Customers send things back, swap them, and report what is broken or missing."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from crm.store import Store
from crm.tables.orders import return_lines, returns
from tests.shop import Person, Placed, add_customer, add_order, add_product
from tests.talking import Talker

RETURN = "action_return_item"
EXCHANGE = "action_exchange_item"
DAMAGED = "action_report_damaged"
MISSING = "action_report_missing"


def _table(store: Store, **more: object) -> tuple[Person, Placed]:
    """Return a customer with a delivered order of two mugs and one teapot."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        mug = add_product(unit, "Enamel mug", 1000, attributes={"colours": ["blue", "green"]})
        teapot = add_product(unit, "Stoneware teapot", 2500)
        given: dict[str, object] = {"status": "delivered", "colours": ["blue"], **more}
        return anna, add_order(unit, anna, [(mug, 2), (teapot, 1)], **given)  # type: ignore[arg-type]


def _cases(store: Store) -> list[tuple[str, int, int]]:
    with store.reading() as unit:
        query = select(returns.c.kind, return_lines.c.order_line_id, return_lines.c.quantity)
        joined = query.join(return_lines, return_lines.c.return_id == returns.c.id)
        return [tuple(row) for row in unit.connection.execute(joined.order_by(return_lines.c.id))]


def test_a_named_item_is_returned_after_a_yes(store: Store) -> None:
    """What is named is asked about with its refund, and announced on a yes only."""
    anna, order = _table(store)
    talker = Talker(store, anna)
    asked = talker.ask(RETURN, "the teapot doesn't fit our table, back it goes")
    before = _cases(store)
    done = talker.reply("yes", "affirm")

    assert (["utter_return_confirm"], "Stoneware teapot", "€25.00", []) == (
        asked.names,
        asked.value("items"),
        asked.value("amount"),
        before,
    )
    assert (["utter_return_announced"], [("return", order.line_ids[1], 1)]) == (
        done.names,
        _cases(store),
    )


@pytest.mark.parametrize(
    ("answer", "items"),
    [
        ("Everything", "2 × Enamel mug, blue and Stoneware teapot"),
        ("2 × Enamel mug, blue", "2 × Enamel mug, blue"),
        ("both", "2 × Enamel mug, blue and Stoneware teapot"),
        ("1", "2 × Enamel mug, blue"),
        ("the teapot please", "Stoneware teapot"),
    ],
)
def test_the_items_are_asked_for(store: Store, answer: str, items: str) -> None:
    """An order of several items is asked about; buttons, numbers and words choose."""
    anna, _ = _table(store)
    talker = Talker(store, anna)
    asked = talker.ask(RETURN, "I want to return something")
    confirm = talker.reply(answer)

    assert ["utter_return_which_line"] == asked.names
    assert (["utter_return_confirm"], items) == (confirm.names, confirm.value("items"))


def test_one_of_two(store: Store) -> None:
    """A quantity returns a part of a line."""
    anna, order = _table(store)
    talker = Talker(store, anna)
    talker.ask(RETURN, "send back one of the mugs", entities={"quantity": "1"})
    talker.reply("well", "nlu_fallback")
    talker.reply("yes", "affirm")

    assert [("return", order.line_ids[0], 1)] == _cases(store)


def test_a_guest_is_not_asked_again_what_they_said(store: Store) -> None:
    """The item named in the first message is still known after number and proof."""
    with store.transaction() as unit:
        lines = [(add_product(unit, "Enamel mug", 1000), 1), (add_product(unit), 1)]
        add_order(unit, None, lines, number="104233", status="delivered")
    talker = Talker(store)
    first = talker.ask(RETURN, "I'd like to return my teapot")
    talker.reply("104233", entities={"order_id": "104233"})
    confirm = talker.reply("20095")

    assert ["utter_return_intro", "utter_ask_order_number"] == first.names
    assert (["utter_return_confirm"], "Stoneware teapot") == (confirm.names, confirm.value("items"))


def test_a_no_announces_nothing(store: Store) -> None:
    """After a no there is no return."""
    anna, _ = _table(store)
    talker = Talker(store, anna)
    talker.ask(RETURN, "return the teapot")
    kept = talker.reply("no", "deny")

    assert (["utter_left_as_it_is"], []) == (kept.names, _cases(store))


def test_the_window_is_named_when_it_is_closed(store: Store) -> None:
    """Too late is said with the day on which it ended."""
    anna, _ = _table(store, delivered_days_ago=40)
    heard = Talker(store, anna).ask(RETURN, "return the teapot")

    assert (["utter_refused_window_closed"], "Friday 5 June") == (
        heard.names,
        heard.value("closed_on"),
    )


def test_what_is_on_its_way_cannot_be_returned_yet(store: Store) -> None:
    """Before delivery the reply says what can be done instead."""
    anna, _ = _table(store, status="shipped")

    assert ["utter_refused_dispatched"] == Talker(store, anna).ask(RETURN).names


def test_returned_twice(store: Store) -> None:
    """An item that is being returned already is refused by name."""
    anna, _ = _table(store)
    talker = Talker(store, anna)
    talker.ask(RETURN, "return the teapot")
    talker.reply("yes", "affirm")
    again = talker.ask(RETURN, "return the teapot", intent="return_item")

    assert (["utter_refused_already_returned"], "Stoneware teapot") == (
        again.names,
        again.value("product"),
    )


def test_an_invoice_that_is_still_open(store: Store) -> None:
    """Who has not paid yet is told that it is taken off the invoice."""
    anna, _ = _table(store, payment="pending", method="pay_later")

    assert ["utter_return_confirm_unpaid"] == Talker(store, anna).ask(
        RETURN, "return the teapot"
    ).names


def test_an_exchange_for_another_colour(store: Store) -> None:
    """The item is named, the colour chosen by button, and a yes exchanges it."""
    anna, order = _table(store)
    talker = Talker(store, anna)
    asked = talker.ask(EXCHANGE, "swap the mugs please")
    confirm = talker.reply("green")
    done = talker.reply("yes", "affirm")

    assert (["utter_exchange_for_what"], ["green"]) == (asked.names, asked.quick_replies)
    assert (["utter_exchange_confirm"], "green") == (confirm.names, confirm.value("variant"))
    assert (["utter_exchange_announced"], [("exchange", order.line_ids[0], 2)]) == (
        done.names,
        _cases(store),
    )


def test_a_return_during_an_exchange_is_refused(store: Store) -> None:
    """The same pieces are not exchanged and paid back; the rest of the order can be returned."""
    anna, order = _table(store)
    talker = Talker(store, anna)
    talker.ask(EXCHANGE, "swap the mugs please")
    talker.reply("green")
    talker.reply("yes", "affirm")
    refused = talker.ask(RETURN, "I want to return the mugs")
    talker.ask(RETURN, "return everything")
    talker.reply("yes", "affirm")

    assert (["utter_refused_being_exchanged"], "Enamel mug") == (
        refused.names,
        refused.value("product"),
    )
    assert [("exchange", order.line_ids[0], 2), ("return", order.line_ids[1], 1)] == _cases(store)


def test_an_exchange_in_one_sentence(store: Store) -> None:
    """Item and colour in one sentence go straight to the question."""
    anna, _ = _table(store)
    heard = Talker(store, anna).ask(
        EXCHANGE, "can I have the mugs in green", entities={"colour": "Green"}
    )

    assert ["utter_exchange_confirm"] == heard.names


def test_an_item_that_comes_in_one_form(store: Store) -> None:
    """What has no other size or colour can be returned instead."""
    anna, _ = _table(store)
    heard = Talker(store, anna).ask(EXCHANGE, "exchange my teapot")

    assert (["utter_refused_no_other_variant"], True) == (heard.names, bool(heard.quick_replies))


@pytest.mark.parametrize(
    ("wish", "response"),
    [
        ("A replacement, please", "utter_damage_reported_replacement"),
        ("give me my money back", "utter_damage_reported_refund"),
    ],
)
def test_damage_is_reported_with_a_wish(store: Store, wish: str, response: str) -> None:
    """The customer chooses between replacement and refund, and hears where the photo goes."""
    anna, order = _table(store)
    talker = Talker(store, anna)
    asked = talker.ask(DAMAGED, "the teapot arrived in pieces")
    unclear = talker.reply("hmm", "nlu_fallback")
    done = talker.reply(wish)

    assert ["utter_damage_which_wish"] == asked.names == unclear.names
    assert ([response], [("damaged", order.line_ids[1], 1)]) == (done.names, _cases(store))


def test_damage_of_a_whole_order_asks_which_item(store: Store) -> None:
    """All lines are reported only when the customer chooses all of them."""
    anna, order = _table(store)
    talker = Talker(store, anna)
    asked = talker.ask(DAMAGED, "the whole order arrived damaged")
    chosen = talker.reply("Everything")

    assert (["utter_damage_which_line"], ["utter_damage_which_wish"]) == (asked.names, chosen.names)
    assert list(order.line_ids) == list(talker.dialogue["data"]["lines"])


def test_damage_reported_too_late(store: Store) -> None:
    """After fourteen days the reply names the day and leads to a person."""
    anna, _ = _table(store, delivered_days_ago=20)
    heard = Talker(store, anna).ask(DAMAGED, "the teapot is cracked")

    assert (["utter_refused_report_too_late"], "Tuesday 9 June") == (
        heard.names,
        heard.value("closed_on"),
    )


def test_a_part_of_a_delivery_is_missing(store: Store) -> None:
    """What is missing from a delivered order is asked for, confirmed, and looked for."""
    anna, order = _table(store)
    talker = Talker(store, anna)
    asked = talker.ask(MISSING, "something is missing")
    talker.reply("Stoneware teapot")
    done = talker.reply("yes", "affirm")
    again = talker.ask(MISSING, "the teapot is still missing")

    assert (["utter_missing_which_line"], ["utter_missing_reported"]) == (asked.names, done.names)
    assert [("missing", order.line_ids[1], 1)] == _cases(store)
    assert ["utter_refused_already_reported"] == again.names


def test_a_parcel_that_may_still_come(store: Store) -> None:
    """Before the third day after the expected one the customer hears from when on to ask."""
    anna, _ = _table(store, status="shipped", expected_in_days=-1)
    heard = Talker(store, anna).ask(MISSING, "my parcel never came")

    assert (["utter_refused_not_missing_yet"], "Wednesday 17 June") == (
        heard.names,
        heard.value("from_on"),
    )


def test_a_parcel_that_never_came(store: Store) -> None:
    """A parcel that is late enough is looked for as a whole."""
    anna, order = _table(store, status="shipped", expected_in_days=-5)
    talker = Talker(store, anna)
    asked = talker.ask(MISSING, "my parcel never came")
    talker.reply("yes", "affirm")

    assert ["utter_missing_confirm"] == asked.names
    assert [("missing", line_id, n) for line_id, n in zip(order.line_ids, (2, 1), strict=True)] == (
        _cases(store)
    )
