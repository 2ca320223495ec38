"""Words in products' names and attributes, as customers may write them."""

from __future__ import annotations

from datetime import date
from typing import Any


def is_made_in(made: tuple[str, ...], wanted: str | None) -> bool:
    """Return whether a wished word is one of those made: "dark green" is wished by "green"."""
    if wanted is None:
        return True
    word = _plain(wanted)
    return any(word == _plain(one) or word in one.casefold().split() for one in made)


def singular(word: str) -> str:
    """Return the part of a word that its singular has too: "cushions" holds "cushion"."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "sui" else word


def _plain(word: str) -> str:
    return "".join(word.casefold().replace("×", "x").split())


def words_of(value: Any) -> tuple[str, ...]:
    """Return the texts of a list in a product's attributes; anything else holds none."""
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def day_of(written: str | None) -> date | None:
    """Return the day that a text means, or nothing."""
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        # An import may hold any text here; a day that cannot be read is no promise.
        return None
