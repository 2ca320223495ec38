"""Telephone numbers, found and brought to one form by phonenumbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import phonenumbers
from phonenumbers import Leniency, NumberParseException, PhoneNumber, PhoneNumberFormat

from bot.entities.found import Found

DEFAULT_COUNTRY = "DE"
_FEWEST_DIGITS = 7
# A message with more numbers than this is not about a telephone.
_MOST_TRIES = 12
_DIGITS = re.compile(rf"(?:\d[\s().\-/]{{0,3}}){{{_FEWEST_DIGITS}}}")
_WRITTEN_AS_ONE = re.compile(r"\+|\(?0")
_CUE = re.compile(
    r"\b(?:(?:tele)?phone|mobile|cell|tel|handy|call(?:\s+me)?|ring(?:\s+me)?|text(?:\s+me)?|"
    r"whatsapp|reach\s+me)\b[^\d+\n?!]{0,24}\Z",
    re.IGNORECASE,
)
_ANOTHER_CUE = re.compile(
    r"(?:\b(?:orders?|invoice|bill|receipt|parcel|tracking|shipment|purchase|iban|customer|member)"
    r"\b[^\d\n]{0,20}|[\w@#/-])\Z",
    re.IGNORECASE,
)
# What the shop's country does not dial, but somebody elsewhere does.
_FOREIGN = re.compile(r"(?<![\w+@#-])(?:\+|00|\(?0)\d?(?:[\s().\-/]{0,2}\d){6,14}(?![\w@])")


def find_phones(text: str, country: str = DEFAULT_COUNTRY) -> Iterator[Found]:
    """Yield telephone numbers; the value is E.164 ("+4930555022").

    A number counts when it is written as one (with a plus or a leading zero), when words such as
    "call me" stand before it, or when it is a valid one of the country in separate groups.
    Numbers after "order" or "invoice" are no telephone numbers.

    Args:
        text: the message; card and account numbers must be hidden in it.
        country: ISO 3166-1 code of the country whose numbers may be written without a prefix.
    """
    if not _DIGITS.search(text):
        return
    ends = set()
    matcher = phonenumbers.PhoneNumberMatcher(text, country, Leniency.POSSIBLE, _MOST_TRIES)
    for match in islice(matcher, _MOST_TRIES):
        if _is_phone(text, match.start, match.raw_string, match.number):
            ends.add(match.end)
            yield _phone(match.start, match.end, match.number)
    for written in islice(_FOREIGN.finditer(text), _MOST_TRIES):
        if written.end() not in ends and not _ANOTHER_CUE.search(_before(text, written.start())):
            number = _parse(written.group(), country)
            if number is not None:
                yield _phone(*written.span(), number)
            else:
                yield Found("phone", *written.span(), _digits(written.group()), rank=4)


def _is_phone(text: str, start: int, raw: str, number: PhoneNumber) -> bool:
    before = _before(text, start)
    if len(re.sub(r"\D", "", raw)) < _FEWEST_DIGITS or text[start - 1 : start].isalnum():
        return False
    if _CUE.search(before):
        return True
    if _ANOTHER_CUE.search(before):
        return False
    if _WRITTEN_AS_ONE.match(raw):
        return True
    grouped = re.search(r"\d[\s().-]+\d", raw) is not None
    return grouped and raw.count("-") != 1 and phonenumbers.is_valid_number(number)


def _before(text: str, start: int) -> str:
    return text[max(0, start - 40) : start]


def _parse(written: str, country: str) -> PhoneNumber | None:
    for form in (written, re.sub(r"^00", "+", written)):
        try:
            number = phonenumbers.parse(form, country)
        except NumberParseException:
            continue
        if phonenumbers.is_possible_number(number):
            return number
    return None


def _phone(start: int, end: int, number: PhoneNumber) -> Found:
    value = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    country = phonenumbers.region_code_for_number(number)
    return Found("phone", start, end, value, {"e164": value, "country": country}, rank=5)


def _digits(written: str) -> str:
    """Return the plain figures of a number of no known plan, with a plus where it has one."""
    digits = re.sub(r"\D", "", written)
    if written.startswith("+"):
        return "+" + digits
    return "+" + digits[2:] if digits.startswith("00") else digits
