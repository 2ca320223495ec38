"""Finds postcodes in what customers write."""

from __future__ import annotations

import re

# The most particular forms first: a Dutch postcode holds four figures that alone are a Danish one.
_FORMS = re.compile(
    r"""(?<![\w@.-])(?:
        [A-Z]{1,2}\d[A-Z\d]?\ ?\d[A-Z]{2}   # United Kingdom
      | [A-Z]\d[\dW]\ ?[A-Z\d]{4}           # Ireland
      | (?:LT|LV|FI|SE|LU|AT|DE)-\d{4,5}    # written with the country
      | \d{4}\ ?[A-Z]{2}                    # Netherlands
      | \d{4}-\d{3}                         # Portugal
      | \d{2}-\d{3}                         # Poland
      | \d{3}\ \d{2}                        # Czechia, Greece, Slovakia, Sweden
      | \d{4,5}
    )(?![\w@]|[.,]\d|-\d)""",
    re.VERBOSE | re.IGNORECASE,
)
_CUE = re.compile(r"\b(?:post\s?code|postal\s?code|zip(?:\s?code)?|plz)\b\W{0,3}(?:is\W+)?", re.I)
_LONGEST_TEXT = 1000


def find_postcodes(text: str) -> list[str]:
    """Return what looks like a postcode in a text, in its order, as it was written."""
    return [match.group() for match in _FORMS.finditer(text[:_LONGEST_TEXT])]


def named_postcode(text: str) -> str | None:
    """Return the postcode that the text calls one ("my postcode is 10115"), or nothing."""
    text = text[:_LONGEST_TEXT]
    for cue in _CUE.finditer(text):
        match = _FORMS.match(text, cue.end())
        if match:
            return match.group()
    return None
