"""Take what identifies a person out of a text, for logs and review."""

from __future__ import annotations

import re
from collections.abc import Callable

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_REFERENCE = re.compile(r"\b(?:INV|R)-\d[\d-]{2,}\d\b", re.IGNORECASE)
_CARD = re.compile(r"(?<![\w+])\d(?:[ -]?\d){12,18}(?!\w)")
_PHONE = re.compile(r"(?<![\w+])(?:\+|00)?\(?\d(?:[\s().\-/]{0,2}\d){7,14}(?!\w)")
_ORDER = re.compile(r"(?<![\w.,-])#?\d{5,6}(?![\w-])")


def redact(text: str) -> str:
    """Replace e-mails, card numbers (Luhn), phone numbers and order numbers by placeholders.

    The same value gets the same placeholder throughout one text: `[EMAIL_1]`, `[EMAIL_2]`, so
    that the text can still be followed. Names and addresses are not covered yet.
    """
    names = _Placeholders()
    text = _EMAIL.sub(names.of("EMAIL"), text)
    text = _REFERENCE.sub(names.of("REFERENCE"), text)
    text = _CARD.sub(lambda m: names.of("CARD")(m) if passes_luhn(m.group()) else m.group(), text)
    text = _PHONE.sub(names.of("PHONE"), text)
    return _ORDER.sub(names.of("ORDER"), text)


class _Placeholders:
    """Numbers the values of each kind in order of appearance."""

    def __init__(self) -> None:
        self._numbers: dict[str, dict[str, int]] = {}

    def of(self, kind: str) -> Callable[[re.Match[str]], str]:
        known = self._numbers.setdefault(kind, {})

        def replace(match: re.Match[str]) -> str:
            value = re.sub(r"[\s().#/-]", "", match.group()).lower()
            return f"[{kind}_{known.setdefault(value, len(known) + 1)}]"

        return replace


def passes_luhn(digits: str) -> bool:
    """Tell whether 13 to 19 digits (separators allowed) pass the Luhn check of payment cards."""
    values = [int(character) for character in digits if character.isdecimal()]
    if not 13 <= len(values) <= 19:
        return False
    doubled = [sum(divmod(2 * value, 10)) for value in values[-2::-2]]
    return (sum(values[-1::-2]) + sum(doubled)) % 10 == 0
