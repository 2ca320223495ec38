"""Texts of customers that hypothesis makes, and what is left in them after redaction."""

from __future__ import annotations

import re
from collections.abc import Iterable

from hypothesis import strategies as st

from language.redaction.spans import Span

_PIECES = (
    "my name is", "Ann Lee", "Xenia", "Mr", "Will", "regards,", "call", "0171 3920014",
    "+49 30 2312", "order", "104233", "#104234", "at", "12 High Street", "Leeds LS1 4DY",
    "flat 3b,", "lindenweg 9", "a.b@example.org", "4242 4242 4242 4242", "[NAME_1]", "[EMAIL_2]",
    "is", "and", "the lamp", "NAME",
)  # fmt: skip
_SEPARATORS = (" ", ", ", ". ", "\n", "-", "/", "")
_LEAST_LENGTH = 3


def texts_of_customers() -> st.SearchStrategy[str]:
    """Return texts of pieces that rules look for, joined anyhow, with any others between them."""
    piece = st.sampled_from(_PIECES) | st.text(max_size=6)
    joined = st.tuples(piece, st.sampled_from(_SEPARATORS)).map("".join)
    return st.lists(joined, max_size=12).map("".join)


def values_left(text: str, spans: Iterable[Span], redacted: str) -> list[str]:
    """Return values of three characters or more that still stand as words of their own."""
    values = {text[span.start : span.end] for span in spans}
    return [
        value
        for value in sorted(values)
        if len(value) >= _LEAST_LENGTH
        and re.search(rf"(?<!\w){re.escape(value)}(?!\w)", redacted) is not None
    ]
