"""Passwords are kept as hashes that only the right password matches."""

from __future__ import annotations

import pytest

from crm.errors import Invalid
from gateway.passwords import hash_password, password_matches

GOOD = "correct horse battery"


@pytest.mark.parametrize(
    ("tried", "expected"),
    [(GOOD, True), (GOOD.upper(), False), ("", False), (GOOD + " ", False), ("x" * 10_000, False)],
)
def test_only_the_right_password_matches(tried: str, expected: bool) -> None:
    """Another case, a longer or an endless password is not the password."""
    actual = password_matches(hash_password(GOOD), tried)

    assert expected == actual


def test_a_broken_hash_matches_nothing() -> None:
    """An account without a usable hash cannot be signed in to."""
    actual = password_matches("not a hash", GOOD)

    assert actual is False


@pytest.mark.parametrize("password", ["", "eleven char", "x" * 257])
def test_weak_and_endless_passwords_are_refused(password: str) -> None:
    """A password has 12 to 256 characters."""
    with pytest.raises(Invalid) as caught:
        hash_password(password)

    assert caught.value.detail == "a password has 12 to 256 characters"
