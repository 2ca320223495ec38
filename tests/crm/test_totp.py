"""Codes of a second factor: as RFC 6238 says, each good once, near its time."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from crm.totp import code_of, matching_step, new_secret, otpauth_uri, step_at

# Of RFC 6238, appendix B.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
NOW = datetime(2026, 6, 15, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_the_rfc(seconds: int, code: str) -> None:
    """All codes of its table for SHA-1 come out."""
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)

    assert code == code_of(RFC_SECRET, step_at(moment), digits=8)


@pytest.mark.parametrize(
    ("off", "good"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_code_is_good_near_its_time(off: int, good: bool) -> None:
    """One step too early or too late is forgiven, two are not."""
    here = step_at(NOW)

    assert (here + off if good else None) == matching_step(
        RFC_SECRET, code_of(RFC_SECRET, here + off), NOW
    )


@pytest.mark.parametrize("used", [0, 1])
def test_a_code_is_good_once(used: int) -> None:
    """The step that was used, and those before it, are not taken again."""
    here = step_at(NOW)

    assert matching_step(RFC_SECRET, code_of(RFC_SECRET, here), NOW, used=here + used) is None


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "1" * 10_000])
def test_what_is_no_code_matches_nothing(code: str) -> None:
    """Whatever is typed is compared and refused."""
    assert matching_step(RFC_SECRET, code, NOW) is None


def test_blanks_in_a_code_do_not_matter() -> None:
    """Apps show codes in two groups."""
    code = code_of(RFC_SECRET, step_at(NOW))

    assert step_at(NOW) == matching_step(RFC_SECRET, f" {code[:3]} {code[3:]} ", NOW)


def test_apps_read_the_address() -> None:
    """Issuer, account and secret are in it, whatever characters they have."""
    secret = new_secret()
    uri = urlsplit(otpauth_uri(secret, "zoë+a@shop.example", "My Shop"))
    values = parse_qs(uri.query)

    assert ("otpauth", "totp", "/My%20Shop:zo%C3%AB%2Ba%40shop.example") == (
        uri.scheme,
        uri.netloc,
        uri.path,
    )
    assert ([secret], ["My Shop"], ["6"], ["30"]) == tuple(
        values[name] for name in ("secret", "issuer", "digits", "period")
    )
    assert 32 == len(secret)
