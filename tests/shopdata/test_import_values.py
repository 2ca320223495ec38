"""Single values are read as shops write them, and what cannot be read says why."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopdata.imports.values import BadValue, amount_minor, identifier, instant, quantity, text


@pytest.mark.parametrize(
    ("written", "minor", "rounded"),
    [
        ("12.50", 1250, False),
        ("12,50", 1250, False),
        ("1,234.50", 123450, False),
        ("1.234,50", 123450, False),
        ("1,234", 123400, False),
        ("€ 9.90", 990, False),
        ("0.001", 0, True),
        ("3.335", 334, True),
        (2.55, 255, False),
        ("-11062.06", -1106206, False),
        (7, 700, False),
    ],
)
def test_amounts(written: object, minor: int, rounded: bool) -> None:
    """An amount becomes minor units, whatever its separators."""
    assert (minor, rounded) == amount_minor(written)


@pytest.mark.parametrize("written", ["", "free", "nan", "1e99", "--5", "1.2.3"])
def test_what_is_no_amount_says_so(written: str) -> None:
    """What is no amount is named in the error."""
    with pytest.raises(BadValue, match="is not an amount"):
        amount_minor(written)


@pytest.mark.parametrize(
    ("written", "day_first", "expected", "open_order"),
    [
        ("2010-12-01 08:26:00", True, datetime(2010, 12, 1, 8, 26, tzinfo=UTC), False),
        ("2010-12-01T08:26:00+02:00", True, datetime(2010, 12, 1, 6, 26, tzinfo=UTC), False),
        ("31/12/2011 9:05", True, datetime(2011, 12, 31, 9, 5, tzinfo=UTC), False),
        ("12/31/2011 9:05 PM", True, datetime(2011, 12, 31, 21, 5, tzinfo=UTC), False),
        ("03/04/2011", True, datetime(2011, 4, 3, tzinfo=UTC), True),
        ("03/04/2011", False, datetime(2011, 3, 4, tzinfo=UTC), True),
        ("05.05.2011", True, datetime(2011, 5, 5, tzinfo=UTC), False),
        ("1/2/11", True, datetime(2011, 2, 1, tzinfo=UTC), True),
        (40544.5, True, datetime(2011, 1, 1, 12, tzinfo=UTC), False),
        ("1293883200", True, datetime(2011, 1, 1, 12, tzinfo=UTC), False),
    ],
)
def test_dates_in_mixed_forms(
    written: object, day_first: bool, expected: datetime, open_order: bool
) -> None:
    """A time is read in all the forms that files bring, and an ambiguous one is marked."""
    assert (expected, open_order) == instant(written, day_first=day_first)


def test_times_without_a_zone_are_placed_in_the_given_one() -> None:
    """Noon in Berlin in summer is ten o'clock in UTC."""
    found, _ = instant("2026-07-01 12:00", "Europe/Berlin")

    assert datetime(2026, 7, 1, 10, tzinfo=UTC) == found


@pytest.mark.parametrize("written", ["", "soon", "32/13/2011", "0001-01-01", "12:30", "99/99/9999"])
def test_what_is_no_date_says_so(written: str) -> None:
    """What is no date is named in the error."""
    with pytest.raises(BadValue):
        instant(written)


@given(st.text(max_size=40))
def test_no_text_breaks_the_readers(written: str) -> None:
    """Any text is read or refused, never an unforeseen error."""
    for read in (amount_minor, quantity, instant):
        with suppress(BadValue):
            read(written)

    assert text(written) == text(text(written))


@pytest.mark.parametrize(
    ("written", "expected"),
    [(17850.0, "17850"), ("17850.0", "17850"), ("A-1", "A-1"), (float("nan"), ""), (None, "")],
)
def test_identifiers_lose_what_spreadsheets_add(written: object, expected: str) -> None:
    """A customer number that a spreadsheet made a fraction of is the number again."""
    assert expected == identifier(written)
