"""Prices as customers bound them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions.names_in_words import unknown_name
from actions.prices_in_talk import price_bounds, wants_cheaper
from actions.products_in_talk import wants_companions, wants_others
from actions.turn import Dialogue, Entity, Turn


def _turn(text: str, *amounts: str) -> Turn:
    entities = tuple(
        Entity("amount", f"{amount} EUR", amount, text.index(amount), text.index(amount) + 2)
        for amount in amounts
    )
    return Turn(
        "c", "m", None, text, "recommend_product", 0.9, entities, "neutral", 0.0, 0.0,
        datetime(2026, 6, 15, tzinfo=UTC), Dialogue(),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amounts", "expected"),
    [
        ("a lamp under 50 euros", ["50"], (None, 5000)),
        ("budget 50", ["50"], (None, 5000)),
        ("over 50 euros", ["50"], (5000, None)),
        ("more than € 50", ["50"], (5000, None)),
        ("around 50 euros", ["50"], (2500, 6000)),
        ("between 20 and 50 euros", ["20", "50"], (2000, 5000)),
        ("from 50 to 20", ["50", "20"], (2000, 5000)),
        ("between 20 and 40 euro", ["40"], (2000, 4000)),
        ("20-40 euros", ["40"], (2000, 4000)),
        ("from 20 to 40 euros", ["40"], (2000, 4000)),
        ("20€ to 40", ["20"], (2000, 4000)),
        ("no more than 50 euros", ["50"], (None, 5000)),
        ("nothing over 50 euros", ["50"], (None, 5000)),
        ("it should not cost more than 50 euros", ["50"], (None, 5000)),
        ("50 euros or more", ["50"], (5000, None)),
        ("50 euros or less", ["50"], (None, 5000)),
        ("over 20 but under 50 euros", ["20", "50"], (2000, 5000)),
        ("lamps under 20", [], (None, 2000)),
        ("between 20 and 40", [], (2000, 4000)),
        ("lamps under 20 cm", [], (None, None)),
        ("for children under 3 years", [], (None, None)),
        ("a lamp", [], (None, None)),
    ],
)
def test_price_bounds(
    text: str, amounts: list[str], expected: tuple[int | None, int | None]
) -> None:
    """An amount alone is the most that may be spent; the words before it may say otherwise."""
    assert expected == price_bounds(_turn(text, *amounts))


def test_an_amount_without_a_number_bounds_nothing() -> None:
    """What the reading calls an amount may hold no figure."""
    entity = Entity("amount", "a tenner", "a tenner", 0, 8)
    turn = _turn("a tenner")

    assert (None, None) == price_bounds(
        Turn(**{**turn.__dict__, "entities": (entity,)})  # a copy with the entity in it
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [("something else", True), ("what else?", True), ("show me another", True), ("a lamp", False)],
)
def test_other_products_are_wanted(text: str, expected: bool) -> None:
    """Some words ask for what was not shown yet."""
    assert expected == wants_others(_turn(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("cheaper", True), ("that is too expensive", True), ("the cheapest", True), ("cheap", False)],
)
def test_something_cheaper_is_wanted(text: str, expected: bool) -> None:
    """Some words compare with the price of what was shown."""
    assert expected == wants_cheaper(_turn(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("what goes well with the jumper", True),
        ("anything to match it", True),
        ("recommend a teapot", False),
    ],
)
def test_companions_are_wanted(text: str, expected: bool) -> None:
    """A named thing is wanted itself unless the words ask for what goes with it."""
    assert expected == wants_companions(_turn(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("got any unicorns in stock?", "unicorns"),
        ("do you have a flying carpet", "flying carpet"),
        ("how much is the unicorn", "unicorn"),
        ("do you sell Pokemon cards?", "Pokemon cards"),
        ("tell me about the jetpack", "jetpack"),
        ("is it in stock?", None),
        ("is it dishwasher safe", None),
        ("when will this be back", None),
        ("how much is it?", None),
        ("what sizes do you have", None),
        ("in stock?", None),
        ("are there any left", None),
        ("do you have more of them", None),
        ("how long is the cable", None),
        ("is the wool soft", None),
        ("what is the price", None),
        ("sold out??", None),
        ("what is the washing temperature", None),
        ("is delivery to Spain included", None),
        ("is the fabric waterproof", None),
    ],
)
def test_a_thing_that_is_not_sold_is_named(text: str, expected: str | None) -> None:
    """It is told from a question about the product in talk, whose words are known."""
    assert expected == unknown_name(_turn(text), "Wool jumper. Soft, with a cable pattern.")
