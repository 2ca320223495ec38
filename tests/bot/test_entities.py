"""Entity rules: tables of texts and what is in them."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.entities.catalogue import Catalogue
from bot.entities.extract import extract
from bot.entities.phrases import Phrases
from bot.entities.words import ordinary_words

TODAY = date(2026, 11, 20)  # a Friday
CATALOGUE = Catalogue(
    {
        "products": [
            {"id": 1, "name": "Walnut Desk Lamp", "aliases": []},
            {"id": 2, "name": "Brass Desk Lamp"},
            {"id": 3, "name": "Stoneware Teapot", "aliases": ["brown betty"]},
            {"id": 4, "name": "Enamel Mug"},
            {"id": 6, "name": "Mint leaves, whole"},
            {"id": 5, "name": "Picnic hamper for two, blue"},
        ],
        "categories": [{"id": 7, "name": "Candles", "aliases": ["candle lights"]}],
    },
    ["order", "where", "brush", "leave"],
)
PHRASES = Phrases(
    {
        "delivery_city": ["New York", "Lisbon"],
        "account_type": ["free", "business"],
        "payment_method": ["PayPal", "credit card"],
        "person_name": ["Maria"],
    }
)


def found(text: str) -> list[tuple[str, str, str]]:
    """Return (entity, text, value) of each entity."""
    return [(e["entity"], e["text"], e["value"]) for e in entities(text)]


def entities(text: str) -> list[dict[str, Any]]:
    """Return the entities of a text."""
    return extract(text, TODAY, PHRASES, CATALOGUE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("where is order 104233?", [("order_id", "104233", "104233")]),
        ("cancel #104233", [("order_id", "104233", "104233")]),
        ("order no. 10423 please", [("order_id", "10423", "10423")]),
        ("order number is SO-20934", [("order_id", "SO-20934", "SO-20934")]),
        ("104233 and 104234", [("order_id", "104233", "104233"), ("order_id", "104234", "104234")]),
        ("invoice INV-2025-001234", [("invoice_id", "INV-2025-001234", "INV-2025-001234")]),
        ("refund r-12345", [("return_id", "r-12345", "R-12345")]),
        ("I paid 104233 euros", [("amount", "104233 euros", "104233.00 EUR")]),
        ("the card 4111 1111 1111 1111", []),
        ("since 2024", [("date", "2024", "2024-01-01/2024-12-31")]),
        ("10 working days", []),
        ("the postcode is 20357", []),
        ("20261103", []),
        ("ORD-990107", [("order_id", "990107", "990107")]),
        ("cancel ORD990107", [("order_id", "990107", "990107")]),
        ("order990107", [("order_id", "990107", "990107")]),
        ("order no990107", [("order_id", "990107", "990107")]),
        ("order 99 01 07 please", [("order_id", "99 01 07", "990107")]),
        ("order number 990 107", [("order_id", "990 107", "990107")]),
        ("where is ٩٩٠١٠٧", [("order_id", "٩٩٠١٠٧", "990107")]),
        ("where is ９９０１０７", [("order_id", "９９０１０７", "990107")]),
        ("10115", []),
        ("10115 Berlin", []),
        ("12 rue Neuve, 75001 Paris", []),
        ("delivery 75001 Paris", []),
        ("1200109 Porto", []),
        ("990107 Please", [("order_id", "990107", "990107")]),
        ("order 10423 Please", [("order_id", "10423", "10423")]),
    ],
)
def test_numbers_that_name_something(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Order, invoice and return numbers are told from amounts, years and cards."""
    actual = found(text)

    assert expected == actual


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to Anna.K@Example.org.", [("email", "Anna.K@Example.org", "anna.k@example.org")]),
        ("call +44 7700 900222", [("phone", "+44 7700 900222", "+447700900222")]),
        ("call 0049 30 555022", [("phone", "0049 30 555022", "+4930555022")]),
        ("my mobile is 7700900222", [("phone", "7700900222", "+497700900222")]),
        ("my name is Hugo Marlow", [("person_name", "Hugo Marlow", "Hugo Marlow")]),
        ("This is ridiculous", []),
        ("bill for Maria Ferrer", [("person_name", "Maria Ferrer", "Maria Ferrer")]),
        ("change my name to Selma Achterberg", [("person_name",) + ("Selma Achterberg",) * 2]),
        ("I spoke to Maria", [("person_name", "Maria", "Maria")]),
        ("maria hello", []),
    ],
)
def test_people(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Addresses, numbers and names of people."""
    actual = found(text)

    assert expected == actual


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("it cost 12,50 €", [("amount", "12,50 €", "12.50 EUR")]),
        ("it cost €1,299.00", [("amount", "€1,299.00", "1299.00 EUR")]),
        ("1.299,00 EUR", [("amount", "1.299,00 EUR", "1299.00 EUR")]),
        ("you took 4.90", [("amount", "4.90", "4.90")]),
        ("you owe me 12.50", [("refund_amount", "12.50", "12.50")]),
        ("budget 50", [("amount", "50", "50.00")]),
        ("20 quid", [("amount", "20 quid", "20.00 GBP")]),
        ("refund me $20", [("refund_amount", "$20", "20.00 USD")]),
        ("refund please, I paid $20", [("amount", "$20", "20.00 USD")]),
    ],
)
def test_amounts(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Amounts with a currency; one in a clause about refunding is the refund's."""
    actual = found(text)

    assert expected == actual


@pytest.mark.parametrize(
    ("text", "minor", "currency"),
    [("€0.99", 99, "EUR"), ("1 299,5 eur", 129950, "EUR"), ("¥1200", 1200, "JPY")],
)
def test_amounts_in_minor_units(text: str, minor: int, currency: str) -> None:
    """Programs get integers and an ISO currency."""
    actual = entities(text)[0]["resolved"]

    assert {"minor": minor, "currency": currency} == actual


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("it came today", "2026-11-20"),
        ("tomorrow morning", "2026-11-21"),
        ("last Friday", "2026-11-13"),
        ("next Monday", "2026-11-23"),
        ("three days ago", "2026-11-17"),
        ("in 2 days", "2026-11-22"),
        ("on 2026-11-03", "2026-11-03"),
        ("on 03/11/2026", "2026-11-03"),
        ("on 3.11.26", "2026-11-03"),
        ("the 14th of December", "2026-12-14"),
        ("December 14, 2025", "2025-12-14"),
        ("on Saturday", "2026-11-21"),
        ("since March", "2026-03-01/2026-03-31"),
        ("two weeks ago", "2026-11-06"),
    ],
)
def test_dates(text: str, value: str) -> None:
    """Dates are resolved against the day of the message where they name one day."""
    actual = [e["value"] for e in entities(text) if e["entity"] == "date"]

    assert [value] == actual


@pytest.mark.parametrize("text", ["may I ask", "the sun hat", "32/13/2026", "I sat down", "30 Feb"])
def test_what_is_no_date(text: str) -> None:
    """English words and impossible figures give no resolved date."""
    actual = [e for e in entities(text) if e["entity"] == "date" and "resolved" in e]

    assert [] == actual


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2 stonware teapots in dark blue",
            [
                ("quantity", "2", "2"),
                ("product", "stonware teapots", "Stoneware Teapot"),
                ("colour", "dark blue", "dark blue"),
            ],
        ),
        ("two desk lamps", [("quantity", "two", "2"), ("product", "desk lamps", "desk lamp")]),
        ("a brown betty", [("product", "brown betty", "Stoneware Teapot")]),
        (
            "candles to Lisbon",
            [("category", "candles", "Candles"), ("delivery_city",) + ("Lisbon",) * 2],
        ),
        ("size 42", [("size", "42", "42")]),
        ("size m or extra large", [("size", "m", "M"), ("size", "extra large", "XL")]),
        ("3x enamel mug", [("quantity", "3", "3"), ("product", "enamel mug", "Enamel Mug")]),
        ("free shipping", []),
        ("my free account", [("account_type", "free", "free")]),
        (
            "paypal or CREDIT CARD",
            [
                ("payment_method", "paypal", "PayPal"),
                ("payment_method", "CREDIT CARD", "credit card"),
            ],
        ),
        ("I'm at home", []),
        ("a hamper", [("product", "hamper", "Picnic hamper for two, blue")]),
        ("for two", []),
        ("blue", [("colour", "blue", "blue")]),
        ("three sizes", []),
        ("between M and L", [("size", "M", "M"), ("size", "L", "L")]),
        ("a large order from our small shop", []),
        ("too small", []),
        ("a bit large", []),
        ("No, leave it", []),
        ("how do I leave a review", []),
        ("mint leaves", [("product", "mint leaves", "Mint leaves, whole")]),
        ("step 2 of signing up", []),
        ("one of them", []),
    ],
)
def test_things_to_buy(text: str, expected: list[tuple[str, str, str]]) -> None:
    """Products, categories, sizes, colours, quantities and closed lists, slips repaired."""
    actual = found(text)

    assert expected == actual


def test_a_product_resolves_to_its_id_and_several_to_candidates() -> None:
    """One fitting product gives its id, several give a short choice."""
    actual = [e["resolved"] for e in entities("walnut desk lamp or a desk lamp")]

    assert [
        {"id": 1, "name": "Walnut Desk Lamp"},
        {
            "candidates": [
                {"id": 1, "name": "Walnut Desk Lamp"},
                {"id": 2, "name": "Brass Desk Lamp"},
            ],
            "count": 2,
        },
    ] == actual


def test_ordinary_words_are_never_taken_for_slips() -> None:
    """A word that customers use is not repaired into one of the catalogue."""
    catalogue = Catalogue(
        {"products": [{"id": 1, "name": "Bordeer"}]}, ordinary_words(["border"] * 2)
    )
    actual = extract("my border", TODAY, PHRASES, catalogue)

    assert [] == actual


def test_slip_of_an_ordinary_word_is_left_alone() -> None:
    """A slip as near to an everyday word as to one of the catalogue names no product."""
    catalogue = Catalogue({"categories": [{"id": 1, "name": "Candles"}]}, ["cancel"])
    actual = extract("cancle it, or a candel", TODAY, PHRASES, catalogue)

    assert [] == [e for e in actual if e["text"] == "cancle"]


@given(st.text(max_size=300) | st.from_regex(r"[0-9 #€$.,/@+a-zA-Z-]{0,120}", fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_any_text_gives_exact_spans_that_do_not_overlap(text: str) -> None:
    """Whatever the text, spans match it and none overlaps the next."""
    actual = entities(text)

    for entity in actual:
        assert text[entity["start"] : entity["end"]] == entity["text"] != ""
    for left, right in pairwise(actual):
        assert left["end"] <= right["start"]
