"""The forms of Europe's postcodes, and the countries that write them."""

from __future__ import annotations

import re

_SHORT_PREFIXES = {"A": "AT", "B": "BE", "D": "DE", "E": "ES", "F": "FR", "I": "IT", "L": "LU"}
_SHORT_PREFIXES |= {"N": "NO", "S": "SE", "H": "HU"}
_FOUR = frozenset({"AT", "BE", "BG", "CH", "CY", "DK", "HU", "LU", "NO", "SI"})
_FIVE = frozenset({"DE", "EE", "ES", "FI", "FR", "GR", "HR", "IT", "LT", "SE", "CZ", "SK"})
_FORMS: tuple[tuple[str, frozenset[str]], ...] = (
    (r"[A-Z]{1,2}\d[A-Z\d]?\ ?\d[A-Z]{2}", frozenset({"GB"})),
    (r"(?:D6W|[A-Z]\d{2})\ ?[A-Z\d]{4}", frozenset({"IE"})),
    (r"[A-Z]{3}\ ?\d{4}", frozenset({"MT"})),
    # A word of two letters behind four figures mostly begins the name of a place.
    (r"\d{4}\ ?(?!(?:am|an|at|in|is|de|la|le|el|st|to|zu|on)\b)[A-Z]{2}", frozenset({"NL"})),
    (r"\d{4}-\d{3}", frozenset({"PT"})),
    (r"\d{2}-\d{3}", frozenset({"PL"})),
    (r"\d{3}\ \d{2}", frozenset({"CZ", "GR", "SE", "SK"})),
    (r"\d{4}", _FOUR),
    (r"\d{5}", _FIVE),
    (r"\d{6}", frozenset({"RO"})),
)
_PREFIXES = _SHORT_PREFIXES | {code: code for code in _FOUR | _FIVE | {"LV", "RO"}}
_WRITTEN_WITH_PREFIX = frozenset({"LT", "LV"})
_PREFIXED = re.compile(
    rf"(?P<country>{'|'.join(sorted(_PREFIXES))})-(?P<code>\d{{3}} \d{{2}}|\d{{4,6}})",
    re.IGNORECASE,
)
_ANY = re.compile(
    rf"(?<![\w.-])(?:{_PREFIXED.pattern}|{'|'.join(form for form, _ in _FORMS)})"
    r"(?!\w|[.,/]\d|-\d)",
    re.IGNORECASE,
)
_BY_FORM = tuple((re.compile(form, re.IGNORECASE), where) for form, where in _FORMS)


def last_postcode(text: str) -> tuple[str | None, int, int]:
    """Return the last postcode in an address as the post writes it, and where it stands.

    A house number stands before the postcode, so the last of several is meant.
    """
    found = list(_ANY.finditer(text))
    if not found:
        return None, 0, 0
    match = found[-1]
    return " ".join(match.group().upper().split()), *match.span()


def countries_of_form(postcode: str) -> frozenset[str]:
    """Return the ISO codes of the countries whose postcodes look like that one."""
    if postcode[:2] in _WRITTEN_WITH_PREFIX:
        return frozenset({postcode[:2]})
    return next((where for form, where in _BY_FORM if form.fullmatch(postcode)), frozenset())


def split_prefix(postcode: str | None) -> tuple[str | None, str | None]:
    """Return a postcode without the country before it ("A-1010"), and that country's code.

    In Latvia and Lithuania the prefix is part of the postcode.
    """
    match = _PREFIXED.fullmatch(postcode or "")
    if match is None:
        return postcode, None
    country = _PREFIXES[match["country"].upper()]
    return (postcode if country in _WRITTEN_WITH_PREFIX else match["code"]), country
