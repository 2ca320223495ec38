"""Take what identifies a person out of a text, for logs: by patterns alone, in microseconds.

Both runtimes have it. What people will read goes through `language.redaction.analyzer`, which
finds names as well that nothing announces.
"""

from __future__ import annotations

from language.redaction.addresses import find_addresses
from language.redaction.cued_names import find_cued_names
from language.redaction.known import KnownValues, find_known
from language.redaction.numbers import find_numbers, may_be_postcode, passes_luhn
from language.redaction.redactor import Redactor, merge
from language.redaction.spans import Span, cover

__all__ = ["KnownValues", "Span", "find", "passes_luhn", "redact"]


def redact(text: str, known: KnownValues | None = None) -> str:
    """Replace e-mails, cards (Luhn), phones, orders, addresses and announced names.

    The same value gets the same placeholder throughout one text: `[EMAIL_1]`, `[EMAIL_2]`, so
    that the text can still be followed.
    """
    return Redactor(find, known).redact(text)


def find(text: str, known: KnownValues | None = None) -> list[Span]:
    """Return what `redact` replaces, in order and apart."""
    spans = list(find_numbers(text))
    covered = cover(text, (span for span in spans if not may_be_postcode(text, span)))
    addresses = list(find_addresses(covered))
    names = find_cued_names(cover(covered, addresses))
    return merge((spans, addresses, names, find_known(text, known) if known else ()))
