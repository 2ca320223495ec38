"""An answer in so many words goes to the topic that asked, however its intent was read."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actions.routing import may_answer, route
from actions.turn import Dialogue, Entity, Turn

CONFIRMS = Dialogue("action_cancel_order", "confirm")
WANTS_ORDER = Dialogue("action_track_order", "order_id")


def _turn(text: str, dialogue: Dialogue, intent: str = "greet", **named: str) -> Turn:
    entities = tuple(
        Entity(name, value, value, text.index(value), text.index(value) + len(value))
        for name, value in named.items()
    )
    return Turn(
        "c", "m", None, text, intent, 0.9, entities, "neutral", 0.0, 0.0,
        datetime(2026, 6, 15, tzinfo=UTC), dialogue,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "dialogue", "named", "expected"),
    [
        ("yes pls", CONFIRMS, {}, ("action_cancel_order", "affirm")),
        ("nope", CONFIRMS, {}, ("action_cancel_order", "deny")),
        ("ok, don't", CONFIRMS, {}, ("action_cancel_order", "deny")),
        ("maybe", CONFIRMS, {}, ("action_greet", "greet")),
        ("hello there", CONFIRMS, {}, ("action_greet", "greet")),
        ("yes pls", Dialogue(), {}, ("action_greet", "greet")),
        ("yes pls", WANTS_ORDER, {}, ("action_greet", "greet")),
        ("104233", WANTS_ORDER, {"order_id": "104233"}, ("action_track_order", "inform")),
        (
            "it's order no. #104233, thanks!",
            WANTS_ORDER,
            {"order_id": "104233"},
            ("action_track_order", "inform"),
        ),
        ("cancel 104233", WANTS_ORDER, {"order_id": "104233"}, ("action_greet", "greet")),
        ("a@b.example", WANTS_ORDER, {"email": "a@b.example"}, ("action_greet", "greet")),
    ],
)
def test_a_turn_is_routed_by_what_it_says(
    text: str, dialogue: Dialogue, named: dict[str, str], expected: tuple[str, str]
) -> None:
    """Plain answers and bare details go back; what asks for something new does not."""
    name, turn = route("action_greet", _turn(text, dialogue, **named))

    assert expected == (name, turn.intent)


@pytest.mark.parametrize(
    ("awaiting", "text", "expected"),
    [
        ("confirm", "blargh", False),
        ("confirm", "yep", True),
        ("reason", "the zip broke", True),
        ("address", "Lindenweg 4, Berlin", True),
        ("wish", "blargh", False),
        ("email", "blargh", False),
    ],
)
def test_what_was_not_understood_may_be_an_answer(awaiting: str, text: str, expected: bool) -> None:
    """Questions that any text answers take it; others need the right kind of thing."""
    turn = _turn(text, Dialogue("action_x", awaiting), "nlu_fallback")

    assert expected is may_answer(turn)
    assert not may_answer(replace(turn, dialogue=Dialogue()))


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("how long does the refund take?", None, "action_refund_policy"),
        ("how long do refunds take", None, "action_refund_policy"),
        ("how quickly will I get the money back", None, "action_refund_policy"),
        ("how long does a refund need to arrive?", None, "action_refund_policy"),
        ("where is my refund?", None, "action_track_refund"),
        ("how long does the refund of 104233 take", "104233", "action_track_refund"),
    ],
)
@pytest.mark.parametrize("dialogue", [Dialogue(), CONFIRMS])
def test_how_long_refunds_take_is_a_question_about_the_rule(
    dialogue: Dialogue, text: str, order: str | None, expected: str
) -> None:
    """It does not ask where some older refund is."""
    named = {"order_id": order} if order else {}

    assert expected == route("action_track_refund", _turn(text, dialogue, **named))[0]


def test_how_long_refunds_take_needs_no_question_back() -> None:
    """The words say that the rule is meant, however close the two readings are."""
    text = "first tell me how long refunds take"
    turn = _turn(text, Dialogue(), "check_refund_policy")
    torn = replace(turn, candidates=("check_refund_policy", "track_refund"))

    assert "action_refund_policy" == route("action_refund_policy", torn)[0]


@pytest.mark.parametrize(
    ("text", "called", "expected"),
    [
        ("please do not delete my account", "action_delete_account", "action_continue"),
        ("dont cancel 990107", "action_cancel_order", "action_continue"),
        ("I don’t want to return anything", "action_return_item", "action_continue"),
        ("don't you cancel orders?", "action_cancel_order", "action_cancel_order"),
        ("I don't want it, cancel it", "action_cancel_order", "action_cancel_order"),
        ("I don't know how to cancel", "action_cancel_order", "action_cancel_order"),
        ("do not cancel the delivery", "action_track_order", "action_track_order"),
    ],
)
def test_what_is_not_to_be_done_is_not_begun(text: str, called: str, expected: str) -> None:
    """A request in the negative is none, and nothing is asked for."""
    actual, _ = route(called, _turn(text, Dialogue()))

    assert expected == actual
