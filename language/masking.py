"""Take out of a text what carries no meaning, so that a sentence reads the same whatever it holds.

The digits of an order number sway a sentence vector at random. Everything that learns from or
reads sentences masks them with `mask`; entities are found in the text as it was written.
"""

from __future__ import annotations

import re

E_MAIL = "me@example.org"
LINK = "link"
NUMBER = "number"

_TAG = re.compile(r"</?[a-zA-Z!][^<>]{0,500}>")
_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,5}")
# Sizes and counts have one or two figures and mean something.
_NUMBER = re.compile(r"#?\b(?:[a-zA-Z]{1,8}-?)?\d{3,}(?:-\d+)*\b")
_FIGURES = re.compile(r"\d{3}")
# What readers see of a text are about its first thousand characters.
MAX_CHARACTERS = 4000


def mask(text: str) -> str:
    """Return a text without markup, its links, e-mails and numbers replaced by one word each.

    A number is a run of three or more figures of any script, with the short prefix of a
    reference ("ORD-990107"). The text's length changes: spans do not carry over. What stands
    behind `MAX_CHARACTERS` is cut off.
    """
    text = text[:MAX_CHARACTERS]
    if "<" in text:
        text = _TAG.sub(" ", text)
    if "://" in text or "www." in text.lower():
        text = _LINK.sub(LINK, text)
    if "@" in text:
        text = _EMAIL.sub(E_MAIL, text)
    return _NUMBER.sub(NUMBER, text) if _FIGURES.search(text) else text
