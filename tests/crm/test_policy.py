"""The shop's rules: what the numbers mean when they are applied."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm.policy import SHOP_POLICY, LoyaltyRules, central_european_time


@pytest.mark.parametrize(
    ("code", "goods_minor", "price_minor"),
    [
        ("standard", 4999, 490),
        ("standard", 5000, 0),
        ("express", 20000, 990),
        ("pickup_point", 20000, 390),
    ],
)
def test_only_standard_delivery_becomes_free(code: str, goods_minor: int, price_minor: int) -> None:
    """Standard delivery costs nothing from 50 EUR of goods; the other ways keep their price."""
    actual = SHOP_POLICY.delivery_option(code).price_for(goods_minor)

    assert price_minor == actual


@pytest.mark.parametrize(
    ("country", "codes"),
    [
        ("DE", ["standard", "express", "pickup_point"]),
        ("gb", ["standard", "express"]),
        ("NO", ["standard", "express"]),
        ("US", []),
    ],
)
def test_each_country_is_offered_what_serves_it(country: str, codes: list[str]) -> None:
    """Pick-up points are in the EU alone, and nothing goes where the shop does not ship."""
    actual = [option.code for option in SHOP_POLICY.delivery_options_for(country)]

    assert codes == actual


def test_the_shop_ships_to_the_eu_and_three_more() -> None:
    """The 27 member states, the United Kingdom, Switzerland and Norway."""
    countries = SHOP_POLICY.shipping_countries

    assert (30, True) == (len(countries), {"DE", "GB", "CH", "NO"} <= countries)


def test_an_unknown_delivery_option_is_named_with_the_choices() -> None:
    """The error says which value was wrong and which ones exist."""
    with pytest.raises(Invalid, match=r"'drone'.*standard, express, pickup_point"):
        SHOP_POLICY.delivery_option("drone")


@pytest.mark.parametrize(
    ("tier", "days"), [("gold", 60), ("silver", 30), ("bronze", 30), (None, 30)]
)
def test_gold_members_have_longer_to_return(tier: str | None, days: int) -> None:
    """Gold members have 60 days, everybody else 30."""
    assert days == SHOP_POLICY.return_days(tier)


@pytest.mark.parametrize(
    ("points", "tier", "ahead"),
    [
        (0, "bronze", ("silver", 500)),
        (499, "bronze", ("silver", 1)),
        (500, "silver", ("gold", 1000)),
        (1500, "gold", None),
        (-20, "bronze", ("silver", 500)),
    ],
)
def test_points_lead_to_tiers(points: int, tier: str, ahead: tuple[str, int] | None) -> None:
    """A tier starts at its points, and the way to the next one is counted from there."""
    rules = SHOP_POLICY.loyalty

    assert (tier, ahead) == (rules.tier_for(points), rules.points_to_next_tier(points))


@given(st.integers(min_value=0, max_value=10_000_000))
def test_points_never_pay_more_than_five_percent_back(goods_minor: int) -> None:
    """100 points, earned with 100 EUR, are worth 5 EUR: redeeming pays no more than that back."""
    rules = LoyaltyRules()
    worth = rules.worth_minor(rules.points_for(goods_minor))

    assert worth * 20 <= goods_minor


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-23T07:00:00+00:00", True),  # Monday 8:00 in winter
        ("2026-11-23T06:59:59+00:00", False),
        ("2026-11-23T19:00:00+00:00", False),  # Monday 20:00
        ("2026-07-06T06:00:00+00:00", True),  # Monday 8:00 in summer
        ("2026-11-28T07:30:00+00:00", False),  # Saturday 8:30
        ("2026-11-28T14:59:00+00:00", True),  # Saturday 15:59
        ("2026-11-29T11:00:00+00:00", False),  # Sunday noon
    ],
)
def test_support_answers_in_its_hours(moment: str, is_open: bool) -> None:
    """Monday to Friday 8 to 20, Saturday 9 to 16, by the clock in Berlin."""
    actual = SHOP_POLICY.support_hours.is_open(datetime.fromisoformat(moment))

    assert is_open == actual


@pytest.mark.parametrize(
    ("moment", "hour"),
    [
        ("2026-03-29T00:59:59+00:00", 1),
        ("2026-03-29T01:00:00+00:00", 3),
        ("2026-10-25T00:59:59+00:00", 2),
        ("2026-10-25T01:00:00+00:00", 2),
        ("2027-03-28T01:00:00+00:00", 3),
        ("2027-10-31T00:59:59+00:00", 2),
        ("2026-12-31T23:30:00+00:00", 0),
        ("2026-07-01T12:00:00-04:00", 18),
    ],
)
def test_summer_time_begins_and_ends_on_last_sundays(moment: str, hour: int) -> None:
    """The clock in Berlin jumps at 01:00 UTC on the last Sundays of March and October."""
    actual = central_european_time(datetime.fromisoformat(moment))

    assert hour == actual.hour


def test_a_time_without_a_zone_is_refused() -> None:
    """A naive time could be anywhere, so it is refused by name."""
    with pytest.raises(Invalid, match="has no time zone"):
        central_european_time(datetime(2026, 11, 23, 8))  # noqa: DTZ001 - the very case
