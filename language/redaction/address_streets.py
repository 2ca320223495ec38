"""Where an address may begin: a street with its number, a postcode, a box."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from language.redaction.address_small import is_street_name, small_streets
from language.redaction.address_words import (
    CAP,
    COMMON_NAMES,
    COMPOUND_END,
    FOREIGN_START,
    GERMAN_START,
    HOUSE,
    HOUSE_WORDS,
    NAME,
    NAME_WORD,
    NUMBER,
    NUMBERED,
    NUMBERED_WORDS,
    POSTCODE,
    SMALL,
    SMALL_POSTCODE,
    STREET_END,
    STREET_START,
    SURE_ENDS,
    SURE_POSTCODE,
    UK_POSTCODE,
    UNIT,
    UNIT_WORDS,
    WORD,
)

_NUMBER = rf"(?i:{NUMBER})"
NO = rf"(?:,?\s{{1,2}}(?:{_NUMBER}|(?i:s/n))(?!\w|[.,]\d|\s?(?:€|£|\$|%|EUR\b)))"
_START = rf"(?i:{STREET_START})\.?\s?"
_NOT_CITY = (
    r"(?!(?:Please|Pls|Thanks?|The|This|That|It|Its|I|My|Me|We|You|Your|He|She|They|When|Where|What|Why|"
    r"How|Who|Is|Are|Was|Has|Have|Can|Could|Do|Does|Did|Will|Would|Not|No|Yes|And|But|Or|If|On|In|"
    r"At|To|For|From|By|Order|Orders|Email|Mail|Phone|Call|Tel(?!\sAviv)|Hi|Hello|Mr|Mrs|Ms|Dr|Frau|Herr|EUR|"
    r"USD|GBP|AM|PM|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|"
    r"March|April|May|June|July|August|September|October|November|December)\b)"
)
CITY = rf"{_NOT_CITY}{NAME}(?:/{NAME_WORD})?"
# Where the number of a house stands before a word, these are tried from that word on.
_NUMBERS = re.compile(
    rf"(?<![\w.,/-])(?=[\dnNč#]){_NUMBER},?\s{{1,2}}(?=[^\W\d_]|\d{{1,3}}(?:st|nd|rd|th))"
)
_NUMBER_FIRST = [
    re.compile(pattern)
    for pattern in (
        # 12 rue des Lilas; 1, place de la Comédie
        rf"{_START}(?:{SMALL}\s?){{0,2}}{NAME}",
        rf"(?i:{FOREIGN_START})\s(?:{SMALL}\s){{0,2}}{WORD}"
        rf"(?:(?:\s{WORD}){{1,3}}(?=\s*(?:[,;.]|\Z|\s\d{{4,5}})))?",
        # 221B Baker Street; 120 West 45th Street; 88 Colin P Kelly Jr St
        r"(?<!,\s)"
        rf"(?:(?:{NAME_WORD}|\d{{1,3}}(?:st|nd|rd|th))\s){{1,5}}?"
        rf"(?i:{STREET_END})\b\.?",
        # 4 Quarry Bank, Shrewsbury SY3 8XY
        rf"{NAME}(?=,\s[^\n,]{{2,40}}(?:,[^\n,]{{2,30}}){{0,2}},?\s{SURE_POSTCODE})",
        rf"{NAME}(?=,\s{{1,2}}{POSTCODE}\s{CITY})",
        # 5 The Crescent; 12a high st
        r"(?<!,\s)" rf"(?i:(?:the\s(?:old\s)?|(?:{COMMON_NAMES})\s)(?:{SURE_ENDS}))\b\.?",
        # 350 w 51st st
        r"(?<!,\s)"
        r"(?:(?:[nsew]|north|south|east|west)\.?\s)?\d{1,3}(?:st|nd|rd|th)\s"
        r"(?i:street|str|st|avenue|ave|road|rd|place|pl)\b\.?",
    )
]
# Patterns that begin with a word that begins streets' names are tried where one stands.
_STARTS = re.compile(rf"(?<![\w.,/-])(?=[a-zA-ZČčŞșȘşPp])(?i:{STREET_START}|lungo[a-z]+)")
_START_FIRST = [
    re.compile(pattern)
    for pattern in (
        # Rua das Flores 50; ul. Tverskaya 9; jalan ampang 5
        rf"{_START}(?:{SMALL}\s?){{0,2}}(?:\d{{1,2}}\s(?:de\s)?)?{NAME}{NO}",
        rf"(?i:{FOREIGN_START})\s(?:{SMALL}\s){{0,2}}{WORD}(?:\s{WORD}){{0,2}}{NO}",
        r"(?i:carrera|calle|cra|cll?|kr|diagonal|transversal|avenida)\.?\s\d{1,3}\s?[A-Za-z]?\s?"
        r"(?:#|(?i:no|n°|nº)\.?)\s?\d{1,3}[A-Za-z]?\s?-\s?\d{1,3}",
        r"(?:Calle|Carrera|Cra|Avenida|Av|Ruta)\.?\s\d{1,3}(?=,)",
    )
]
# Patterns that begin with a name are tried where a capital stands before figures.
_NAMES = re.compile(rf"(?<![\w.,/-])(?={CAP}|[a-z]{{1,3}}-{CAP})(?=[^\n\d]{{1,70}}\d)")
_NAME_FIRST = [
    re.compile(pattern)
    for pattern in (
        rf"{GERMAN_START}\s{NAME}{NO}",
        # Moi Avenue 14; Váci utca 22
        rf"{NAME}\s(?i:{STREET_END})\b\.?{NO}",
        # Storgata 5, 0155 Oslo; Meir 44 bus 2, 2000 Antwerpen; Back Lane, Hathersage S32 1BE
        rf"{NAME}{NO}(?=(?:,?\s{{1,2}}(?i:{UNIT})){{0,3}},?\s{{1,2}}{POSTCODE}\s{{1,2}}{CITY})",
        rf"{NAME}{NO}(?=,\s{{1,2}}{CITY},?\s{POSTCODE})",
        rf"{NAME}{NO}(?=,\s[^\n,]{{1,20}},\s{POSTCODE}\s{CITY})",
        # Umeda 3-1-1, Kita-ku
        rf"{NAME}\s\d{{1,3}}-\d{{1,3}}-\d{{1,4}}(?!\w|-)",
        rf"{NAME}\s(?i:{STREET_END})\b\.?(?=,\s{CITY},?\s{POSTCODE})",
        rf"{CITY},?\s(?:[A-Z]{{2}}|NSW|VIC|QLD|TAS|ACT),?\s\d{{4,5}}(?:-\d{{4}})?(?!\w)",
    )
]
_FIRST = ((_STARTS, _START_FIRST), (_NAMES, _NAME_FIRST))
_OTHERS = [
    re.compile(rf"(?<![\w.,/-]){pattern}")
    for pattern in (
        # Lindenweg 9a; Goethestr. 22 a; Karl-Marx-Allee 3
        r"(?=[^\W\d_][^\W\d_-]*(?:-[^\W\d_]+){0,4}\.?,?\s\s?(?:[Nn]|\d))"
        rf"(?i:[^\W\d_]{{2,24}}(?:-[^\W\d_]{{1,24}}){{0,3}}-?{COMPOUND_END})\b\.?{NO}",
        r"(?=[pPbBaAcClLsS])"
        r"(?i:p\.?\s?o\.?\s?box|postfach|postbus|po?stbo[kx]s|bo[iî]te\spostale|apartado|"
        r"casella\spostale|(?:locked|private)\sbag|packstation|po[sš]t\.?\s?fach|skrytka)"
        r"(?:\sde\scorreos)?\s?\.?:?#?\s?\d{1,7}",
        # A postcode that speaks for itself, or one before its city.
        rf"(?=[A-Z])(?:{UK_POSTCODE}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]\d[\dW]\s[A-Z][A-Z\d]{{3}})"
        r"(?!\w)",
        rf"(?=[a-z]{{1,2}}\d){SMALL_POSTCODE}(?!\w)",
        rf"(?=[A-Z\d])(?=[^\n\d]{{0,6}}\d){SURE_POSTCODE},?\s{CITY}",
        rf"{CAP}[a-z]+-(?:ku|shi|cho|machi|ken|gun|mura)(?!\w)",
        rf"(?=\d)(?<!order\s)(?<!Order\s)(?<!number\s)\d{{5}}\s{CITY}",
    )
]
_AT = re.compile(
    r"(?i:\b(?:at|address(?:\sis)?:?|live[sd]?(?:\s(?:at|in|on))?|house|home\sis|deliver(?:ed|y)?\s(?:it\s)?to|"
    rf"ship(?:ped)?\s(?:it\s)?to|send\s(?:it\s)?to|moved\s(?:from|to)|went\sto|goes\sto)\s)"
    rf"(?P<value>{_NUMBER}\s{CITY})"
)
_AT_STREET = re.compile(
    rf"(?:\bat|[Ll]ives?\sin|[Aa]ddress(?:\sis)?:?|[Ss]treet(?:\sis)?)\s(?P<value>{CITY}{NO})"
    r"(?=\s*(?:[,.;!?\n]|\Z))"
)
_CODE = re.compile(
    r"\b(?:zip(?:\s?code)?|post\s?code|postal\s?code|plz|postleitzahl|code\spostal|código\spostal|"
    r"codigo\spostal|cap|cep|pin\s?code|pincode|postnummer|postcode)\b[^\w\n]{0,3}"
    r"(?:(?:is|ist|es|est|was|from|now)\s){0,2}(?P<value>\d{3,7}(?:-\d{3,4})?)"
    r"(?!\w)",
    re.IGNORECASE,
)
# Two or more parts in a row: "House 23, Road 5, Dhanmondi"; "45 Nguyen Hue, District 1".
_PART_PLACES = re.compile(
    rf"(?<![\w.,/-])(?=\d|#\d|(?i:{UNIT_WORDS}|{NUMBERED_WORDS})(?![^\W\d_])|[A-Z]-?\d|c/o)"
    r"(?=[^\n]{0,40}\d)"
)
_PARTS = re.compile(
    rf"(?:{NUMBERED}|(?i:{UNIT})|{_NUMBER}(?:\s{NAME})?(?=,))"
    rf"(?:,?\s(?:{NUMBERED}|{HOUSE}|{NAME}\s(?i:{STREET_END})\b))"
    rf"(?:,\s{CITY}(?:\s{POSTCODE})?(?!\w))*"
)
_HOUSE_ENDS = re.compile(rf"(?<!\w)(?i:{STREET_END}|{HOUSE_WORDS})\.?(?=,)")
_HOUSE_PLACES = re.compile(rf"(?<!\w)(?={CAP}|[Tt]he\s)")
_HOUSE_LOOK_BACK = 60
_HOUSES = re.compile(
    rf"(?:{HOUSE}|{NAME}\s(?i:{STREET_END})\b)"
    rf"(?:,\s(?:{NUMBERED}|{HOUSE}|{NAME}\s(?i:{STREET_END})\b))(?:,\s{CITY}(?!\w))*"
    rf"|(?:[Tt]he\s)?{NAME}\s(?:Cottage|Farm|Lodge|Barn|Manor|Vicarage|Rectory)"
    rf"(?:,\s{CITY}(?!\w)){{1,3}}"
)
_TOWNED = re.compile(
    rf"(?<![\w.,/-])(?={CAP}|[a-z]{{1,3}}-)(?=[^\n\d]{{1,70}}\d)"
    rf"(?P<name>{NAME}){NO}(?=,\s{CITY}\s*(?:[,.;!?\n]|\Z))"
)
_BLOCKS = re.compile(rf"(?<![\w.,/-])(?=\d)\d{{1,3}}-\d{{1,3}}-\d{{1,4}},?\s{CITY}")
_COUNTED = re.compile(
    rf"(?<![\w.,/-])(?=[\dnNč#]){_NUMBER}\s(?P<name>{CITY})(?=,\s{CITY}(?:[,.]|\s*\Z|\s\d))"
)


def street_places(
    text: str, is_word: Callable[[str], bool] | None = None
) -> Iterator[tuple[int, int]]:
    """Yield where streets, boxes and postcodes begin and end; they may overlap.

    Args:
        text: any text.
        is_word: tells whether a word is an everyday one, hence hardly the name of a street; when
            nothing can tell, streets in small letters and without a street's word are let stand.
    """
    yield from _houses(text)
    if not any(map(str.isdecimal, text)):
        return
    for place in _NUMBERS.finditer(text):
        for pattern in _NUMBER_FIRST:
            match = pattern.match(text, place.end())
            if match:
                yield place.start(), match.end()
    for where, patterns in (*_FIRST, (_PART_PLACES, (_PARTS,))):
        for place in where.finditer(text):
            found = (pattern.match(text, place.start()) for pattern in patterns)
            yield from (match.span() for match in found if match)
    for pattern in (*_OTHERS, _BLOCKS):
        for match in pattern.finditer(text):
            yield match.span()
    for pattern in (_AT, _AT_STREET, _CODE):
        for match in pattern.finditer(text):
            yield match.span("value")
    yield from small_streets(text, is_word)
    if is_word is None:
        return
    for pattern in (_COUNTED, _TOWNED):
        for match in pattern.finditer(text):
            if is_street_name(match["name"], is_word):
                yield match.span()


def _houses(text: str) -> Iterator[tuple[int, int]]:
    """Yield named houses and streets without a number, of which a comma tells."""
    done = 0
    for ends in _HOUSE_ENDS.finditer(text):
        if ends.end() <= done:
            continue
        start = max(done, ends.start() - _HOUSE_LOOK_BACK)
        places = _HOUSE_PLACES.finditer(text, start, ends.end())
        match = next(filter(None, (_HOUSES.match(text, place.start()) for place in places)), None)
        if match:
            yield match.span()
        done = match.end() if match else ends.end()
