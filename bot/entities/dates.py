"""Dates as customers write them, resolved against the time of the message."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from bot.entities.found import Found

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_SMALL = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "a couple of": 2,
    "a few": 3,
}
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = (
    r"(?P<weekday>mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:rs(?:day)?)?|fri(?:day)?|"
    r"sat(?:urday)?|sun(?:day)?)"
)
_COUNT = r"(?P<count>\d{1,3}|" + "|".join(sorted(_SMALL, key=len, reverse=True)) + ")"
_PART = r"(?:\s+(?:morning|afternoon|evening|night))?"


def _resolve_iso(match: re.Match[str], today: date) -> date | None:
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def _resolve_day_month(match: re.Match[str], today: date) -> date | None:
    month = _MONTHS.index(match["month"].lower()[:3]) + 1
    if match["y"]:
        return date(int(match["y"]), month, int(match["d"]))
    # Without a year the nearest such day is meant, before or after.
    choices = [date(today.year + shift, month, int(match["d"])) for shift in (-1, 0, 1)]
    return min(choices, key=lambda choice: abs(choice - today))


def _resolve_figures(match: re.Match[str], today: date) -> date | None:
    day, month, year = int(match["d"]), int(match["m"]), int(match["y"])
    if month > 12:  # only the American order can be meant
        day, month = month, day
    return date(year + 2000 if year < 100 else year, month, day)


def _resolve_word(match: re.Match[str], today: date) -> date | None:
    word = match["word"].lower()
    if word.startswith(("yesterday", "last night")):
        return today - timedelta(days=1)
    if word.startswith("day before"):
        return today - timedelta(days=2)
    if word.startswith("day after"):
        return today + timedelta(days=2)
    return today + timedelta(days=1 if word.startswith(("tomorrow", "tmrw", "tmr")) else 0)


def _resolve_weekday(match: re.Match[str], today: date) -> date | None:
    target = _DAYS.index(match["weekday"].lower()[:3])
    ahead = (target - today.weekday()) % 7
    relation = (match["relation"] or "").lower()
    if relation in {"last", "past"}:
        return today - timedelta(days=(today.weekday() - target) % 7 or 7)
    if relation in {"next", "coming"}:
        return today + timedelta(days=ahead or 7)
    return None


def _resolve_distance(match: re.Match[str], today: date) -> date | None:
    written = match["count"].lower()
    count = int(written) if written.isdigit() else _SMALL[written]
    days = {"h": 0, "d": 1, "w": 7, "m": 30, "y": 365}[match["unit"].lower()[0]] * count
    if (match["unit"].lower()[0]) in "hd":
        return today - timedelta(days=days) if match["back"] else today + timedelta(days=days)
    return None


def _unresolved(match: re.Match[str], today: date) -> date | None:
    return None


_Resolver = Callable[[re.Match[str], date], "date | None"]
_YEAR = r"(?P<y>(?:19|20)\d{2})"
_UNIT = r"(?P<unit>hours?|days?|weeks?|months?|years?)"
_RULES: tuple[tuple[str, _Resolver], ...] = (
    (rf"\b{_YEAR}-(?P<m>\d{{2}})-(?P<d>\d{{2}})(?![\d-])", _resolve_iso),
    (
        r"(?<![\d./-])(?P<d>\d{1,2})[./-](?P<m>\d{1,2})[./-](?P<y>(?:19|20)\d{2}|\d{2})(?![\d/-])",
        _resolve_figures,
    ),
    (
        rf"\b(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}\b\.?(?:,?\s+{_YEAR}\b)?",
        _resolve_day_month,
    ),
    (
        rf"\b{_MONTH}\.?\s+(?:the\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\d|:)(?:,?\s+{_YEAR}\b)?",
        _resolve_day_month,
    ),
    (
        rf"\b(?P<word>the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|"
        rf"today|tonight|(?:tomorrow|tmrw|tmr|yesterday|this){_PART}|last\s+night)\b",
        _resolve_word,
    ),
    (
        rf"\b(?:(?P<relation>last|past|next|coming|this)\s+)?{_DAY}{_PART}\b",
        _resolve_weekday,
    ),
    (rf"\b{_COUNT}\s+(?:working\s+|business\s+)?{_UNIT}\s+(?P<back>ago|back)\b", _resolve_distance),
    (rf"\bin\s+{_COUNT}\s+{_UNIT}(?P<back>(?!))?\b", _resolve_distance),
    (r"\b(?:last|next|this)\s+(?:week(?:end)?|month|year)\b", _unresolved),
    (rf"\b(?:in|since|from|during|last|next|until|till|by|of)\s+{_MONTH}\b", _unresolved),
)
_COMPILED = tuple((re.compile(pattern, re.IGNORECASE), resolver) for pattern, resolver in _RULES)
# Short forms that are also English words count only when something else says that they are dates.
_AMBIGUOUS = {"sun", "sat", "wed", "mar", "may", "dec", "this", "mon"}
_PREPOSITION = re.compile(r"(?:in|since|from|during|until|till|by|of)\s+", re.IGNORECASE)


def find_dates(text: str, today: date) -> Iterator[Found]:
    """Yield dates; the value is an ISO date where it can be told, else the words.

    Args:
        text: the message.
        today: the day on which the message was sent.
    """
    for pattern, resolver in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if resolver is _unresolved and (skip := _PREPOSITION.match(text, start)):
                start = skip.end()
            written = text[start:end].rstrip(".")
            end = start + len(written)
            if written.lower() in _AMBIGUOUS:
                continue
            try:
                day = resolver(match, today)
            except (ValueError, OverflowError):
                if resolver is _resolve_iso or resolver is _resolve_figures:
                    continue
                day = None
            resolved = {"date": day.isoformat()} if day else None
            yield Found(
                "date", start, end, day.isoformat() if day else written.lower(), resolved, rank=5
            )
