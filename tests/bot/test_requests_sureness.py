"""Numbers behind a verb, and clauses whose reading decides whether they are requests."""

from __future__ import annotations

import pytest
from parses import INTENTS, parse

from bot.dialogue.bare_numbers import with_bare_orders
from bot.dialogue.several import requests_in
from bot.reading.order_cues import reading_form


@pytest.mark.parametrize(
    ("text", "read", "numbers"),
    [
        ("where is 5678", "where is order number", ["5678"]),
        ("wheres 5678?", "wheres order number?", ["5678"]),
        ("what about 1234", "what about order number", ["1234"]),
        ("cancel #1234", "cancel order number", ["1234"]),
        ("where is 104233", "where is order number", ["104233"]),
        ("where is 123456789?", "where is order number?", ["123456789"]),
        ("refund for #1234 please", "refund for order number please", ["1234"]),
        ("1234", "number", []),
        ("it is 10115", "it is number", []),
        ("invoice for 2025", "invoice for number", []),
        ("refund 5000 euros", "refund number euros", []),
        ("refund from 10115 Berlin", "refund from number Berlin", []),
        ("where is 4111111111111111", "where is number", []),
    ],
)
def test_one_request_takes_its_number_for_an_order(
    text: str, read: str, numbers: list[str]
) -> None:
    """Behind a verb it is read as one; alone it may answer a question, so it is left as it is."""
    parsed = with_bare_orders(parse(text, {}))
    found = [entity["value"] for entity in parsed["entities"] if entity["entity"] == "order_id"]

    assert (read, numbers) == (reading_form(text), found)
    assert all(text[e["start"] : e["end"]] == e["value"] for e in parsed["entities"])


def test_a_number_that_is_something_else_is_no_order() -> None:
    """What another rule took, it keeps; other numbers of the message are looked for still."""
    text = "call me on 0171 5550123 and where is 5678"
    phone = {"entity": "phone", "start": 11, "end": 23, "value": "+491715550123"}
    named = with_bare_orders({"text": text, "entities": [phone]})["entities"]
    taken = {"entity": "date", "start": 37, "end": 41, "value": "5678"}

    assert ["phone", "order_id"] == [entity["entity"] for entity in named]
    assert [taken] == with_bare_orders({"text": text, "entities": [taken]})["entities"]


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
