"""Telephone numbers, e-mail addresses, numbers of orders and invoices, and names of people."""

from __future__ import annotations

import pytest

from bot.entities.found import without_overlaps
from bot.entities.people import find_names
from bot.entities.phones import find_phones
from bot.entities.references import find_references


def found(text: str, country: str = "DE") -> list[tuple[str, str, str]]:
    """Return (entity, written, value) of what a text refers to."""
    kept = without_overlaps(find_references(text, country))
    return [(one.entity, text[one.start : one.end], one.value) for one in kept]


@pytest.mark.parametrize(
    ("text", "country", "written", "value"),
    [
        ("030 12345678", "DE", "030 12345678", "+493012345678"),
        ("(030) 123 45-678", "DE", "(030) 123 45-678", "+493012345678"),
        ("+49 (0)30 123456", "FR", "+49 (0)30 123456", "+4930123456"),
        ("ring 07911 123456", "GB", "07911 123456", "+447911123456"),
        ("415-555-2671 please", "US", "415-555-2671", "+14155552671"),
        ("00351 912 345 678", "DE", "00351 912 345 678", "+351912345678"),
        ("00351 912 345 678", "US", "00351 912 345 678", "+351912345678"),
        ("tel 0170/1234567", "DE", "0170/1234567", "+491701234567"),
        ("my mobile is 7700900222", "GB", "7700900222", "+447700900222"),
        ("call me on 01.23.45.67.89", "FR", "01.23.45.67.89", "+33123456789"),
    ],
)
def test_phones(text: str, country: str, written: str, value: str) -> None:
    """A number is brought to E.164; without a prefix it is one of the shop's country."""
    assert [("phone", written, value)] == found(text, country)


def test_phone_says_its_country() -> None:
    """Programs get the number and the country that it belongs to."""
    (phone,) = find_phones("+351 912 345 678")

    assert {"e164": "+351912345678", "country": "PT"} == phone.resolved


@pytest.mark.parametrize(
    "text",
    [
        "order 0301234567",
        "orders 990107123 and 990107124",
        "invoice 2026-001234",
        "tracking number 00340434161094000000",
        "IBAN DE89 3704 0044 0532 0130 00",
        "4111 1111 1111 1111",
        "5.000.000 euros",
        "12/11/2026 12:30",
        "104233 104234",
    ],
)
def test_other_numbers_are_no_phones(text: str) -> None:
    """Numbers of orders, parcels, accounts and cards, amounts and dates are not dialled."""
    assert [] == [value for entity, _, value in found(text) if entity == "phone"]


@pytest.mark.parametrize(
    ("text", "written", "value"),
    [
        ("me@example.org.", "me@example.org", "me@example.org"),
        ("<Me@Example.org>, thanks", "Me@Example.org", "me@example.org"),
        ("mailto:me@example.org", "me@example.org", "me@example.org"),
        ("a.b+c@mail.example.co.uk!", "a.b+c@mail.example.co.uk", "a.b+c@mail.example.co.uk"),
        ("me@example.org-", "me@example.org", "me@example.org"),
        ("me at example dot org", "me at example dot org", "me@example.org"),
        ("me(at)example.org", "me(at)example.org", "me@example.org"),
        ("jürgen@exämple.de", "jürgen@exämple.de", "jürgen@exämple.de"),
    ],
)
def test_emails(text: str, written: str, value: str) -> None:
    """What stands around an address does not belong to it."""
    assert [("email", written, value)] == found(text)


@pytest.mark.parametrize("text", ["a@b", "meet me at home.it is late", "@example.org", "x@y.z"])
def test_what_is_no_email(text: str) -> None:
    """An address has a name, a host and an ending."""
    assert [] == found(text)


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("orders 10423, 10424 and 10425", ["10423", "10424", "10425"]),
        ("order no 104233", ["104233"]),
        ("order 104 233", ["104233"]),
        ("invoice 2026/0012", ["2026/0012"]),
        ("bill number is 55021", ["55021"]),
        ("invoice 2025", []),
        ("104 233", []),
        ("order 100 napkins", []),
        ("order 1234567890123", ["1234567890123"]),
        (f"where is my order {'9' * 60}", ["9" * 60]),
        (f"cancel #{'7' * 30}", ["7" * 30]),
        ("parcel 00340434161094000000", []),
        ("order 4111111111111111", []),
    ],
)
def test_orders_and_invoices(text: str, values: list[str]) -> None:
    """Numbers in lists, in groups after a word for an order, and counts that are no numbers."""
    assert values == [value for _, _, value in found(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("I'm Dr Amara Singh", ["Dr Amara Singh"]),
        ("hey, it's Marcus again", ["Marcus"]),
        ("I'm German", []),
        ("I'm NOT happy", []),
        ("my name is ana lind.", ["ana lind"]),
        ("my name is wrong", []),
        ("open an account for Ivo Castellan", ["Ivo Castellan"]),
        ("where is it?\nBest regards,\nAna Lind", ["Ana Lind"]),
        ("please help. Thanks, Maria", ["Maria"]),
        ("Thanks, Bye", []),
    ],
)
def test_names(text: str, names: list[str]) -> None:
    """Names stand after words that lead to one, or under the message."""
    assert names == [one.value for one in without_overlaps(find_names(text))]
