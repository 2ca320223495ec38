"""Where an address may begin: a street with its number, a postcode, a box."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from language.redaction.address_words import (
    COMPOUND_END,
    FOREIGN_START,
    GERMAN_START,
    HOUSE,
    NAME,
    NAME_WORD,
    NUMBER,
    NUMBERED,
    POSTCODE,
    SMALL,
    STREET_END,
    STREET_START,
    SURE_POSTCODE,
    UK_POSTCODE,
    UNIT,
    WORD,
)

_NUMBER = rf"(?i:{NUMBER})"
_NO = rf"(?:,?\s{{1,2}}{_NUMBER}(?!\w|[.,]\d|\s?(?:€|£|\$|%|EUR\b)))"
_START = rf"(?i:{STREET_START})\.?\s?"
_NOT_CITY = (
    r"(?!(?:Please|Pls|Thanks?|The|This|That|It|Its|I|My|Me|We|You|Your|He|She|They|When|Where|What|Why|"
    r"How|Who|Is|Are|Was|Has|Have|Can|Could|Do|Does|Did|Will|Would|Not|No|Yes|And|But|Or|If|On|In|"
    r"At|To|For|From|By|Order|Orders|Email|Mail|Phone|Call|Tel(?!\sAviv)|Hi|Hello|Mr|Mrs|Ms|Dr|Frau|Herr|EUR|"
    r"USD|GBP|AM|PM|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|"
    r"March|April|May|June|July|August|September|October|November|December)\b)"
)
CITY = rf"{_NOT_CITY}{NAME}(?:/{NAME_WORD})?"
_STREETS = [
    re.compile(rf"(?<![\w.,/-]){pattern}")
    for pattern in (
        # 12 rue des Lilas; 1, place de la Comédie
        rf"{_NUMBER},?\s{{1,2}}{_START}(?:{SMALL}\s?){{0,2}}{NAME}",
        rf"{_NUMBER},?\s{{1,2}}(?i:{FOREIGN_START})\s(?:{SMALL}\s){{0,2}}{WORD}"
        rf"(?:(?:\s{WORD}){{1,3}}(?=\s*(?:[,;.]|\Z|\s\d{{4,5}})))?",
        # Rua das Flores 50; ul. Tverskaya 9; jalan ampang 5
        rf"{_START}(?:{SMALL}\s?){{0,2}}(?:\d{{1,2}}\s(?:de\s)?)?{NAME}{_NO}",
        rf"(?i:{FOREIGN_START})\s(?:{SMALL}\s){{0,2}}{WORD}(?:\s{WORD}){{0,2}}{_NO}",
        r"(?i:carrera|calle|cra|cll?|kr|diagonal|transversal|avenida)\.?\s\d{1,3}\s?[A-Za-z]?\s?"
        r"(?:#|(?i:no|n°|nº)\.?)\s?\d{1,3}[A-Za-z]?\s?-\s?\d{1,3}",
        # 221B Baker Street; 120 West 45th Street; 88 Colin P Kelly Jr St
        rf"{_NUMBER}\s{{1,2}}(?:(?:{NAME_WORD}|\d{{1,3}}(?:st|nd|rd|th))\s){{1,5}}?"
        rf"(?i:{STREET_END})\b\.?",
        # Lindenweg 9a; Goethestr. 22 a; Karl-Marx-Allee 3
        r"(?=[^\W\d_][^\W\d_-]*(?:-[^\W\d_]+){0,4}\.?,?\s?\s?(?:[Nn]|\d))"
        rf"(?i:[^\W\d_]{{2,24}}(?:-[^\W\d_]{{1,24}}){{0,3}}-?{COMPOUND_END})\b\.?{_NO}",
        rf"{GERMAN_START}\s{NAME}{_NO}",
        # Moi Avenue 14; Váci utca 22
        rf"{NAME}\s(?i:{STREET_END})\b\.?{_NO}",
        # Storgata 5, 0155 Oslo; Back Lane, Hathersage S32 1BE; 4 Quarry Bank, Shrewsbury SY3 8XY
        rf"{NAME}{_NO}(?=,?\s{{1,2}}{POSTCODE}\s{{1,2}}{CITY})",
        rf"{NAME}{_NO}(?=,\s{{1,2}}{CITY},?\s{POSTCODE})",
        rf"{NAME}\s(?i:{STREET_END})\b\.?(?=,\s{CITY},?\s{POSTCODE})",
        rf"{_NUMBER},?\s{NAME}(?=,\s[^\n,]{{2,40}}(?:,[^\n,]{{2,30}}){{0,2}},?\s{SURE_POSTCODE})",
        rf"{_NUMBER},?\s{NAME}(?=,\s{{1,2}}{POSTCODE}\s{CITY})",
        r"(?i:p\.?\s?o\.?\s?box|postfach|postbus|bo[iî]te\spostale|apartado|casella\spostale|"
        r"(?:locked|private)\sbag|packstation|po[sš]t\.?\s?fach|skrytka)\s?\.?:?#?\s?\d{1,7}",
        # A postcode that speaks for itself, or one before its city.
        rf"(?:{UK_POSTCODE}|[A-Z]\d[A-Z]\s?\d[A-Z]\d|[A-Z]\d[\dW]\s[A-Z][A-Z\d]{{3}})(?!\w)",
        rf"{SURE_POSTCODE},?\s{CITY}",
        rf"{CITY},?\s(?:[A-Z]{{2}}|NSW|VIC|QLD|TAS|ACT),?\s\d{{4,5}}(?:-\d{{4}})?(?!\w)",
        rf"(?<!order\s)(?<!Order\s)(?<!number\s)\d{{5}}\s{CITY}",
    )
]
# All in small letters: "4 thornfield road", "via roma 5"; the words of the name are unknown ones.
_SMALL_STREETS = [
    re.compile(pattern)
    for pattern in (
        rf"(?<![\w.,/-]){_NUMBER}\s(?P<name>[^\W\d_]{{3,20}}(?:\s[^\W\d_]{{3,20}})?)\s"
        r"(?:street|st|road|rd|avenue|ave|lane|drive|crescent|close|terrace|boulevard|blvd|court|"
        r"gardens|grove|hill|square|way)\b",
        rf"(?<!\w)(?:via|c/|calle|rue|rua|ul|al|av|pl|os)\.?\s(?:{SMALL}\s)?"
        rf"(?P<name>[^\W\d_]{{3,20}}(?:\s[^\W\d_]{{3,20}})?){_NO}",
        rf"(?<!\w)(?P<name>[^\W\d_]{{3,20}})\s(?:gate|gata|gatan|vei|väg|gade|utca|caddesi|sokak|straat|"
        rf"laan|weg|platz|allee){_NO}",
    )
]
_EVERYDAY = re.compile(
    r"\b(?:the|this|that|my|your|our|down|off|from|for|and|minutes?|mins?|days?|hours?|weeks?|"
    r"miles?|metres?|meters?|more|other|side|long|new|along|across|items?|pieces?|people|times)\b"
)
_AT = re.compile(
    r"(?i:\b(?:at|address(?:\sis)?:?|live[sd]?(?:\s(?:at|in|on))?|house|home\sis|deliver(?:ed|y)?\s(?:it\s)?to|"
    rf"ship(?:ped)?\s(?:it\s)?to|send\s(?:it\s)?to|moved\s(?:from|to)|went\sto|goes\sto)\s)"
    rf"(?P<value>{_NUMBER}\s{CITY})"
)
_AT_SMALL = re.compile(
    r"(?i:\b(?:at|address(?:\sis)?:?|live[sd]?(?:\s(?:at|in|on))?|(?:deliver(?:ed)?|ship|send|sent|moved?)\s"
    rf"(?:it\s)?(?:to|from)|to|from|is|on|in)\s(?P<value>{_NUMBER}\s(?:[^\W\d_]{{2,20}}\s){{1,2}}(?:street|st|road|rd|"
    r"avenue|ave|lane|drive|crescent|close|terrace|boulevard|blvd|court|gardens|grove|square)\b\.?))"
)
_AT_STREET = re.compile(
    rf"(?:\bat|[Ll]ives?\sin|[Aa]ddress(?:\sis)?:?|[Ss]treet(?:\sis)?)\s(?P<value>{CITY}{_NO})"
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
_PARTS = re.compile(
    rf"(?<![\w.,/-])(?:{NUMBERED}|(?i:{UNIT})|{_NUMBER}(?:\s{NAME})?(?=,))"
    rf"(?:,?\s(?:{NUMBERED}|{HOUSE}|{NAME}\s(?i:{STREET_END})\b))(?:,\s{CITY}(?:\s{POSTCODE})?(?!\w))*"
)
_HOUSES = re.compile(
    rf"(?<![\w])(?:{HOUSE}|{NAME}\s(?i:{STREET_END})\b)(?:,\s(?:{NUMBERED}|{HOUSE}|"
    rf"{NAME}\s(?i:{STREET_END})\b))(?:,\s{CITY}(?!\w))*"
    rf"|(?<![\w])(?:[Tt]he\s)?{NAME}\s(?:Cottage|Farm|Lodge|Barn|Manor|Vicarage|Rectory)(?:,\s{CITY}(?!\w)){{1,3}}"
    rf"|(?:Calle|Carrera|Cra|Avenida|Av|Ruta)\.?\s\d{{1,3}}(?=,)"
)
_TOWNED = re.compile(rf"(?<![\w.,/-])(?P<name>{NAME}){_NO}(?=,\s{CITY}\s*(?:[,.;!?\n]|\Z))")
_BLOCKS = re.compile(rf"(?<![\w.,/-])\d{{1,3}}-\d{{1,3}}-\d{{1,4}},?\s{CITY}")
_COUNTED = re.compile(rf"(?<![\w.,/-]){_NUMBER}\s(?P<name>{CITY})(?=,\s{CITY}(?:[,.]|\s*\Z|\s\d))")


def street_places(text: str, is_word: Callable[[str], bool]) -> Iterator[tuple[int, int]]:
    """Yield where streets, boxes and postcodes begin and end; they may overlap.

    Args:
        text: any text.
        is_word: tells whether a word is an everyday one, hence hardly the name of a street.
    """
    if "," in text:
        for match in _HOUSES.finditer(text):
            yield match.span()
    if not any(map(str.isdecimal, text)):
        return
    for pattern in (*_STREETS, _PARTS, _BLOCKS):
        for match in pattern.finditer(text):
            yield match.span()
    for pattern in (_AT, _AT_SMALL, _AT_STREET, _CODE):
        for match in pattern.finditer(text):
            if pattern is not _AT_SMALL or not _EVERYDAY.search(match["value"]):
                yield match.span("value")
    for pattern in (*_SMALL_STREETS, _COUNTED, _TOWNED):
        for match in pattern.finditer(text):
            words = match["name"].split()
            if not _EVERYDAY.search(match["name"]) and not all(map(is_word, words)):
                yield match.span()
