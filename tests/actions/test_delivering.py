"""Customers ask how and when things are delivered, and how to buy."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from actions.wording import days, listing, masked_email, money
from crm.store import Store
from tests.shop import add_customer
from tests.talking import Talker

OPTIONS = "action_delivery_options"
PERIOD = "action_delivery_period"


def test_the_options_of_a_named_country(store: Store) -> None:
    """Options, days and prices of the country that is named."""
    heard = Talker(store).ask(OPTIONS, entities={"delivery_country": "the UK"})
    said = heard.value("options")

    assert (["utter_delivery_options"], "United Kingdom") == (heard.names, heard.value("country"))
    assert ("€4.90, free from €50.00" in said, "pick-up" in said) == (True, False)


@pytest.mark.parametrize(("country", "name"), [("FR", "France"), (None, "Germany")])
def test_the_customers_own_country(store: Store, country: str | None, name: str) -> None:
    """A signed-in customer hears of home; a guest of where the shop is."""
    with store.transaction() as unit:
        customer = add_customer(unit, country=country) if country else None

    assert name == Talker(store, customer).ask(OPTIONS).value("country")


@pytest.mark.parametrize("action", [OPTIONS, PERIOD])
@pytest.mark.parametrize("country", ["Canada", "Narnia", "<b>x</b>", "😀" * 100])
def test_where_nothing_goes(store: Store, action: str, country: str) -> None:
    """A country that is not served is named as it was written."""
    heard = Talker(store).ask(action, entities={"delivery_country": country})

    assert (["utter_country_not_served"], country[:60]) == (heard.names, heard.value("country"))


@pytest.mark.parametrize("action", [OPTIONS, PERIOD])
@pytest.mark.parametrize(
    ("text", "response"),
    [
        ("do you ship to Wakanda?", "utter_country_unknown"),
        ("can you deliver to the Shire", "utter_country_unknown"),
        ("how long does shipping to Antarctica take", "utter_country_not_served"),
        ("do you deliver to my door", ""),
        ("DO YOU SHIP TO ME", ""),
    ],
)
def test_an_unknown_place_is_not_taken_for_home(
    store: Store, action: str, text: str, response: str
) -> None:
    """Who asks for a place that we do not know is asked for the country."""
    names = Talker(store).ask(action, text).names

    assert names == [response or action.replace("action", "utter")]


def test_the_days_of_an_order_placed_now(store: Store) -> None:
    """Days are counted from dispatch, over weekends."""
    friday = datetime(2026, 6, 19, 12, tzinfo=UTC)
    said = Talker(store).ask(PERIOD, sent_at=friday).value("periods")

    assert "between Tuesday 23 June and Wednesday 24 June with express delivery" in said


@pytest.mark.parametrize(
    ("entities", "response"),
    [({}, "utter_place_order"), ({"product": "Walnut lamp"}, "utter_place_order_product")],
)
def test_how_to_buy(store: Store, entities: dict[str, str], response: str) -> None:
    """The steps are told, with the product when one is named."""
    assert [response] == Talker(store).ask("action_place_order", entities=entities).names


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (2490, "EUR", "€24.90"),
        (5, "EUR", "€0.05"),
        (-150, "GBP", "-£1.50"),
        (123456789, "EUR", "€1,234,567.89"),
        (1200, "CHF", "CHF 12.00"),
        (1200, "JPY", "JPY 1,200"),
    ],
)
def test_money_in_words(minor: int, currency: str, text: str) -> None:
    """Amounts are written with their sign, thousands and minor unit."""
    assert text == money(minor, currency)


def test_words_for_lists_days_and_addresses() -> None:
    """Lists end in "and", days know their plural, and e-mail addresses are masked."""
    assert ["", "a", "a and b", "a, b and c"] == [listing(p) for p in ("", "a", "ab", "abc")]
    assert ["1 day", "2 days", "5 working days"] == [days(1), days(2), days(5, "working day")]
    assert "a•••@example.org" == masked_email("anna@example.org")
