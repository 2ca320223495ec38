"""Whatever is written, entities are exact pieces of the text, and nothing raises."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks import bad_input
from bot.entities.catalogue import Catalogue
from bot.entities.extract import extract
from bot.entities.phrases import Phrases
from bot.entities.window import FIRST, LAST

TODAY = date(2026, 11, 20)
PHRASES = Phrases({"delivery_city": ["Lisbon"], "payment_method": ["PayPal"]})
CATALOGUE = Catalogue(
    {
        "country": "DE",
        "products": [{"id": 1, "name": "Stoneware Teapot"}, {"id": 2, "name": "Desk lamp"}],
        "categories": [{"id": "tea", "name": "Tea"}],
    }
)
# Pieces of what rules look for, put together in any way.
PIECES = st.sampled_from(
    "order # 104233 ORD- INV-2026- € $ 20 1.299,00 euros +49 0049 (030) 555 - / . , : me @ "
    "example.org last Friday 14 Dec 2026 in on three days ago a dozen x size 42 XL teapto desk "
    "lamp for dark blue Thanks, Anna 😀 ٣ ９ \u200b \u202e ß é 名 \x00 \n".split(" ")
)


def entities(text: str) -> list[dict[str, Any]]:
    """Return the entities of a text."""
    return extract(text, TODAY, PHRASES, CATALOGUE)


def check(text: str) -> None:
    """Check spans, order and values of all that is found in a text."""
    actual = entities(text)

    for entity in actual:
        assert text[entity["start"] : entity["end"]] == entity["text"] != ""
        assert entity["value"].strip()
    for left, right in pairwise(actual):
        assert left["end"] <= right["start"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "😀😀",
        "\u200b\u200b",
        "\u202e",
        "؟ مرحبا",
        "???!!!",
        "\x00\x07",
        "\ud800",
        "|" * 50,
    ],
)
def test_nothing_in_nothing(text: str) -> None:
    """Blanks, signs and scripts without figures hold no entity."""
    assert [] == entities(text)


@pytest.mark.parametrize(
    "text",
    [
        "1" * 10_000,
        "1 " * 5_000,
        "a" * 10_000,
        "a@" * 5_000,
        "+49 " * 2_500,
        "01." * 3_000,
        "teapto " * 1_400,
        "last Friday " * 800,
        "€1," * 3_000,
        "lamp for the desk " * 550,
        "My name is A " * 800,
        "ab\ud800\udc00 order 104233",
    ],
)
def test_long_and_repeated(text: str) -> None:
    """Ten thousand characters of anything give exact spans within what is searched."""
    check(text)

    assert all(e["end"] <= FIRST or e["start"] >= len(text) - LAST for e in entities(text))


@pytest.mark.parametrize("kind", sorted(bad_input.KINDS))
def test_what_nobody_means(kind: str) -> None:
    """What the benchmark times gives exact spans, too."""
    for text in bad_input.texts(kind, 2):
        check(text)


def test_a_long_text_is_searched_at_both_ends() -> None:
    """What stands in the middle of ten thousand characters is passed over, numbers whole."""
    middle = "so I wrote order 990100 " * 400
    text = f"Order 104233 is late. {middle} Cancel order 104240"

    found = entities(text)

    assert ("104233", "104240") == (found[0]["value"], found[-1]["value"])
    assert {"104233", "990100", "104240"} == {entity["value"] for entity in found}
    assert len(found) < 100
    check(text)


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("😀 where is order 104233", "104233", "104233"),
        ("𝟏𝟎 teapots", "𝟏𝟎", "10"),
        ("مرحبا order ٩٩٠١٠٧", "٩٩٠١٠٧", "990107"),
        ("𝒽i ord\u200b 990107", "990107", "990107"),
        ("👩‍👩‍👧 I paid ９９,５０ €", "９９,５０ €", "99.50 EUR"),
    ],
)
def test_spans_stay_true_beside_any_character(text: str, written: str, value: str) -> None:
    """Characters outside the basic plane and figures of other scripts shift nothing."""
    actual = [(e["text"], e["value"]) for e in entities(text) if e["entity"] != "product"]

    assert [(written, value)] == actual


@given(st.text(st.characters(), max_size=400))
@settings(deadline=None)
def test_any_text(text: str) -> None:
    """Any characters at all, surrogates among them."""
    check(text)


@given(st.lists(PIECES, max_size=40), st.sampled_from(["", " "]))
@settings(max_examples=300, deadline=None)
def test_any_order_of_pieces(pieces: list[str], between: str) -> None:
    """Pieces of numbers, dates, names and prices in any order."""
    check(between.join(pieces))
