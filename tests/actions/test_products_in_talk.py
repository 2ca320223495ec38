"""Prices as customers bound them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions.products_in_talk import price_bounds, wants_others
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
