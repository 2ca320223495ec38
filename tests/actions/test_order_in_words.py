"""Orders are found by what is in them and by words such as "the second one"."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actions.routing import route
from actions.turn import Dialogue, Turn
from crm.store import Store
from tests.shop import Person, add_customer, add_order, add_product
from tests.talking import Entities, Talker

RETURN, TRACK = "action_return_item", "action_track_order"
GOODS = ("Watercolour pan set, 24", "Rain jacket, three-layer", "Opal glass pendant")


def _customer(store: Store) -> Person:
    """Return a customer with three delivered orders, the pendant's the newest, and one underway."""
    with store.transaction() as unit:
        anna = add_customer(unit)
        for index, title in enumerate(GOODS):
            lines = [(add_product(unit, title, 1000), 1)]
            days = 9.0 - index
            number = f"10410{index + 1}"
            add_order(
                unit, anna, lines, number=number, status="delivered", placed_days_ago=days + 6
            )
        teapot = add_product(unit, "Glass teapot with strainer", 2500)
        add_order(
            unit, anna, [(teapot, 1)], number="104104", status="shipped", placed_days_ago=20.0
        )
        return anna


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("the first one", "104103"),
        ("first one please", "104103"),
        ("the second one", "104102"),
        ("2nd", "104102"),
        ("number 3", "104101"),
        ("my last order", "104103"),
        ("the newest", "104103"),
        ("the oldest one", "104101"),
        ("the watercolours", "104101"),
        ("the rain jacket", "104102"),
        ("it was the jacket", "104102"),
        ("104102", "104102"),
    ],
)
def test_an_order_is_chosen_in_words(store: Store, text: str, number: str) -> None:
    """Which one it is about can be said by place, by age and by what is in it."""
    talker = Talker(store, _customer(store))
    asked = talker.ask(RETURN, "I want to return something")
    heard = talker.reply(text)

    assert ["104103", "104102", "104101"] == asked.quick_replies
    assert ["utter_return_confirm"] == heard.names
    assert number == heard.value("order_number")


def _answer(text: str, talker: Talker) -> Turn:
    return Turn(
        "c", "m", None, text, "product_info", 0.9, (), "neutral", 0.0, 0.0,
        datetime(2026, 6, 15, tzinfo=UTC), Dialogue.from_json(talker.dialogue),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "back"),
    [
        ("first one please", True),
        ("the rain jacket", True),
        ("my last order", True),
        ("the watercolours", True),
        ("where is the rain jacket", False),
        ("cancel my last order", False),
    ],
)
def test_a_choice_goes_back_however_it_was_read(store: Store, text: str, back: bool) -> None:
    """Words of what was shown answer the question; what asks for something else does not."""
    talker = Talker(store, _customer(store))
    talker.ask(RETURN, "I want to return something")
    name, _ = route("action_product_info", _answer(text, talker))

    assert (RETURN if back else "action_product_info") == name


@pytest.mark.parametrize("text", ["the ninth one", "the 4th", "some thing or other", "purple"])
def test_an_unclear_choice_is_asked_again(store: Store, text: str) -> None:
    """What points at nothing that was shown is asked about again, with the same buttons."""
    talker = Talker(store, _customer(store))
    talker.ask(RETURN, "I want to return something")
    heard = talker.reply(text)

    assert (["utter_order_number_unclear"], True) == (
        heard.names,
        {"104103", "104102", "104101"} <= set(heard.quick_replies),
    )


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        ("I want to return the glass teapot", None),
        ("I want to return the glass teapot", {"product": "glass teapot"}),
        ("the teapot shall go back", None),
    ],
)
def test_a_refusal_speaks_of_the_order_that_holds_the_thing(
    store: Store, text: str, entities: Entities | None
) -> None:
    """A word that two titles share does not turn the teapot into a lamp that arrived."""
    heard = Talker(store, _customer(store)).ask(RETURN, text, entities=entities)

    assert ("utter_refused_dispatched", "104104") == (
        heard.names[-1],
        heard.value("order_number"),
    )


def test_a_word_of_a_title_alone_chooses_no_order(store: Store) -> None:
    """ "Glass" before another thing's name is no hint, so the bot asks."""
    heard = Talker(store, _customer(store)).ask(RETURN, "I want to return the glass chessboard")

    assert "utter_choose_order" == heard.names[-1]


def test_the_last_order_is_the_newest(store: Store) -> None:
    """ "My last order" needs no further question."""
    heard = Talker(store, _customer(store)).ask(TRACK, "where is my last order?")

    assert ["104103"] == [card["number"] for card in heard.cards]


def test_a_size_goes_back_to_the_question(store: Store) -> None:
    """ "Size 43-46" is an answer wherever it was offered."""
    turn = _answer("size 43-46", Talker(store))
    asks = Dialogue().asks("action_exchange_item", "choice", choices=["39", "42", "43", "46"])

    assert "action_exchange_item" == route("action_check_stock", replace(turn, dialogue=asks))[0]
