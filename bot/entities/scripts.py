"""Figures and letters of other scripts, written so that rules for ASCII find them."""

from __future__ import annotations

import unicodedata


def plain_figures(text: str) -> str:
    """Return a text of the same length with figures of any script, and full-width letters, plain.

    Each character stays one character, so spans in the result are spans in the text.
    """
    return text if text.isascii() else "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    figure = unicodedata.decimal(character, None)
    if figure is not None:
        return str(figure)
    if unicodedata.east_asian_width(character) == "F":
        wide = unicodedata.normalize("NFKC", character)
        return wide if len(wide) == 1 else character
    return character
