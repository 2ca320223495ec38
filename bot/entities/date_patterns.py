"""Patterns that propose dates in a text; `dates` reads what they find."""

from __future__ import annotations

from bot.entities.clues import Clued

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_LONG_MONTH = (
    r"(?:january|february|march|april|june|july|august|september|october|november|december)"
)
_DAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)"
)
_COUNT = (
    r"(?:\d{1,3}|a(?:n|\s+few|\s+couple(?:\s+of)?)?|one|two|three|four|five|six|seven|eight|nine|"
    r"ten|eleven|twelve|several|(?:a\s+)?half\s+a)"
)
_PART = r"(?:\s+(?:morning|afternoon|evening|night))?"
_YEAR = r"(?:19|20)\d{2}"
_UNIT = r"(?:(?:working\s+|business\s+)?(?:hours?|hrs?|days?|weeks?|fortnights?|months?|years?))"
_ORDINAL = r"\d{1,2}(?:st|nd|rd|th)?"
_RELATION = r"(?:last|past|next|coming|this)"
_SPAN_UNIT = r"(?:week(?:end)?|month|year|spring|summer|autumn|fall|winter)"

# A group "span" is what is marked, where more is needed to be sure.
_PATTERNS: tuple[tuple[str, str], ...] = (
    (rf"\b(?P<y>{_YEAR})(?P<sep>[-/])(?P<m>\d{{1,2}})(?P=sep)(?P<d>\d{{1,2}})(?![\d/-])", "iso"),
    (
        r"(?<![\d./-])(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>(?:19|20)\d{2}|\d{2})(?![\d/-])",
        "figures",
    ),
    (
        r"\b(?:on|by|since|until|before|after|dated)\s+(?:the\s+)?"
        r"(?P<span>(?P<d>\d{1,2})[./](?P<m>\d{1,2})\b)"
        r"(?![./]?\d|\s?(?:%|[€$£]|cm|mm|kg|g|ml|l|eur|euros?|pounds?|stars?|hours?)\b)",
        "short_figures",
    ),
    (
        rf"\b(?P<first>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:-|–|to|and|until)\s*"
        rf"(?P<last>{_ORDINAL}\s+(?:of\s+)?{_MONTH}\b(?:,?\s+{_YEAR}\b)?)",
        "day_range",
    ),
    (
        rf"\b(?:{_DAY},?\s+(?:the\s+)?)?{_ORDINAL}\s+(?:of\s+)?{_MONTH}\b\.?"
        rf"(?:,?\s+{_YEAR}\b)?",
        "day_month",
    ),
    (
        rf"\b(?:{_DAY},?\s+)?{_MONTH}\.?\s+(?:the\s+)?{_ORDINAL}\b(?!\d|:)(?:,?\s+{_YEAR}\b)?",
        "day_month",
    ),
    (
        r"\b(?:the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|today|tonight|"
        rf"(?:tomorrow|tomorow|tommorow|tommorrow|tmrw|tmr|yesterday|yesturday){_PART}|"
        r"this\s+(?:morning|afternoon|evening)|last\s+night)\b(?!['’]s\s+(?:deals?|offers?))",
        "words",
    ),
    (
        rf"\b(?:(?P<relation>{_RELATION})\s+)?(?P<weekday>{_DAY}){_PART}\b(?!['’]s)"
        r"(?:\s+(?P<week>last|this|next)\s+week\b)?",
        "weekday",
    ),
    (
        r"\b(?:on|by|since|until|till|before|after|from)\s+the\s+"
        r"(?P<span>\d{1,2}(?:st|nd|rd|th))\b"
        r"(?!\s+(?:one|time|order|item|floor|try|email|day|of|parcel|customer|birthday)\b)",
        "ordinal",
    ),
    (
        rf"\b(?:{_COUNT}\s+{_UNIT}\s+(?:ago|back|from\s+now)|in\s+{_COUNT}\s+{_UNIT})\b(?!['’])",
        "distance",
    ),
    (
        rf"\b(?P<relation>last|past|next)\s+(?P<length>(?!an?\b|half)(?:{_COUNT})\s+{_UNIT})\b",
        "last_days",
    ),
    (rf"\b(?P<relation>{_RELATION})\s+(?P<unit>{_SPAN_UNIT})\b", "span"),
    (
        r"\b(?:by|before|until|at|over|during|on)\s+(?P<span>the\s+(?P<unit>weekend))\b",
        "this_span",
    ),
    (
        r"\b(?:by|before|until|this|over|since)\s+(?:the\s+)?"
        r"(?P<span>(?P<unit>spring|summer|autumn|winter))\b(?!\s+(?:sale|collection|jacket|coat)s?\b)",
        "this_span",
    ),
    (
        r"\b(?:the\s+)?end\s+of\s+(?P<relation>the|this|next|last)\s+(?P<unit>week|month|year)\b",
        "end_of_span",
    ),
    (
        r"\b(?:(?:in|since|from|during|until|till|by|of|before|after|for|early|late|mid)[\s-]+|"
        rf"(?={_RELATION}\s)|(?={_MONTH}\s+{_YEAR})|(?={_LONG_MONTH}\s+(?:invoice|bill|order)\b))"
        rf"(?P<span>(?:(?P<relation>{_RELATION})\s+)?(?P<month>{_MONTH}(?:\s+{_YEAR})?))\b"
        r"(?!\s+(?:\d|i\b|we\b|you\b|be\b))",
        "month",
    ),
    (
        rf"\b(?:in|from|since|of|for|during)\s+(?P<span>{_YEAR})\b(?![-/.,]?\d)",
        "year",
    ),
    (
        r"\b(?:christmas(?:\s+eve)?|xmas|boxing\s+day|new\s+year(?:['’]s\s+(?:eve|day))?|easter|"
        r"valentine['’]s\s+day|halloween)\b(?!\s+(?:gifts?|presents?|cards?|trees?|decorations?|"
        r"sales?|deals?|offers?|markets?|collection|jumpers?|shopping|puddings?|stuff)\b)",
        "holiday",
    ),
)
_FIGURES = frozenset("iso figures short_figures day_range day_month ordinal year".split())
_MONTHS = frozenset(
    "jan january feb february mar march apr april may jun june jul july aug august sep sept "
    "september oct october nov november dec december".split()
)
_DAYS = frozenset(
    "mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat saturday sun "
    "sunday".split()
)
_RELATIONS = frozenset("last past next coming this".split())
_UNITS = frozenset(
    "hour hours hr hrs day days week weeks fortnight fortnights month months year years".split()
)
# What each kind holds one word of; `clues.Clued` says what for.
_WORDS = {
    "short_figures": "on by since until before after dated".split(),
    "day_range": _MONTHS,
    "day_month": _MONTHS,
    "words": "yesterday yesturday tomorrow tomorow tommorow tommorrow tmrw tmr today tonight this "
    "night".split(),
    "weekday": _DAYS,
    "ordinal": ("the",),
    "distance": _UNITS,
    "last_days": _UNITS,
    "span": _RELATIONS,
    "this_span": "weekend spring summer autumn winter".split(),
    "end_of_span": ("end",),
    "month": _MONTHS,
    "year": "in from since of for during".split(),
    "holiday": "christmas xmas boxing year easter valentine halloween".split(),
}
PATTERNS = tuple(
    (kind, Clued(pattern, figure=kind in _FIGURES, words=_WORDS.get(kind, ())))
    for pattern, kind in _PATTERNS
)
DAY = _DAY
YEAR = _YEAR
