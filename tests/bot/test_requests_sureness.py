"""Numbers behind a verb, and clauses whose reading decides whether they are requests."""

from __future__ import annotations

from typing import Any

import pytest
from parses import INTENTS, parse

from bot.dialogue.bare_numbers import with_bare_orders
from bot.dialogue.several import requests_in


def _parse_whole(text: str) -> dict[str, Any]:
    """Return a parse that knows an order's number by the word before it."""
    read = "track_order" if "order " in text else "inform"
    return {**parse(text, {}), "intent": {"name": read, "confidence": 0.9}}


@pytest.mark.parametrize(
    ("text", "intent", "numbers"),
    [
        ("where is 5678", "track_order", ["5678"]),
        ("wheres 5678?", "track_order", ["5678"]),
        ("what about 1234", "track_order", ["1234"]),
        ("cancel 1234", "track_order", ["1234"]),
        ("where is 104233", "track_order", ["104233"]),
        ("where is 123456789?", "track_order", ["123456789"]),
        ("refund for #1234 please", "track_order", ["1234"]),
        ("1234", "inform", []),
        ("it is 10115", "inform", []),
        ("invoice for 2025", "inform", []),
        ("refund from 10115 Berlin", "inform", []),
    ],
)
def test_one_request_takes_its_number_for_an_order(
    text: str, intent: str, numbers: list[str]
) -> None:
    """Behind a verb it is read as one; alone it may answer a question, so it is left as it is."""
    parsed = with_bare_orders(_parse_whole(text), _parse_whole)

    assert (intent, numbers, text) == (
        parsed["intent"]["name"],
        [entity["value"] for entity in parsed["entities"]],
        parsed["text"],
    )


REMARKS = {
    **INTENTS,
    "invoice": ("get_invoice", 0.95),
    "can I replace": ("exchange_item", 0.95),
    "out of date": ("change_shipping_address", 0.96),
    "newsletter": ("newsletter_subscription", 0.9),
    "complaint": ("complaint", 0.9),
    "parcel": ("track_order", 0.79),
    "hours": ("contact_customer_service", 0.9),
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("my address is out of date, can I replace it", []),
        ("cancel 104233, I would also like an invoice", ["cancel_order", "get_invoice"]),
        ("cancel 104233 also I need an invoice", ["cancel_order", "get_invoice"]),
        ("cancel 104233 nd send me the invoice", ["cancel_order", "get_invoice"]),
        ("wheres my invoice cancel 104233", []),
        ("get the invoice for 104240 cancel 104233", ["get_invoice", "cancel_order"]),
        ("cancel 104233. I'd like to file a complaint.", ["cancel_order", "complaint"]),
        ("a newsletter please. an invoice please", ["newsletter_subscription", "get_invoice"]),
        ("cancel 104233. I cannot see my invoice anywhere", ["cancel_order", "get_invoice"]),
        ("cancel 104233. I never got my invoice anyway", []),
        ("my parcel is late, what are your hours", []),
        ("cancel 104233, it has not been sent yet", []),
    ],
)
def test_how_sure_a_clause_is_counts(text: str, expected: list[str]) -> None:
    """A clause that points back is read with what it points at; one that tells must be sure."""
    found = requests_in(parse(text, REMARKS), lambda clause: parse(clause, REMARKS))

    assert expected == [request["intent"] for request in found]
