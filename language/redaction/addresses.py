"""Postal addresses: a street and its number, with flat, postcode and city beside them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from language.redaction.address_streets import CITY, street_places
from language.redaction.address_words import (
    COMMON_ENDS,
    HOUSE,
    NAME,
    NUMBERED,
    POSTCODE,
    SMALL,
    SMALL_POSTCODE,
    SMALL_STATE,
    STREET_END,
    SURE_POSTCODE,
    UNIT,
)
from language.redaction.spans import Span

_SEPARATOR = r"(?:\sin\s|[,;]\s{0,3}|\s{0,2}[\n–-]\s{0,2}|\s{1,2}|\.[,\s]\s?|\s?/\s?)"
_LANE = r"[^\W\d_]{3,20}(?:\s[^\W\d_]{3,20})?"
_NEXT = re.compile(
    rf"{_SEPARATOR}(?:(?P<unit>(?i:{UNIT})|{NUMBERED})"
    rf"|(?P<city>{POSTCODE},?\s{CITY}(?:\s\d{{1,2}}(?!\w))?|(?:[Tt]he\s)?{CITY},?\s(?:[A-Z]{{2,3}},?\s)?{POSTCODE}(?!\w|\s{CITY})"
    rf"|\d{{4,6}}\s[a-zß-öø-ÿ]{{3,}}(?!\w))"
    rf"|(?P<small>(?:[^\W\d_]{{3,20}},?\s){{0,3}}?{SMALL_POSTCODE}(?!\w)|\d{{4}}\s?[a-z]{{2}}\s[a-z]{{3,20}}"
    rf"|(?P<town>(?:[^\W\d_]{{2,20}}\.?,?\s){{1,3}}?)(?:{SMALL_STATE}\s\d{{4,5}}|\d{{5}})(?!\w))"
    rf"|(?P<lane>{_LANE})\s(?:{COMMON_ENDS})\b"
    rf"|(?P<code>{SURE_POSTCODE}(?!\w)|\d{{4,7}}(?=\s*(?:[,.;!?\n]|\Z)))"
    rf"|(?P<house>{HOUSE}|{NAME}\s(?i:{STREET_END})\b))"
)
_REGION = re.compile(
    r"\s\([A-Z]{2}\)|,?\s[A-Z]{1,2}\d{1,2}[A-Z]?(?!\w)|\s\d{1,2}(?:er|e|ème)\b|,?\s[A-Z]{2,3}(?=[\s,.]|\Z)|\s[A-Z](?=[,.]|\Z)|\s(?:North|South|East|West|N|S|E|W|"
    r"NW|NE|SW|SE)\b\.?"
)
_CITY_AFTER_COMMA = re.compile(
    rf"(?:,\s{{0,2}}|\sin\s|\s?\n\s?|\s-\s)(?P<city>{CITY}(?:\s\d{{1,2}}(?!\w))?)"
    r"(?P<ends>\s*(?:[,.;:!?)\n]|\Z|\s-)|\s\d)?"
)
_CITY_AFTER_SPACE = re.compile(rf"\s(?P<city>{CITY})(?=\s*(?:[,;!?)\n]|\.(?:\s|\Z)|\Z))")
_SMALL_CITY = re.compile(
    r"(?:,\s?|\sin\s|\s)(?P<city>[^\W\d_]{3,20}(?:\s[^\W\d_]{3,20})?)"
    r"(?:,?\s[a-z]{2}(?=\s\d{4}))?(?=\s*(?:[,.;!?\n]|\Z)|\s\d{4,6}|\s[a-z]{2,4}\s)"
)
_SECOND = re.compile(r"\s(?P<word>[a-zß-öø-ÿ]{3,20})(?!\w)(?P<ends>\s*(?:[,.;!?\n]|\Z))?")
_GROUNDS = (
    r"(?:Haus|Villa|Casa|R[ée]sidence|Hotel|ZA|ZI|ZAC|Urb\.?|Edificio|Edif\.|Quinta|Cascina|Domaine|Parc)"
    rf"\s(?:{SMALL}\s){{0,2}}{NAME}"
)
_BEFORE = re.compile(
    rf"(?:(?<!\w)(?:(?i:{UNIT})|#\d{{1,5}}|[NSEW]\d{{1,3}}[NSEW]\d{{3,5}}|{_GROUNDS}|{NUMBERED})|{HOUSE}|(?<!\w)(?:[A-Z]-)?\d{{1,4}}(?:[/-]\d{{1,4}})?[A-Za-z]?(?=,)"
    rf"|(?<!\w){CITY}\s\d{{1,2}}(?=,)"
    r"|(?<!\w)(?i:flat|apt|apartment|unit|suite|lot|plot|room|shop|house|no|number|block|blk)\.?)"
    r"(?P<gap>[,;]\s{0,3}|\s{1,2}|\s?\n|\s[–-]\s)\Z"
)
_BEFORE_CODE = re.compile(rf"(?<!\w){CITY}(?:\s\d{{1,2}})?(?:,\s{{0,2}}|\s)\Z")
_IS_CODE = re.compile(SURE_POSTCODE)
_IS_SMALL_CODE = re.compile(SMALL_POSTCODE)
_BEFORE_SMALL_CODE = re.compile(r"(?<=,\s)[a-z]{3,20}(?:\s[a-z]{2,20}){0,2},?\s\Z")
# A piece that no rule knows, between a street and its postcode.
_IN_BRACKETS = re.compile(r"\s\([^\n()]{1,40}\)[,\s]\s?")
_BRIDGE = re.compile(r"(?:[,;]\s|\s|-|\s-\s)(?:[^\n,;!?]{0,24}(?:[,;]\s|\s))?")
_LOOK_BACK = 80
_MOST_PIECES = 8
_MOST_CITIES = 3


class _Walk:
    """Goes from a street to the pieces on both sides."""

    def __init__(
        self, text: str, is_name: Callable[[str], bool], is_word: Callable[[str], bool]
    ) -> None:
        self.text = text
        self.is_name = is_name
        self.is_word = is_word

    def first(self, start: int, floor: int) -> int:
        """Return where the pieces before a street begin: flat, house, street before a postcode."""
        is_code = _IS_CODE.match(self.text, start) is not None
        is_small_code = _IS_SMALL_CODE.match(self.text, start) is not None
        for _ in range(_MOST_PIECES):
            window = self.text[max(floor, start - _LOOK_BACK) : start]
            match = _BEFORE.search(window) or (is_code and _BEFORE_CODE.search(window)) or None
            if is_small_code:
                match = match or _BEFORE_SMALL_CODE.search(window)
            if match is None or self.is_name(match.group().split()[0].strip(",")):
                return start
            start -= len(window) - match.start()
        return start

    def joins(self, end: int, start: int) -> bool:
        """Tell whether what lies between two pieces of addresses is a third, and no sentence."""
        gap = self.text[end:start]
        if _IN_BRACKETS.fullmatch(gap) and self.text[start].isdecimal():
            return True
        if _BRIDGE.fullmatch(gap) is None:
            return False
        return not any(map(self.is_word, re.findall(r"[^\W\d_]{2,}", gap)))

    def last(self, end: int) -> int:
        """Return where the pieces after a street end: flat, postcode, city, region."""
        cities, is_coded = 0, False
        for _ in range(_MOST_PIECES):
            match = _NEXT.match(self.text, end)
            if match and self._goes_on(match, cities, is_coded):
                with_city = match["city"] or match["small"] or match["town"]
                is_coded = is_coded or bool(with_city or match["code"])
                cities += bool(with_city)
                end = self._second(match.end()) if match["city"] else match.end()
                continue
            region = _REGION.match(self.text, end)
            if region:
                end = region.end()
                continue
            city_end = self._city(end, cities)
            if city_end is None or cities >= _MOST_CITIES:
                return end
            cities += 1
            end = city_end
        return end

    def _goes_on(self, match: re.Match[str], cities: int, is_coded: bool) -> bool:
        """Tell whether a piece may follow, after as many cities, and a postcode or none."""
        if match["town"] or match["lane"]:
            words = re.findall(r"[^\W\d_]+", match["town"] or match["lane"])
            return not is_coded and not all(map(self.is_word, words))
        if match["city"] and cities:
            is_next = match.group()[0] in ", \n"
            return is_next and not is_coded and not self._is_person(match["city"])
        return not (cities and match["house"]) and not (is_coded and match["small"])

    def _city(self, end: int, cities: int) -> int | None:
        """Return where a city without its postcode ends, or nothing when none follows."""
        match = _CITY_AFTER_COMMA.match(self.text, end)
        if match and (cities == 0 or match["ends"] is not None or self._runs_on(match)):
            return None if self._is_person(match["city"]) else match.end("city")
        if cities:
            return None
        match = _CITY_AFTER_SPACE.match(self.text, end)
        if match:
            return None if self._is_person(match["city"]) else match.end("city")
        match = _SMALL_CITY.match(self.text, end)
        if match is None:
            return None
        words = match["city"].split()
        if self.is_word(words[0]) or self.is_name(words[0]):
            return None
        return match.start("city") + len(words[0]) if self.is_word(words[-1]) else match.end()

    def _runs_on(self, match: re.Match[str]) -> bool:
        """Tell whether a further city is one though the sentence goes on after it."""
        follows = re.match(r"\s[a-z]", self.text[match.end() : match.end() + 2])
        return follows is not None and not any(map(self.is_word, match["city"].split()))

    def _second(self, end: int) -> int:
        """Return where a city in small letters ends that may have a second word."""
        match = _SECOND.match(self.text, end)
        if match is None or self.text[end - 1].isupper() or self.is_name(match["word"]):
            return end
        return match.end() if match["ends"] is not None or not self.is_word(match["word"]) else end

    def _is_person(self, words: str) -> bool:
        return any(map(self.is_name, words.split()[:2]))


def extend_address(
    text: str, span: Span, is_name: Callable[[str], bool], is_word: Callable[[str], bool]
) -> Span:
    """Return a street with the pieces on both sides of it: flat, postcode, city."""
    walk = _Walk(text, is_name, is_word)
    return Span(walk.first(span.start, 0), walk.last(span.end), "ADDRESS")


def _no_name(word: str) -> bool:
    return False


def _any_word(word: str) -> bool:
    return True


def find_addresses(
    text: str,
    is_name: Callable[[str], bool] = _no_name,
    is_word: Callable[[str], bool] | None = None,
) -> Iterator[Span]:
    """Yield addresses, each as one piece from the flat to the city.

    Args:
        text: any text.
        is_name: tells of a word after a street whether it is a person's name and no city.
        is_word: tells whether a word is an everyday one; when nothing can tell, streets and cities
            in small letters are let stand.
    """
    walk = _Walk(text, is_name, is_word or _any_word)
    start, end = 0, 0
    for seed_start, seed_end in sorted(street_places(text, is_word)):
        if seed_start < end:
            end = walk.last(seed_end) if seed_end > end else end
            continue
        if end > start and walk.joins(end, seed_start):
            end = walk.last(seed_end)
            continue
        if end > start:
            yield Span(start, end, "ADDRESS")
        start, end = walk.first(seed_start, end), walk.last(seed_end)
    if end > start:
        yield Span(start, end, "ADDRESS")
