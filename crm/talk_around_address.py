"""Cuts what customers say before an address ("please send it to …") off it."""

from __future__ import annotations

import re

_ORDER = re.compile(
    r"#\s?\d{2,12}\b|\b(?:orders?|order\s+(?:number|no\.?|nr\.?|id))\W{0,3}#?[A-Z]{0,4}-?\d{2,12}\b",
    re.IGNORECASE,
)
_LINKS = frozenset("is to at be now instead are becomes under as".split())
_TELLING = frozenset(
    "address adress adresse addr deliver delivered delivery shipping ship shipped send sent change "
    "changed update set use order orders parcel package it its it's live living lives moved move "
    "moving please pls hi hello hey yes ok okay i i'm i've we want need can could would "
    "postcode postal zip code plz".split()
)
_WEAK = frozenset(
    "a an the my our new old correct right actual current postal you your your's like was should "
    "will this that them make put in into from for of number office home work house friend "
    "neighbour place wrong entered have has had just am going go goes here follows following how "
    "about then and so but with on by where no nr me us one not know mistake sorry thanks soon "
    "already different another other everything all future address's must have".split()
)
_NUMBER = re.compile(r"#?\d{6,12}")
_WORD = re.compile(r"[^\s,:]+")
_GERMAN_IN = re.compile(r"in\s+(?:de[rnm]|het)\b", re.IGNORECASE)


def without_order_numbers(text: str) -> str:
    """Return the text with the word "order" alone where it names one by its number."""
    return _ORDER.sub(" order ", text)


def without_talk(text: str) -> str:
    """Return the text that follows the words around an address; all of it where there are none.

    Words are cut from the beginning as long as all of them are talk and one of them tells of
    sending or living; the last link among them ("is", "to", "at") ends the talk, so that a street
    called New Street keeps its name.
    """
    text = text.strip(" ,:.-")
    end, link, telling = 0, 0, False
    for index, match in enumerate(_WORD.finditer(text)):
        word = match.group().strip(".!?()").casefold().replace("’", "'")
        named = index and match.group()[0].isupper() and word not in {"i", "i'm", "i've"}
        talk = word in _LINKS or word in _TELLING or word in _WEAK or _NUMBER.fullmatch(word)
        if word and (named or not talk):
            break
        if _GERMAN_IN.match(text, match.start()):
            link = match.start()
            break
        end = match.end()
        telling = telling or word in _TELLING or word[-1:].isdigit()
        closed = text[end : end + 1] in {":", ","} or end == len(text)
        if closed or word in _LINKS or word in {"in", "into", "address", "order"}:
            link = end
    return text[link:].strip(" ,:") if telling else text
