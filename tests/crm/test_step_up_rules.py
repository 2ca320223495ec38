"""The rules of one-time codes, as properties."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.step_up import LASTS, TRIES, VALID, Code, Limit, Purpose, fresh_code, judge, masked

EXPORT = Purpose.EXPORT_DATA
START = datetime(2026, 6, 15, 12, tzinfo=UTC)
TIMES = st.timedeltas(timedelta(0), timedelta(hours=1))


def _code(tries: int = 0, used: timedelta | None = None) -> Code:
    used_at = START + used if used is not None else None
    return Code(1, str(EXPORT), "", "digest", tries, START, START + VALID, used_at)


@given(st.integers(0, 8), st.none() | TIMES, TIMES, st.booleans())
def test_a_code_is_right_only_while_it_stands(
    tries: int, used: timedelta | None, after: timedelta, fits: bool
) -> None:
    """Right are the digits of an unused code in its ten minutes with a try left; nothing else."""
    code, now = _code(tries, used), START + after
    right = fits and used is None and tries < TRIES and after < VALID

    assert right == (judge(code, fits, now) == "right")
    assert code.stands(now) == (judge(code, True, now) == "right")


@given(st.integers(0, TRIES - 1))
def test_the_last_wrong_try_is_told_from_others(tries: int) -> None:
    """Four wrong tries may be followed by another one; the fifth may not."""
    last = tries == TRIES - 1

    assert ("exhausted" if last else "wrong") == judge(_code(tries), False, START)


@given(TIMES, TIMES)
def test_what_a_code_opened_closes_after_a_quarter_of_an_hour(
    used: timedelta, after: timedelta
) -> None:
    """It lasts from the right code on, and an unused code opens nothing."""
    assert (after - used < LASTS) == _code(0, used).lasts(START + after)
    assert not _code().lasts(START + after)


def test_codes_have_six_digits_and_differ() -> None:
    """They come from the system's randomness; zeros in front stay."""
    codes = {fresh_code() for _ in range(300)}

    assert all(len(code) == 6 and code.isdecimal() and code.isascii() for code in codes)
    assert len(codes) > 290


@given(st.integers(1, 20), st.integers(0, 50))
def test_a_limit_leaves_what_was_not_asked_for(most: int, asked: int) -> None:
    """Never less than none."""
    assert max(most - asked, 0) == Limit(most, timedelta(hours=1)).left(asked)


@pytest.mark.parametrize(
    ("email", "shown"),
    [
        ("zoe@example.org", "z•••@e•••.org"),
        ("a@b.co.uk", "a•••@b•••.uk"),
        ("x@localhost", "x•••@•••localhost"),
    ],
)
def test_an_address_is_shown_to_its_owner_alone(email: str, shown: str) -> None:
    """The first letters and the end are left."""
    assert shown == masked(email)
