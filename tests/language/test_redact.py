"""Redaction of texts for logs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.redact import passes_luhn, redact


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to ann.k@example.org now", "write to [EMAIL_1] now"),
        ("card 4111 1111 1111 1111", "card [CARD_1]"),
        ("card 4111-1111-1111-1111!", "card [CARD_1]!"),
        ("call +44 7700 900222 or 0171 5550 2210", "call [PHONE_1] or [PHONE_2]"),
        (
            "order 104233, again 104233 and #104234",
            "order [ORDER_1], again [ORDER_1] and [ORDER_2]",
        ),
        ("invoice INV-2025-001234", "invoice [REFERENCE_1]"),
        ("return R-12345", "return [REFERENCE_1]"),
        ("I paid 120.50 for 3 lamps", "I paid 120.50 for 3 lamps"),
        ("A@b.org and a@B.ORG", "[EMAIL_1] and [EMAIL_1]"),
        ("", ""),
    ],
)
def test_redact(text: str, expected: str) -> None:
    """Each kind gets a numbered placeholder, the same value the same one."""
    actual = redact(text)

    assert expected == actual


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        ("4111111111111111", True),
        ("4111 1111 1111 1112", False),
        ("378282246310005", True),
        ("79927398713", False),
        ("", False),
    ],
)
def test_luhn(digits: str, expected: bool) -> None:
    """Only numbers of a card's length that pass the check count."""
    assert expected == passes_luhn(digits)


@given(st.text(max_size=400))
def test_any_text_can_be_redacted(text: str) -> None:
    """No text raises, and no e-mail address is left."""
    assert "a.b@example.org" not in redact(f"{text} a.b@example.org")
