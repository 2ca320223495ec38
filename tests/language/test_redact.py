"""Redaction of texts for logs, by patterns alone: in both runtimes."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from language.redact import KnownValues, find, passes_luhn, redact
from language.redaction.redactor import Redactor
from tests.language.redaction_texts import texts_of_customers, values_left


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("write to ann.k@example.org now", "write to [EMAIL_1] now"),
        ("marta (at) example.org", "[EMAIL_1]"),
        ("ben at example dot org please", "[EMAIL_1] please"),
        ("card 4111 1111 1111 1111", "card [CARD_1]"),
        ("card 4111-1111-1111-1111!", "card [CARD_1]!"),
        ("card 4111 1111 1111 1112", "card [NUMBER_1]"),
        ("IBAN DE89 3704 0044 0532 0130 00", "IBAN [IBAN_1]"),
        ("call +44 7700 900222 or 0171 5550 2210", "call [PHONE_1] or [PHONE_2]"),
        ("my phone: 555 0147", "my phone: [PHONE_1]"),
        (
            "order 104233, again 104233 and #104234",
            "order [ORDER_1], again [ORDER_1] and [ORDER_2]",
        ),
        ("order 1042 and ORD-993210", "order [ORDER_1] and [ORDER_2]"),
        ("invoice INV-2025-001234", "invoice [REFERENCE_1]"),
        ("return R-12345", "return [REFERENCE_1]"),
        ("My name is Ann Lee.", "My name is [NAME_1]."),
        ("Mrs Okafor called", "Mrs [NAME_1] called"),
        ("Kind regards,\nBen van Dijk", "Kind regards,\n[NAME_1]"),
        ("it is 12 High Street, London SW1A 1AA now", "it is [ADDRESS_1] now"),
        ("Lindenweg 9a, 50935 Köln", "[ADDRESS_1]"),
        ("5 bis avenue Foch, 06000 Nice", "[ADDRESS_1]"),
        ("PO Box 1234 please", "[ADDRESS_1] please"),
        ("A@b.org and a@B.ORG", "[EMAIL_1] and [EMAIL_1]"),
        ("0049 30 23125 445 is +49 30 23125445", "[PHONE_1] is [PHONE_1]"),
    ],
)
def test_redact(text: str, expected: str) -> None:
    """Each kind gets a numbered placeholder, the same value the same one."""
    actual = redact(text)

    assert expected == actual


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t",
        "I paid 120.50 for 3 lamps",
        "does it expire on 31/12/2026 or 2026-12-31?",
        "please call me back",
        "a rug of 160 x 230 cm for 12500 EUR",
        "the thanks for that go to you",
        "line 12, in redact",
    ],
)
def test_what_identifies_nobody_stays(text: str) -> None:
    """Dates, amounts, sizes and plain words are let stand."""
    actual = redact(text)

    assert text == actual


def test_a_typed_placeholder_is_not_taken_for_one_of_ours() -> None:
    """The number in a placeholder that a customer typed is given to no value."""
    actual = redact("[EMAIL_1] wrote, and a@b.org answered")

    assert actual == "[EMAIL_1] wrote, and [EMAIL_2] answered"


def test_a_conversation_keeps_its_placeholders() -> None:
    """A value has one placeholder in all texts of a conversation, a part of a name its whole's."""
    conversation = Redactor(find)
    texts = ["I am Ann Lee.", "a@b.org", "I'm Ann, mail A@B.org", "Mr Ben Ode", "[NAME_1] who?"]

    actual = [conversation.redact(text) for text in texts]

    expected = ["I am [NAME_1].", "[EMAIL_1]", "I'm [NAME_1], mail [EMAIL_1]", "Mr [NAME_2]"]
    assert [*expected, "[[NAME_1]] who?"] == actual


KNOWN = KnownValues(
    names=("Zoë Will",),
    emails=("Zoe@example.org",),
    phones=("+49 171 3920014",),
    addresses=("Am Hang 7, 79098 Freiburg",),
    orders=("WEB-77",),
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zoe was here", "[NAME_1] was here"),
        ("ZOË WILL", "[NAME_1]"),
        ("Will, Zoë", "[NAME_1]"),
        ("it will come", "it will come"),
        ("0171/3920014", "[PHONE_1]"),
        ("zoe@EXAMPLE.org", "[EMAIL_1]"),
        ("from am hang 7 it went", "from [ADDRESS_1] it went"),
        ("order web-77", "order [ORDER_1]"),
    ],
)
def test_known_values(text: str, expected: str) -> None:
    """What the store knows is found without accents and capitals, in parts, grouped anyhow."""
    actual = redact(text, KNOWN)

    assert expected == actual


def test_known_values_are_not_printed() -> None:
    """The representation, which logs may bear, counts the values and tells none."""
    assert repr(KNOWN) == "KnownValues(5 values)"


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
    actual = passes_luhn(digits)

    assert expected == actual


# Hypothesis makes no surrogates of itself, but a socket can bring them.
ANY_TEXT = st.text(st.characters(codec=None), max_size=400)


@given(ANY_TEXT)
@example("\ud800 [NAME_1] \u202e0171 392 00 14")
def test_any_text_can_be_redacted(text: str) -> None:
    """No text raises, and no e-mail address is left."""
    assert "a.b@example.org" not in redact(f"{text} a.b@example.org")


@given(ANY_TEXT)
def test_spans_are_in_order_and_apart(text: str) -> None:
    """What is found lies in the text; without a finding the text is unchanged."""
    spans = find(text)
    ends = [0, *(span.end for span in spans)]

    assert all(end <= span.start < span.end for end, span in zip(ends, spans, strict=False))
    assert spans or redact(text) == text


@given(texts_of_customers())
def test_the_output_holds_no_value_that_was_found(text: str) -> None:
    """What was found in a text stands nowhere in the redacted one as a word of its own."""
    left = values_left(text, find(text), redact(text))

    assert [] == left


@pytest.mark.parametrize(
    "piece", ["a", "1 ", "Ab ", "12 Ab, ", "a@", "\n", "unit 5, ", "Road, ", "-", "שלום 5 "]
)
def test_long_texts(piece: str) -> None:
    """Ten thousand characters of anything are redacted, and no figure of an e-mail is left."""
    text = (piece * 10_000)[:10_000]

    actual = redact(f"{text} x@example.org")

    assert re.search("example", actual) is None
