"""When people answer next."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.opening import next_opening
from crm.policy import SHOP_POLICY, SupportHours

INSTANTS = st.integers(0, 3 * 366 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("2026-06-15T12:00+00:00", "2026-06-15T14:00+02:00"),
        ("2026-06-15T05:59+00:00", "2026-06-15T08:00+02:00"),
        ("2026-06-15T18:00+00:00", "2026-06-16T08:00+02:00"),
        ("2026-06-19T19:00+00:00", "2026-06-20T09:00+02:00"),
        ("2026-06-20T14:00+00:00", "2026-06-22T08:00+02:00"),
        ("2026-06-21T10:00+00:00", "2026-06-22T08:00+02:00"),
        ("2026-10-24T20:00+00:00", "2026-10-26T08:00+01:00"),
        ("2026-03-28T20:00+00:00", "2026-03-30T08:00+02:00"),
    ],
)
def test_the_next_opening(moment: str, expected: str) -> None:
    """It is now while somebody is there, else the next opening, by the clock on the wall."""
    assert datetime.fromisoformat(expected) == next_opening(datetime.fromisoformat(moment))


@given(INSTANTS)
def test_somebody_is_there_at_the_next_opening(moment: datetime) -> None:
    """It lies within three days, never in the past, and is an instant of the support hours."""
    opens = next_opening(moment)

    assert timedelta(0) <= opens - moment <= timedelta(days=3)
    assert SHOP_POLICY.support_hours.is_open(opens)


def test_one_open_day_is_found_a_week_later() -> None:
    """After closing on the only open day, the same day of the next week is next."""
    hours = SupportHours({0: (time(8), time(9))})

    assert datetime.fromisoformat("2026-06-22T08:00+02:00") == next_opening(
        datetime.fromisoformat("2026-06-15T12:00+00:00"), hours
    )


def test_empty_hours_are_named() -> None:
    """A policy without any hours is a mistake of its maker, and the error says so."""
    with pytest.raises(ValueError, match="support hours are empty"):
        next_opening(datetime(2026, 6, 15, tzinfo=UTC), SupportHours({}))
