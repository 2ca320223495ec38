"""Dates are found with their exact words and read against the day of the message."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.entities.dates import find_dates
from bot.entities.found import without_overlaps

FRIDAY = date(2026, 11, 20)


def dates(text: str, today: date = FRIDAY) -> list[tuple[str, str]]:
    """Return (written, value) of each date of a text."""
    found = without_overlaps(find_dates(text, today))
    return [(text[one.start : one.end], one.value) for one in found]


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("it came today", "today", "2026-11-20"),
        ("tmrw is fine", "tmrw", "2026-11-21"),
        ("last night", "last night", "2026-11-19"),
        ("this morning", "this morning", "2026-11-20"),
        ("the day before yesterday", "the day before yesterday", "2026-11-18"),
        ("last Friday", "last Friday", "2026-11-13"),
        ("this Monday", "this Monday", "2026-11-16"),
        ("this Friday", "this Friday", "2026-11-20"),
        ("Friday next week", "Friday next week", "2026-11-27"),
        ("Sunday last week", "Sunday last week", "2026-11-15"),
        ("a couple of days ago", "a couple of days ago", "2026-11-18"),
        ("a fortnight ago", "a fortnight ago", "2026-11-06"),
        ("two weeks back", "two weeks back", "2026-11-06"),
        ("we leave in six days", "in six days", "2026-11-26"),
        ("on 2026/11/3", "2026/11/3", "2026-11-03"),
        ("on 3-11-2026", "3-11-2026", "2026-11-03"),
        ("on 11/25/2026", "11/25/2026", "2026-11-25"),
        ("Fri 14 Nov 2025", "Fri 14 Nov 2025", "2025-11-14"),
        ("on the 14th of December.", "14th of December", "2026-12-14"),
        ("sept. 3rd", "sept. 3rd", "2026-09-03"),
        ("before Christmas", "Christmas", "2026-12-25"),
        ("since Easter", "Easter", "2026-04-05"),
        ("by the end of the month", "the end of the month", "2026-11-30"),
    ],
)
def test_days(text: str, written: str, value: str) -> None:
    """One day is an ISO date."""
    assert [(written, value)] == dates(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("last week", "2026-11-09", "2026-11-15"),
        ("this weekend", "2026-11-21", "2026-11-22"),
        ("next month", "2026-12-01", "2026-12-31"),
        ("last year", "2025-01-01", "2025-12-31"),
        ("last winter", "2025-12-01", "2026-02-28"),
        ("I bought it in March", "2026-03-01", "2026-03-31"),
        ("will it be cheaper in January", "2027-01-01", "2027-01-31"),
        ("March 2025", "2025-03-01", "2025-03-31"),
        ("the invoice from 2025", "2025-01-01", "2025-12-31"),
        ("the last 30 days", "2026-10-21", "2026-11-20"),
        ("the next two weeks", "2026-11-20", "2026-12-04"),
        ("five months ago", "2026-06-01", "2026-06-30"),
        ("from 3 to 5 December", "2026-12-03", "2026-12-05"),
    ],
)
def test_ranges(text: str, first: str, last: str) -> None:
    """More than one day is a range with both ends."""
    (found,) = without_overlaps(find_dates(text, FRIDAY))
    expected: dict[str, Any] = {"from": first, "to": last}

    assert (f"{first}/{last}", expected) == (found.value, found.resolved)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I ordered it on Monday", "2026-11-16"),
        ("it will come on Monday", "2026-11-23"),
        ("it was sent on the 9th", "2026-11-09"),
        ("I need it by the 9th", "2026-12-09"),
        ("it arrived on 24 November", "2025-11-24"),
        ("can it arrive on 24 November", "2026-11-24"),
        ("since 12/10", "2026-10-12"),
        ("by 12/12", "2026-12-12"),
    ],
)
def test_the_words_around_tell_past_from_future(text: str, value: str) -> None:
    """What leaves the week or the year open is read by the tense of its clause."""
    assert [value] == [read for _, read in dates(text)]


@pytest.mark.parametrize(
    "text",
    [
        "may I ask",
        "I sat in the sun",
        "black friday deals",
        "closed on a Sunday",
        "32/13/2026",
        "2026-02-30",
        "he got it in three days",
        "it costs 4.10",
        "christmas cards",
        "10 working days",
        "at 10.30",
    ],
)
def test_what_is_no_date(text: str) -> None:
    """Other words, impossible days, lengths of time, prices and times of the day are no dates."""
    assert [] == dates(text)


@pytest.mark.parametrize(("text", "value"), [("30 Feb", "30 feb"), ("a few days ago",) * 2])
def test_a_date_that_names_no_day_keeps_its_words(text: str, value: str) -> None:
    """Nothing is made up for what cannot be told."""
    (found,) = find_dates(text, FRIDAY)

    assert (value, None) == (found.value, found.resolved)


@given(st.dates(date(1990, 1, 1), date(2089, 12, 31)), st.dates(date(2020, 1, 1)))
def test_a_whole_date_is_the_same_on_any_day(day: date, today: date) -> None:
    """A date with its year does not depend on when it is said."""
    texts = (
        day.isoformat(),
        f"{day.day}/{day.month}/{day.year}",
        f"{day.day}.{day.month}.{day.year}",
    )

    assert {day.isoformat()} == {value for text in texts for _, value in dates(text, today)}
