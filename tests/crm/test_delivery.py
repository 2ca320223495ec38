"""Working days, options and lateness, without a store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.delivery import add_working_days, days_late, quotes_for
from crm.errors import Refused
from crm.policy import SHIPPING_COUNTRIES

MONDAY = datetime(2026, 6, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        ("2026-06-15", 0, "2026-06-15"),
        ("2026-06-15", 1, "2026-06-16"),
        ("2026-06-19", 1, "2026-06-22"),
        ("2026-06-19", 5, "2026-06-26"),
        ("2026-06-15", 5, "2026-06-22"),
        ("2026-06-20", 0, "2026-06-22"),
        ("2026-06-20", 1, "2026-06-22"),
        ("2026-06-21", 1, "2026-06-22"),
        ("2026-06-21", 5, "2026-06-26"),
        ("2026-06-18", 12, "2026-07-06"),
    ],
)
def test_weekends_do_not_count(start: str, days: int, end: str) -> None:
    """Working days are Monday to Friday; a weekend's first one is the Monday after it."""
    assert date.fromisoformat(end) == add_working_days(date.fromisoformat(start), days)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_working_days_add_up(start: date, some: int, more: int) -> None:
    """Counting in two steps ends where counting in one does, always on a working day."""
    once = add_working_days(start, some + more)
    twice = add_working_days(add_working_days(start, some), more)

    assert once.weekday() < 5
    # From a weekend, stopping on its Monday without a day counted uses up none.
    assert once == twice or (start.weekday() > 4 and some == 0)


def test_the_options_of_a_country_come_with_their_days() -> None:
    """An order on Monday leaves on Tuesday; the days are counted from there."""
    quotes = {quote.code: quote for quote in quotes_for("DE", MONDAY)}

    assert (date(2026, 6, 19), date(2026, 6, 23)) == (
        quotes["standard"].earliest,
        quotes["standard"].latest,
    )
    assert (date(2026, 6, 17), date(2026, 6, 18)) == (
        quotes["express"].earliest,
        quotes["express"].latest,
    )


def test_enough_goods_travel_free() -> None:
    """From 50 euros on standard delivery costs nothing."""
    assert ("standard", 0) == (
        quotes_for("DE", MONDAY, 5000)[0].code,
        quotes_for("DE", MONDAY, 5000)[0].price_minor,
    )


def test_pickup_points_are_in_the_union_only() -> None:
    """Switzerland has two options, Austria three."""
    assert (2, 3) == (len(quotes_for("CH", MONDAY)), len(quotes_for("AT", MONDAY)))


@pytest.mark.parametrize("country", ["US", "", "Narnia", "😀"])
def test_where_nothing_goes(country: str) -> None:
    """A country that is not served is refused."""
    with pytest.raises(Refused) as caught:
        quotes_for(country, MONDAY)

    assert "country_not_served" == caught.value.code


@given(st.sampled_from(sorted(SHIPPING_COUNTRIES)), st.integers(0, 5000), st.integers(0, 30_000))
def test_quotes_make_sense_everywhere(country: str, hours: int, goods: int) -> None:
    """Everywhere something is offered, the cheapest first, and it comes after it was ordered."""
    ordered = MONDAY + timedelta(hours=hours)
    quotes = quotes_for(country, ordered, goods)

    assert quotes
    assert [q.price_minor for q in quotes] == sorted(q.price_minor for q in quotes)
    assert all(ordered.date() < quote.earliest <= quote.latest for quote in quotes)


@pytest.mark.parametrize(
    ("expected", "late"),
    [
        (None, 0),
        (MONDAY, 0),
        (MONDAY + timedelta(days=1), 0),
        (MONDAY - timedelta(hours=5), 0),
        (MONDAY - timedelta(days=2), 2),
    ],
)
def test_a_parcel_is_late_from_the_day_after(expected: datetime | None, late: int) -> None:
    """On its day a parcel is not late, whatever the hour."""
    assert late == days_late(expected, MONDAY)
