"""How the widget opens: the first greeting that fits, starters, and what comes by itself."""

from __future__ import annotations

import fnmatch
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import agreed_segment as agreed
from crm.consents import set_consent
from crm.store import Store, Unit
from crm.tables.events import customer_scores
from crm.widget_rules import (
    SEGMENTS,
    Greeting,
    Proactive,
    Visit,
    WidgetRules,
    in_language,
    opening,
    page_fits,
)
from crm_models.segments.rfm import GRID
from tests.crm.talk import add_customer

PATHS = st.text(alphabet="/ab.*", max_size=12)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("/", "/", True),
        ("/", "/a", False),
        ("/product/*", "/product/42", True),
        ("/product/*", "/product/", True),
        ("/product/*", "/product", False),
        ("/product/*", "/shop/product/42", False),
        ("*/basket", "/de/basket", True),
        ("/a*a", "/a", False),
        ("/a*a", "/aa", True),
        ("/[ab]?", "/[ab]?", True),
        ("/[ab]?", "/ac", False),
        ("*", "", True),
    ],
)
def test_patterns_of_pages(pattern: str, path: str, fits: bool) -> None:
    """A star stands for any characters, everything else for itself."""
    assert fits is page_fits(pattern, path)


@given(PATHS, PATHS.map(lambda path: path.replace("*", "")))
def test_patterns_are_what_a_regular_expression_says(pattern: str, path: str) -> None:
    """The quick way gives the same answer as the usual translation."""
    expression = re.compile(fnmatch.translate(pattern))

    assert bool(expression.match(path)) == page_fits(pattern, path)


def test_a_hostile_pattern_is_quick() -> None:
    """Many stars and a page that nearly fits take no time."""
    assert not page_fits("/" + "*a" * 90 + "b", "/" + "a" * 500)


RULES = WidgetRules(
    greetings=[
        Greeting({"en": "Product?", "de": "Produkt?"}, "/product/*", starters={"en": ("Stock?",)}),
        Greeting({"en": "Champion!"}, segments=("champion",)),
        Greeting({"en": "Basket?"}, "/basket", ("loyal",)),
    ],
    starters={"en": ("Order?",), "de": ("Bestellung?",)},
    proactive=[
        Proactive("all", {"en": "Hi", "de": "Hallo"}, "/basket*", (), 45, 5000),
        Proactive("some", {"en": "Dear"}, segments=("champion",)),
    ],
    per_visit=3,
    per_day=4,
)


@pytest.mark.parametrize(
    ("visit", "greeting", "starters", "proactive"),
    [
        (Visit(), None, ["Order?"], ["all"]),
        (Visit("/product/4"), "Product?", ["Stock?"], ["all"]),
        (Visit("/product/4", "de-AT"), "Produkt?", ["Stock?"], ["all"]),
        (Visit("/product/4", "fr", "champion"), "Product?", ["Stock?"], ["all", "some"]),
        (Visit("/", "DE", "champion"), "Champion!", ["Bestellung?"], ["all", "some"]),
        (Visit(None, "en", "champion"), "Champion!", ["Order?"], ["all", "some"]),
        (Visit("/basket", "en", "loyal"), "Basket?", ["Order?"], ["all"]),
        (Visit("/basket"), None, ["Order?"], ["all"]),
    ],
)
def test_the_first_rule_that_fits_counts(
    visit: Visit, greeting: str | None, starters: list[str], proactive: list[str]
) -> None:
    """By page and by segment, in the customer's language or in English."""
    shown = opening(RULES, visit)

    assert (greeting, starters, proactive) == (
        shown["greeting"],
        shown["starters"],
        [one["id"] for one in shown["proactive"]],
    )
    assert {"per_visit": 3, "per_day": 4} == shown["proactive_cap"]


def test_a_proactive_message_is_shown_whole() -> None:
    """With its page, its time and its basket; the page decides when it is due."""
    assert {
        "id": "all",
        "text": "Hallo",
        "page": "/basket*",
        "after_seconds": 45,
        "basket_minor": 5000,
    } == opening(RULES, Visit(language="de"))["proactive"][0]


def test_no_rules_are_an_empty_opening() -> None:
    """The widget then says its own texts."""
    assert {
        "greeting": None,
        "starters": [],
        "proactive": [],
        "proactive_cap": {"per_visit": 1, "per_day": 2},
    } == opening(WidgetRules(), Visit("/"))


@pytest.mark.parametrize(
    ("language", "expected"),
    [("pt-BR", "br"), ("pt-PT", "pt"), ("PT", "pt"), ("de", "en"), ("", "en")],
)
def test_languages_fall_back(language: str, expected: str) -> None:
    """The very language, then its parent, then English."""
    assert expected == in_language({"en": "en", "pt": "pt", "pt-br": "br"}, language)


def test_the_segments_are_those_of_the_models() -> None:
    """A rule may name each segment that scores can have, and no other."""
    assert set(GRID.flat) == set(SEGMENTS)


def test_a_segment_needs_consent(store: Store) -> None:
    """Who did not agree to personalisation, has no scores or is unknown is like everybody."""
    names = ("C-agreed", "C-refused", "C-silent", "C-unscored")
    customers = {name: add_customer(store, name) for name in names}
    with store.transaction() as unit:
        for name in names[:3]:
            unit.connection.execute(customer_scores.insert().values(scores(customers[name], unit)))
        for name in ("C-agreed", "C-unscored"):
            set_consent(unit, customers[name], "personalisation", True, actor="system")
        set_consent(unit, customers["C-refused"], "personalisation", True, actor="system")
        set_consent(unit, customers["C-refused"], "personalisation", False, actor="system")
        found = [agreed.agreed_segment(unit, name) for name in (*names, "C-nobody")]

    assert ["champion", None, None, None, None] == found


def scores(customer: int, unit: Unit) -> dict[str, object]:
    """Return a champion's row of scores."""
    return {
        "customer_id": customer,
        "recency_days": 3,
        "frequency": 9,
        "monetary_minor": 90000,
        "rfm": "555",
        "segment": "champion",
        "cluster": 1,
        "value_band": "high",
        "lifetime_value_minor": 100000,
        "churn_probability": 0.1,
        "churn_risk": "low",
        "reasons": {},
        "model_versions": {},
        "scored_at": unit.now,
    }
