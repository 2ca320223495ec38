"""Where a message may be taken apart, and which of its parts are requests of their own."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from parses import INTENTS, parse

from bot.dialogue.bare_numbers import bare_orders
from bot.dialogue.requests import LONGEST, MOST, propose
from bot.dialogue.several import requests_in
from bot.reading.order_cues import with_cues

WORDS = st.sampled_from(
    [
        *"cancel where is track my order 104233 and , . ? ! then also because it the lamp".split(),
        *"please I want to return - & 5678 hi thanks which how much money and, don't ’ ß".split(),
        *["#4711", "🙂", "by the way", "", "\n"],
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cancel 1234 and where is 5678?", ["cancel 1234", "where is 5678"]),
        ("cancel 104233 and 104240", ["cancel 104233", "104240"]),
        ("track 104233, 104240 & 104251", ["track 104233", "104240", "104251"]),
        (
            "where is my order and can I change the address of it",
            ["where is my order", "can I change the address of it"],
        ),
        (
            "Please cancel my order. Also, I need an invoice",
            ["Please cancel my order", "I need an invoice"],
        ),
        (
            "do you ship to Norway? by the way, what about returns",
            ["do you ship to Norway", "what about returns"],
        ),
        (
            "return the lamp, it is too dark, and where is my refund?",
            ["return the lamp, it is too dark", "where is my refund"],
        ),
        ("where is my parcel\ncancel 104233", ["where is my parcel", "cancel 104233"]),
        ("cancel 1234. when do I get the money?", ["cancel 1234", "when do I get the money"]),
        ("cancel 1234, oh and where is 5678", ["cancel 1234", "where is 5678"]),
        ("where is 1234? what about 5678?", ["where is 1234", "what about 5678"]),
        ("first cancel 1234 then track 5678", ["first cancel 1234", "track 5678"]),
        ("cancel 1234\ntrack 5678", ["cancel 1234", "track 5678"]),
        (
            "cancel 1234. In the other order, replace the towel",
            ["cancel 1234", "In the other order, replace the towel"],
        ),
        (
            "cancel 1234, and order 5678 neither, where is it?",
            ["cancel 1234", "order 5678 neither, where is it"],
        ),
        (
            "remove my profile and don't ever email me again",
            ["remove my profile", "don't ever email me again"],
        ),
        ("any coupons? do you ship to Malta?", ["any coupons", "do you ship to Malta"]),
        ("tell me if we can then pay on invoice", []),
        ("my accountant, who is rather strict, needs the bill", []),
        ("close my account, I never use it and I get too much mail", []),
        ("I have a home address stored but would like to save one for work", []),
        ("I ordered a cup and a plate and one is broken", []),
        ("it came late and I'm angry", []),
        ("hi, and thanks", []),
        ("Where is my order? I've been waiting for three weeks!", []),
        ("cancel my order because I found it cheaper and don't need it", []),
        ("when I opened the box the lamp was broken and the mug was missing", []),
        ("Hello, my name is Anna and I want to cancel my order", []),
        ("I'd like a black and white scarf", []),
        ("can I return it or exchange it?", []),
        ("change my address to Lindenweg 4, 10115 Berlin, please", []),
        ("tell me about returns and refunds", []),
        ("If it has not left yet, cancel it", []),
        ("ich will 104233 stornieren und wo ist 104240?", []),
        ("", []),
    ],
)
def test_a_message_is_taken_apart_where_requests_begin(text: str, expected: list[str]) -> None:
    """Reasons, greetings and things that are listed stay with the request that they belong to."""
    found = propose(text, [])

    assert expected == [text[clause.start : clause.end] for clause in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes, and where is 104240?", ["answer", "question"]),
        ("no. where is it now?", ["answer", "question"]),
        ("104233, and what is your refund policy?", ["answer", "question"]),
        ("yes please and thank you", []),
        ("where is it?", []),
    ],
)
def test_an_answer_may_stand_before_a_request(text: str, expected: list[str]) -> None:
    """Only while a question is open: else there is nothing to answer."""
    forms = [clause.form for clause in propose(text, [], open_question=True)]

    assert (expected, []) == (forms, propose(text, []))


def test_no_cut_goes_through_an_entity() -> None:
    """A name with "and" in it stays whole."""
    text = "where is order 104233 and cancel the Salt and show me bowl"
    start = text.index("Salt")
    found = propose(text, [{"entity": "product", "start": start, "end": len(text)}])

    assert ["where is order 104233", "cancel the Salt and show me bowl"] == [
        text[clause.start : clause.end] for clause in found
    ]


@settings(deadline=None)
@given(st.lists(WORDS, max_size=120).map(" ".join), st.booleans())
def test_clauses_are_in_order_and_inside_the_text(text: str, open_question: bool) -> None:
    """They never overlap, are two to four, and begin and end with what was said."""
    found = propose(text, [], open_question)
    ends = [0, *(clause.end for clause in found)]

    assert len(found) in {0, *range(2, MOST + 1)}
    assert all(end <= clause.start < clause.end for end, clause in zip(ends, found, strict=False))
    assert ends[-1] <= len(text)


@settings(deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_taken(text: str) -> None:
    """No character sequence raises an error."""
    assert all(text[clause.start : clause.end].strip() for clause in propose(text, []))


@pytest.mark.parametrize("piece", ["a", " ", ",", ", and ", "?", "cancel 1234 and ", "1" * 7 + " "])
def test_long_texts_are_read_as_one(piece: str) -> None:
    """Who writes more than a thousand characters tells a story."""
    assert [] == propose((piece * 10_000)[: LONGEST + 1], [])


@pytest.mark.parametrize(
    ("text", "cued", "numbers"),
    [
        ("where is 5678", "where is order 5678", ["5678"]),
        ("cancel #1234", "cancel order #1234", ["1234"]),
        ("1234", "order 1234", ["1234"]),
        ("where is 123456789?", "where is order 123456789?", ["123456789"]),
        (f"cancel {'9' * 30}", f"cancel order {'9' * 30}", ["9" * 30]),
        ("my number is 1701234567", "my number is 1701234567", []),
        ("call me with +491701234567", "call me with +491701234567", []),
        ("where is 4111111111111111", "where is 4111111111111111", []),
        ("send it to 10115 Berlin", "send it to 10115 Berlin", []),
        ("from 10115 Berlin", "from 10115 Berlin", []),
        ("I want 1000 euros", "I want 1000 euros", []),
        ("cancel order 1234", "cancel order 1234", []),
    ],
)
def test_a_number_where_only_an_order_can_stand(text: str, cued: str, numbers: list[str]) -> None:
    """Figures become an order's number by the verb before them, and nothing else does."""
    found = [entity["value"] for entity in bare_orders(text, 0, len(text))]

    assert (cued, numbers) == (with_cues(text), found)


ONE = ["104233"]
OTHER = ["104240"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "cancel 104233 and where is 104240?",
            [("cancel_order", ONE), ("track_order", OTHER)],
        ),
        ("cancel 104233 and 104240", [("cancel_order", ONE), ("cancel_order", OTHER)]),
        (
            "cancel 1234 and where is 5678?",
            [("cancel_order", ["1234"]), ("track_order", ["5678"])],
        ),
        (
            "where is 104233 and can I change its address?",
            [("track_order", ONE), ("change_shipping_address", ONE)],
        ),
        ("cancel 104233. I need an invoice.", [("cancel_order", ONE), ("get_invoice", ONE)]),
        ("cancel 104233. I need my other invoice.", [("cancel_order", ONE), ("get_invoice", [])]),
        ("do you gift wrap? what warranty do I have?", [("ask_policy", []), ("ask_policy", [])]),
        ("cancel 104233 and please cancel it now", []),
        ("I want to return 104233 and I want my money back", []),
        ("where is 104233 and when will it come?", []),
        ("where is 104233? why am I so angry?", []),
        ("cancel 104233 and could you perhaps order it", []),
        ("I want a person, and I want to cancel 104233", []),
        ("cancel 104233. I want a person.", [("cancel_order", ONE), ("contact_human_agent", [])]),
    ],
)
def test_requests_are_errands_of_their_own(
    text: str, expected: list[tuple[str, list[str]]]
) -> None:
    """They differ in what is wanted or in the thing; what was named before is carried over."""
    found = requests_in(parse(text, INTENTS), lambda clause: parse(clause, INTENTS))

    assert expected == [
        (request["intent"], [entity["value"] for entity in request["entities"]])
        for request in found
    ]
    assert all(request["text"] == text[request["start"] : request["end"]] for request in found)


def test_an_ellipsis_is_said_in_full() -> None:
    """ "And 104240" means the verb of the request before it."""
    text = "please cancel 104233 and 104240"
    found = requests_in(parse(text, INTENTS), lambda clause: parse(clause, INTENTS))

    assert [None, "please cancel 104240"] == [request.get("full_text") for request in found]


def test_a_single_request_is_read_once() -> None:
    """A message that is not built like several costs nothing more."""
    clauses: list[str] = []

    def read(clause: str) -> dict[str, Any]:
        clauses.append(clause)
        return parse(clause, INTENTS)

    requests_in(parse("I ordered a cup and a plate, and where is it?", INTENTS), read)

    assert [] == clauses
