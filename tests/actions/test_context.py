"""What a short message means follows from what was said before it."""

from __future__ import annotations

from typing import Any

import pytest

from crm.store import Store
from tests.shop import Person, add_customer, add_order, add_product
from tests.talking import Talker

TRACK = ("where is 104201", "track_order", {"order_id": "104201"})
CANCEL = ("cancel 104201", "cancel_order", {"order_id": "104201"})
SECOND = {"order_id": "104202"}


def _two_orders(store: Store) -> Person:
    with store.transaction() as unit:
        anna = add_customer(unit)
        for number in ("104201", "104202"):
            add_order(unit, anna, number=number)
        return anna


@pytest.mark.parametrize("first", [TRACK, CANCEL])
@pytest.mark.parametrize(
    ("text", "intent", "entities"),
    [
        ("what about 104202?", "inform", SECOND),
        ("and 104202?", "nlu_fallback", SECOND),
        ("same for 104202", "inform", SECOND),
        ("how about order 104202 then", "delivery_period", SECOND),
        ("and the other one?", "nlu_fallback", {}),
        ("same for the other order", "inform", {}),
        ("what about my other order", "track_order", {}),
    ],
)
def test_the_same_is_done_for_another_order(
    store: Store,
    first: tuple[str, str, dict[str, str]],
    text: str,
    intent: str,
    entities: dict[str, str],
) -> None:
    """Whatever was asked for the first order is asked for the other one."""
    talker = Talker(store, _two_orders(store))
    before = talker.says(*first)
    if talker.dialogue["awaiting"] == "confirm":
        talker.says("no", "deny")
    heard = talker.says(text, intent, entities)

    assert (before.names, "104202") == (heard.names, heard.cards[0]["number"])


def test_only_the_latest_request_is_repeated(store: Store) -> None:
    """After another question, "what about 104202" no longer means the cancelling before it."""
    talker = Talker(store, _two_orders(store))
    talker.says(*CANCEL)
    talker.says("no", "deny")
    talker.says("do you ship to Norway?", "delivery_options", {"delivery_country": "Norway"})
    heard = talker.says("what about 104202?", "inform", SECOND)

    assert ("104202", None) == (heard.cards[0]["number"], talker.dialogue["awaiting"])


def test_an_order_to_be_left_alone_is_no_wish(store: Store) -> None:
    """ "Cancel one but not the other" asks about one."""
    talker = Talker(store, _two_orders(store))
    text = "cancel 104201 but not 104202"
    named = {
        f"order_id#{n}": {"value": n, "text": n, "start": text.index(n), "end": text.index(n) + 6}
        for n in ("104201", "104202")
    }
    heard = talker.says(text, "cancel_order", named)

    assert (["utter_cancel_confirm"], []) == (heard.names, talker.dialogue["later"])


TABLE: list[tuple[str, list[tuple[Any, ...]], list[str], str | None]] = [
    (
        "it is the order that was spoken of",
        [TRACK, ("cancel it", "cancel_order")],
        ["utter_cancel_confirm"],
        "104201",
    ),
    (
        "the other one is not",
        [TRACK, ("cancel the other one", "cancel_order")],
        ["utter_cancel_confirm"],
        "104202",
    ),
    (
        "a place chooses",
        [("where is my order", "track_order"), ("the second one", "inform")],
        ["utter_track_placed"],
        None,
    ),
    (
        "a bare number answers",
        [("cancel my order", "cancel_order"), ("104202", "inform", SECOND)],
        ["utter_cancel_confirm"],
        "104202",
    ),
    (
        "a changed mind is followed",
        [CANCEL, ("where is it?", "track_order")],
        ["utter_track_placed"],
        "104201",
    ),
    (
        "and the talk comes back",
        [CANCEL, ("where is it?", "track_order"), ("ok cancel it", "cancel_order")],
        ["utter_cancel_confirm"],
        "104201",
    ),
    (
        "a yes after a change of mind carries nothing out",
        [CANCEL, ("where is it?", "track_order"), ("yes", "affirm")],
        ["utter_idle_affirm"],
        None,
    ),
    (
        "another number in mid-question is meant instead",
        [CANCEL, ("no, 104202", "inform", SECOND)],
        ["utter_cancel_confirm"],
        "104202",
    ),
    (
        "a remark leaves the question open",
        [CANCEL, ("thanks", "thank")],
        ["utter_welcome", "utter_question_still_open"],
        None,
    ),
]


@pytest.mark.parametrize(("turns", "names", "number"), [row[1:] for row in TABLE],
                         ids=[row[0] for row in TABLE])  # fmt: skip
def test_the_last_message_is_understood_by_those_before(
    store: Store, turns: list[tuple[Any, ...]], names: list[str], number: str | None
) -> None:
    """A table of talks about two orders: the last answer, and the order that it names."""
    talker = Talker(store, _two_orders(store))
    heard = [talker.says(*turn) for turn in turns][-1]
    said = heard.responses[0].get("order_number") if number else None

    assert (names, number) == (heard.names, said)


@pytest.mark.parametrize(
    ("text", "intent", "entities", "product"),
    [
        ("the cheaper one", "inform", {}, "Oak lamp"),
        ("I'd like the cheapest one", "recommend_product", {}, "Oak lamp"),
        ("the more expensive one please", "nlu_fallback", {}, "Steel lamp"),
        ("what about the second one?", "nlu_fallback", {}, "Steel lamp"),
        ("the blue one", "inform", {"colour": "blue"}, "Steel lamp"),
    ],
)
def test_one_of_the_products_shown_is_chosen(
    store: Store, text: str, intent: str, entities: dict[str, str], product: str
) -> None:
    """By its price, its place or its colour."""
    with store.transaction() as unit:
        add_product(unit, "Oak lamp", 2000, attributes={"colours": ["red"]})
        add_product(unit, "Steel lamp", 5000, attributes={"colours": ["blue"]})
    talker = Talker(store)
    both = {"product": "Oak lamp", "product#2": "Steel lamp"}
    talker.says("compare the oak lamp and the steel lamp", "product_info", both)
    heard = talker.says(text, intent, entities)

    assert product == heard.value("product")


def test_a_size_is_asked_of_the_product_in_talk(store: Store) -> None:
    """ "How about in size L" needs no name."""
    with store.transaction() as unit:
        add_product(unit, "Wool jumper", attributes={"sizes": ["M", "L"]})
    talker = Talker(store)
    talker.says("tell me of the wool jumper", "product_info", {"product": "Wool jumper"})
    made = talker.says("how about in size L", "nlu_fallback", {"size": "L"})
    not_made = talker.says("and in XS?", "inform", {"size": "XS"})

    assert (["utter_stock_in"], ["utter_stock_made_in"]) == (made.names, not_made.names)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cancel that one", "utter_cancel_confirm"),
        ("ok, cancel that please", "utter_cancel_confirm"),
        ("stop that", "utter_idle_stop"),
        ("cancel", "utter_idle_stop"),
    ],
)
def test_cancel_that_means_the_order_in_talk(store: Store, text: str, expected: str) -> None:
    """Read as a wish to stop, it still names the order that was spoken of."""
    talker = Talker(store, _two_orders(store))
    talker.says(*TRACK)
    heard = talker.says(text, "stop")

    assert [expected] == heard.names
