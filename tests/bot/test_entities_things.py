"""Products and categories by any of their names, and amounts, sizes, colours and quantities."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from bot.entities.catalogue import Catalogue
from bot.entities.extract import extract
from bot.entities.phrases import Phrases

TODAY = date(2026, 11, 20)
WORDS = frozenset({"collecting", "candy", "matches"})
MUGS = ("Enamel", "Glass", "Travel", "Clay", "Camping", "Latte", "Giant")
CATALOGUE = Catalogue(
    {
        "products": [
            {"id": 1, "name": "Walnut Desk Lamp"},
            {"id": 2, "name": "Brass Desk Lamp"},
            {"id": 3, "name": "Stoneware Teapot", "aliases": ["brown betty"]},
            {"id": 4, "name": "Wool throw"},
            {"id": 5, "name": "Postcard collections"},
            {"id": 6, "name": "Roll-top backpack", "aliases": ["rucksack"]},
            {"id": 7, "name": "Long matches"},
            {"id": 8, "name": "Beeswax candle"},
            *({"id": 20 + n, "name": f"{name} mug"} for n, name in enumerate(MUGS)),
        ],
        "categories": [
            {"id": "lighting", "name": "Lighting", "aliases": ["lamps", "lamp"]},
            {"id": "bags", "name": "Bags", "aliases": ["rucksacks"]},
            {"id": "desk", "name": "Desk and stationery", "aliases": ["desk", "writing"]},
        ],
    },
    ["order", "where", "cancel"],
    WORDS.__contains__,
)
PHRASES = Phrases(
    {
        "account_type": ["premium", "gold", "business", "free", "personal"],
        "colour": ["sky blue", "silver"],
        "delivery_city": ["Cork", "Paris", "Nice"],
        "delivery_country": ["Ireland", "UK"],
        "payment_method": ["gift card", "PayPal"],
        "size": ["single", "queen", "one size"],
    }
)


def entities(text: str) -> list[dict[str, Any]]:
    """Return the entities of a text."""
    return extract(text, TODAY, PHRASES, CATALOGUE)


def found(text: str, *names: str) -> list[tuple[str, str]]:
    """Return (written, value) of the entities of the given names."""
    return [(e["text"], e["value"]) for e in entities(text) if e["entity"] in names]


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("the stoneware teapot's lid", "stoneware teapot's", "Stoneware Teapot"),
        ("teapots", "teapots", "Stoneware Teapot"),
        ("a teapto", "teapto", "Stoneware Teapot"),
        ("etapot", "etapot", "Stoneware Teapot"),
        ("a tea pot", "tea pot", "Stoneware Teapot"),
        ("the stoneware tea pot", "stoneware tea pot", "Stoneware Teapot"),
        ("two desklamps", "desklamps", "desk lamp"),
        ("a lamp for the desk", "lamp for the desk", "desk lamp"),
        ("a throw made of wool", "throw made of wool", "Wool throw"),
        ("desk walnut lamp", "desk walnut lamp", "Walnut Desk Lamp"),
        ("my walnut lamp", "lamp", "Walnut Desk Lamp"),
        ("that lamp", "lamp", "lamp"),
        ("I want a rucksack", "rucksack", "Roll-top backpack"),
    ],
)
def test_names_of_products(text: str, written: str, value: str) -> None:
    """Plurals, possessives, slips, joined, parted and swapped words lead to the product."""
    assert [(written, value)] == found(text, "product")


@pytest.mark.parametrize(
    "text",
    [
        "it throws errors",
        "can you throw it away",
        "I am collecting points",
        "do you match prices",
        "please cancle it",
        "the desk, lamp and order",
    ],
)
def test_what_names_no_product(text: str) -> None:
    """Verbs, real words that are like a name, everyday words with a slip, and lists."""
    assert [] == [e for e in found(text, "product") if e[0] != "lamp"]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("which lamps are cheap", "lamps"),
        ("help me choose a lamp", "lamp"),
        ("show me rucksacks", "rucksacks"),
        ("the service desk", None),
        ("I am writing to you", None),
    ],
)
def test_categories(text: str, written: str | None) -> None:
    """A kind of things is a category, unless the word is used for something else."""
    assert ([written] if written else []) == [text for text, _ in found(text, "category")]


def test_many_fitting_products_give_a_short_choice_and_their_number() -> None:
    """Five candidates are enough to ask; the number tells that there are more."""
    (mug,) = (e["resolved"] for e in entities("a mug"))

    assert (5, 7) == (len(mug["candidates"]), mug["count"])


def test_words_before_a_name_narrow_the_choice() -> None:
    """The word that tells products apart belongs to the name."""
    (lamp,) = (e["resolved"] for e in entities("the brass lamp"))

    assert {"id": 2, "name": "Brass Desk Lamp"} == lamp


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fifteen dollars", [("fifteen dollars", "15.00 USD")]),
        ("one hundred and fifty euros", [("one hundred and fifty euros", "150.00 EUR")]),
        ("between 20 and 40 euros", [("20", "20.00 EUR"), ("40 euros", "40.00 EUR")]),
        ("20-40 €", [("20", "20.00 EUR"), ("40 €", "40.00 EUR")]),
        ("US$20", [("US$20", "20.00 USD")]),
        ("99p", [("99p", "0.99 GBP")]),
        ("50 cents", [("50 cents", "0.50")]),
        ("€1.299", [("€1.299", "1299.00 EUR")]),
        ("can you do it for 40?", [("40", "40.00")]),
        ("open from 10.30", []),
        ("two pounds of coffee", []),
    ],
)
def test_amounts(text: str, expected: list[tuple[str, str]]) -> None:
    """Amounts in words, both ends of a range, small coins, and numbers that are no prices."""
    assert expected == found(text, "amount")


def test_an_amount_asked_back_in_the_next_sentence_is_the_refund() -> None:
    """Money may be named before it is asked back."""
    assert [("4.90", "4.90")] == found("You took 4.90. I want that back please.", "refund_amount")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("two of them", ["2"]),
        ("a dozen mugs", ["12"]),
        ("half a dozen mugs", ["6"]),
        ("twenty-five mugs", ["25"]),
        ("x3 please", ["3"]),
        ("bring it down to five", ["5"]),
        ("I got three instead of four", ["3", "4"]),
        ("four please", ["4"]),
        ("a couple of mugs", ["2"]),
        ("it took three days", []),
        ("I need one", []),
        ("a puzzle with 500 pieces", []),
        ("12/14 Mill Road", []),
    ],
)
def test_quantities(text: str, expected: list[str]) -> None:
    """Numbers that count what is bought, in figures and words."""
    assert expected == [value for _, value in found(text, "quantity")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("size 10,5", ["10,5"]),
        ("5XL", ["5XL"]),
        ("a 42 please", ["42"]),
        ("do you have it in 39?", ["39"]),
        ("32/34", ["32/34"]),
        ("140x200 cm", ["140 x 200 cm"]),
        ("a single duvet, or a queen", ["single", "queen"]),
        ("every single time", []),
        ("one size up", []),
        ("in 40 minutes", []),
        ("a small flat", []),
        ("do they run small", []),
    ],
)
def test_sizes(text: str, expected: list[str]) -> None:
    """Sizes of clothes, shoes, trousers, beds and things with sides."""
    assert expected == [value for _, value in found(text, "size")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("off-white or navy blue", ["off white", "navy blue"]),
        ("dark green", ["dark green"]),
        ("a sky blue one", ["sky blue"]),
        ("a red error appears", []),
        ("I am a silver member", []),
        ("8 Rose Court", []),
    ],
)
def test_colours(text: str, expected: list[str]) -> None:
    """Colours of products, not of messages, members and streets."""
    assert expected == [value for _, value in found(text, "colour")]


@pytest.mark.parametrize(
    ("text", "name", "expected"),
    [
        ("upgrade me to premium", "account_type", ["premium"]),
        ("from a personal to a business account", "account_type", ["personal", "business"]),
        ("my gold account", "account_type", ["gold"]),
        ("gold members get free shipping", "account_type", []),
        ("pay with a gift card", "payment_method", ["gift card"]),
        ("how long is a gift card valid", "payment_method", []),
        ("80 Harbour Street, Cork, Ireland", "delivery_city", ["Cork"]),
        ("a nice bath in cork", "delivery_city", []),
        ("ship it to Nice", "delivery_city", ["Nice"]),
        ("EU or UK sizes", "delivery_country", []),
    ],
)
def test_listed_words_count_in_their_sense(text: str, name: str, expected: list[str]) -> None:
    """A word of a list is taken where the words around it say so."""
    assert expected == [value for _, value in found(text, name)]
