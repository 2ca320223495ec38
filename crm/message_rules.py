"""What may be said: the pure rules for texts and for the ids that clients make."""

from __future__ import annotations

import re
import unicodedata

from crm.errors import Invalid

MAXIMUM_LENGTH = 10_000

# No "#": ids with one are the service's own, for messages of the bot and the system.
_CLIENT_ID = re.compile(r"[A-Za-z0-9._:~@+=/-]{1,80}")
# Letters and symbols by their category, yet nothing but a gap: Hangul fillers, empty Braille.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
_KEPT_CONTROLS = frozenset("\n\t")


def clean_text(text: object, *, may_be_empty: bool = False) -> str:
    """Return a person's text without control characters; all else stays to the letter.

    Line breaks become ``\\n``. Half surrogate pairs, which are no characters, go as well.

    Parameters
    ----------
    may_be_empty:
        Whether a text without anything to read is the empty one instead of an error.

    Raises
    ------
    Invalid
        If it is no text, holds nothing to read, or is longer than 10,000 characters.
    """
    if not isinstance(text, str):
        raise Invalid("text_missing", "text must be a string of 1 to 10,000 characters")
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = "".join(
        c for c in lines if c in _KEPT_CONTROLS or unicodedata.category(c) not in ("Cc", "Cs")
    )
    if not any(_shows(c) for c in cleaned):
        if may_be_empty:
            return ""
        raise Invalid("text_empty", "text holds nothing to read; send 1 to 10,000 characters")
    if len(cleaned) > MAXIMUM_LENGTH:
        raise Invalid(
            "text_too_long",
            f"text has {len(cleaned):,} characters; {MAXIMUM_LENGTH:,} are allowed, "
            "so split it into several messages",
        )
    return cleaned


def _shows(character: str) -> bool:
    """Return whether there is anything to see of a character that stands alone."""
    # Unassigned code points may be an emoji of a newer Unicode than this Python knows.
    return not (
        unicodedata.category(character) in ("Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp")
        or character in _BLANK
    )


def check_client_id(client_id: object) -> str:
    """Return the id that a client gave its message.

    Raises
    ------
    Invalid
        If it is not 1 to 80 of the characters that are safe everywhere.
    """
    if not isinstance(client_id, str) or not _CLIENT_ID.fullmatch(client_id):
        raise Invalid(
            "client_message_id_invalid",
            "client_message_id must be 1 to 80 of the characters A-Z a-z 0-9 . _ : ~ @ + = / -",
        )
    return client_id
