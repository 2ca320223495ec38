"""Discount codes that a turn names."""

from __future__ import annotations

import re

from actions.turn import Turn
from crm.offer_codes import known_codes
from crm.store import Unit

_WORD = re.compile(r"(?<![\w@./-])[A-Za-z][A-Za-z0-9_-]{2,38}(?![\w@]|\.\w)")
_CODE_WORD = re.compile(r"\b(?:codes?|vouchers?|coupons?|promo\w*)\b", re.IGNORECASE)
# Other shops' and gift cards' numbers are no codes of an offer.
_OTHER_CODES = re.compile(
    r"\b(?:gift ?cards?|post ?code|zip ?code|verification|tracking|qr|bar ?code)\b", re.IGNORECASE
)
_SHOUTED = frozenset(
    "NOT DOES DOESN DONT IS ARE THE AND FOR BUT STILL MY PLEASE WHY HELP ASAP".split()
)


def code_in(unit: Unit, turn: Turn) -> str | None:
    """Return the discount code that a turn names, known or not.

    A known one is taken when it is written like a code or the turn speaks of codes; an unknown
    one only when both hold.
    """
    text = turn.text[:500]
    taken = [entity for entity in turn.entities if entity.name in {"order_id", "email"}]
    words = [
        found.group()
        for found in _WORD.finditer(text)
        if not any(one.start <= found.start() < one.end for one in taken)
    ]
    speaks_of_codes = bool(_CODE_WORD.search(text))
    written = [word for word in words if _looks_like_code(word, shouted=text.isupper())]
    known = known_codes(unit, words if speaks_of_codes else written)
    if known:
        return known[0]
    if not speaks_of_codes or _OTHER_CODES.search(text):
        return None
    return written[0] if written else None


def _looks_like_code(word: str, *, shouted: bool) -> bool:
    if any(sign.isdigit() for sign in word):
        return True
    return not shouted and len(word) > 3 and word.isupper() and word not in _SHOUTED
