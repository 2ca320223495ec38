"""What the store knows of the customer who writes, and where it stands in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from language.redaction.name_list import fold
from language.redaction.spans import Span

_LEAST_NAME, _LEAST_ADDRESS_PART, _LEAST_DIGITS = 2, 4, 6
_COMPARED_DIGITS = 8
# Everyday words that are names too, and what stands between the parts of a name.
_SMALL = frozenset(
    "van von de der den del da di do dos du la le el al bin ibn the and of st mr mrs ms dr".split()
)
_CAPITAL_ONLY = frozenset(
    "will mark may april june august rose grant faith hope bill joy grace dawn drew frank rich art "
    "chance dean eve guy jack max miles pat penny rob robin sue young long short white black "
    "brown green gray price cash day king best little love good sharp may so an do my "
    "you long in no".split()
)


@dataclass(frozen=True)
class KnownValues:
    """Values of one customer; they are found however they are capitalised, accented or grouped.

    Names and addresses are found by their parts too: first name, last name, street, postcode with
    city. Nothing here is ever written anywhere.
    """

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    orders: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Say how many values there are and none of them, for logs."""
        return f"KnownValues({sum(len(values) for values in vars(self).values())} values)"


def find_known(text: str, known: KnownValues) -> Iterator[Span]:
    """Yield where the known values and their parts stand in a text."""
    if not text:
        return
    folded, places = _folded(text)
    rules: tuple[tuple[str, Iterable[str]], ...] = (
        ("NAME", (_words(part) for name in known.names for part in _name_parts(name))),
        ("EMAIL", (re.escape(fold(email.strip())) for email in known.emails)),
        ("PHONE", (_digits(phone) for phone in known.phones)),
        ("ADDRESS", (_words(part) for address in known.addresses for part in _pieces(address))),
        ("ORDER", (_order(order) for order in known.orders)),
    )
    for kind, patterns in rules:
        for pattern in filter(None, patterns):
            for match in re.finditer(rf"(?<!\w){pattern}(?!\w)", folded):
                start, end = places[match.start()], places[match.end() - 1] + 1
                if kind == "NAME" and match.group() in _CAPITAL_ONLY and text[start].islower():
                    continue
                yield Span(start, end, kind)


def _folded(text: str) -> tuple[str, list[int]]:
    """Return the text without accents and capitals, and for each character its place before."""
    pieces, places = [], []
    for place, character in enumerate(text):
        piece = character.lower() if character.isascii() else fold(character)
        pieces.append(piece)
        places += [place] * len(piece)
    return "".join(pieces), places


def _name_parts(name: str) -> Iterator[str]:
    """Yield a name, the same turned round ("Lee, Ann") and its words."""
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", fold(name))
    parts = [word for word in words if word not in _SMALL and len(word) >= _LEAST_NAME]
    if len(words) > 1:
        yield " ".join(words)
        yield " ".join([words[-1], *words[:-1]])
    yield from parts


def _pieces(address: str) -> Iterator[str]:
    """Yield an address and its parts that hold a number, and streets without theirs."""
    folded = fold(address)
    yield folded
    for part in re.split(r"[,;\n]+", folded):
        part = part.strip()
        if len(part) < _LEAST_ADDRESS_PART:
            continue
        if any(map(str.isdecimal, part)):
            yield part
            street = re.sub(r"\W*\b\d+\s?[a-z]?\b\W*", " ", part).strip()
            if len(street) >= 2 * _LEAST_ADDRESS_PART:
                yield street


def _words(value: str) -> str:
    """Return a pattern for words, however they are joined."""
    return r"[\s,.;'’-]{1,3}".join(map(re.escape, re.findall(r"\w+", value)))


def _digits(phone: str) -> str:
    """Return a pattern for the last figures of a phone number, with any that stand before."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) < _LEAST_DIGITS:
        return ""
    compared = digits[-_COMPARED_DIGITS:]
    return r"\+?(?:\d[\s()./-]{0,3}){0,8}" + r"[\s()./-]{0,3}".join(compared)


def _order(order: str) -> str:
    value = re.sub(r"\A(?:#|ord-?)", "", fold(order.strip()))
    return rf"(?:ord-?|#)?{re.escape(value)}" if value else ""
