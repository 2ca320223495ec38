"""Several requests in one message, read by the real engine and handed to the actions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
from service import Service

Turn = Callable[..., requests.Response]
Read = Callable[[str], requests.Response]
BOTH = "where is my order 104233? also, please give me a refund"


def test_both_requests_are_in_the_reading(read: Read) -> None:
    """Each has its words, its place in the message, its intent and what it is about."""
    found: list[dict[str, Any]] = read(BOTH).json()["requests"]

    assert [
        ("where is my order 104233", "track_order", ["104233"]),
        ("please give me a refund", "get_refund", ["104233"]),
    ] == [
        (one["text"], one["intent"], [entity["value"] for entity in one["entities"]])
        for one in found
    ]
    assert [one["text"] for one in found] == [BOTH[one["start"] : one["end"]] for one in found]


def test_a_bare_number_behind_a_verb_is_an_order(read: Read) -> None:
    """Its place counts in the text as written, whatever the reading added."""
    entities = read("where is #5678?").json()["entities"]

    assert [("order_id", "5678", 10, 14)] == [
        (e["entity"], e["value"], e["start"], e["end"]) for e in entities
    ]


@pytest.mark.parametrize(
    "text",
    ["where is my order", "hello, where is my order? thanks a lot", "", "104233", "x and " * 2000],
)
def test_one_request_is_no_list(read: Read, text: str) -> None:
    """What is one request, or none, has neither requests nor candidates."""
    reading = read(text).json()

    assert ([], []) == (reading["requests"], reading["candidates"])


def test_the_first_request_chooses_the_action(turn: Turn, service: Service) -> None:
    """The action of the first request is called, and gets all of them."""
    answer = turn(BOTH)
    body = service.calls[-1]
    message = body["tracker"]["latest_message"]

    assert (200, "action_track_order", ["track_order", "get_refund"]) == (
        answer.status_code,
        body["next_action"],
        [one["intent"] for one in message["requests"]],
    )


def test_an_answer_before_a_request_counts_while_a_question_is_open(
    turn: Turn, read: Read, service: Service
) -> None:
    """A number alone is an answer only when the bot had asked."""
    asked = {"dialogue": {"topic": "action_track_order", "awaiting": "order_id", "turns": 1}}
    state = {"version": 1, "slots": asked, "events": [], "texts": [], "frustration": 0.0}
    text = "104555, and I want my money back"
    alone = read(text).json()["requests"]
    answer = turn(text, state=state).json()["reading"]["requests"]

    assert ([], ["inform", "get_refund"]) == (alone, [one["intent"] for one in answer])
    assert "action_continue" == service.calls[-1]["next_action"]


def test_what_was_not_understood_comes_with_its_ranking(turn: Turn, service: Service) -> None:
    """The actions offer what was likeliest."""
    turn("blargh fnord")
    message = service.calls[-1]["tracker"]["latest_message"]

    assert "nlu_fallback" == message["intent"]["name"]
    assert {"track_order", "get_refund"} <= {row["name"] for row in message["intent_ranking"]}
