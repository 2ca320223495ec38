"""A choice goes back to the question that offered it, whatever its words mean elsewhere."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from actions.choices import choice_words
from actions.reply import QuickReply
from actions.routing import may_answer, route
from actions.turn import Dialogue, Turn

WISHES = choice_words(
    [QuickReply("A", "A replacement, please"), QuickReply("B", "A refund, please")], "money back"
)
TURN = Turn(
    conversation_id="c",
    message_id="m",
    customer=None,
    text="",
    intent="get_refund",
    confidence=0.9,
    entities=(),
    sentiment="neutral",
    sentiment_score=0.0,
    frustration=0.0,
    sent_at=datetime(2026, 6, 15, tzinfo=UTC),
    dialogue=Dialogue().asks("action_report_damaged", "choice", choices=WISHES),
)


@pytest.mark.parametrize(
    ("text", "chosen"),
    [
        ("A refund, please", True),
        ("REFUND", True),
        ("I'd rather have my money back", True),
        ("give me the replacement", True),
        ("where is my refund?", False),
        ("cancel my order", False),
        ("please", False),
        ("", False),
        ("😀", False),
    ],
)
def test_words_of_a_choice_are_an_answer(text: str, chosen: bool) -> None:
    """Only a text of nothing but a choice's words is handed to the topic that asked."""
    name, turn = route("action_request_refund", replace(TURN, text=text))
    expected = "action_report_damaged" if chosen else "action_request_refund"

    assert (expected, "inform" if chosen else "get_refund") == (name, turn.intent)


def test_a_choice_that_was_not_understood_is_one_still() -> None:
    """The fallback hands a choice back, too."""
    unread = replace(TURN, text="refund", intent="nlu_fallback")

    assert may_answer(replace(unread, dialogue=replace(unread.dialogue, awaiting="quantity")))
