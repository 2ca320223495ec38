"""Bytes of a page to its text."""

from __future__ import annotations

import codecs
import re

from crm.errors import Invalid

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_HEAD = 4096
# What HTML calls by these names is decoded as the wider Windows code page.
_WIDER = frozenset({"iso-8859-1", "latin-1", "latin1", "us-ascii", "ascii"})
# Control characters say nothing, and PostgreSQL keeps no NUL.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def decode_page(content: bytes, encoding: str = "") -> str:
    """Return the text of a page.

    A byte order mark counts first, then ``encoding``, then UTF-8 if it fits, then what the page
    declares, and at last Windows-1252, in which older pages are written.

    Raises
    ------
    Invalid
        If the bytes are no text, or ``encoding`` is unknown.
    """
    marked = next((name for mark, name in _MARKS if content.startswith(mark)), "")
    if not marked and not encoding and b"\0" in content[:_HEAD]:
        raise Invalid("not_text", "it is not a text file; save the page as Markdown or HTML")
    for name in filter(None, (marked, encoding)):
        return _CONTROL.sub("", _decoded(content, name))
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = _decoded(content, _declared(content[:_HEAD]))
    return _CONTROL.sub("", text)


def _declared(head: bytes) -> str:
    found = _DECLARED.search(head)
    name = found.group(1).decode("ascii", "replace").casefold() if found else ""
    try:
        return "cp1252" if not name or name in _WIDER else codecs.lookup(name).name
    except LookupError:
        return "cp1252"


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode(name, "replace")
    except (LookupError, ValueError, AssertionError) as error:
        raise Invalid(
            "encoding_unknown", f"the encoding {name!r} is not known; try utf-8 or cp1252"
        ) from error
