"""Dates as customers write them: cheap patterns propose them, `date_values` reads them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date

from bot.entities import date_values as values
from bot.entities.date_patterns import DAY, PATTERNS, YEAR
from bot.entities.date_values import Range
from bot.entities.found import Found

# A message with more dates than this is not about a date.
MAX_DATES = 10
# "got it in three days" tells how long it took, and names no day.
_PAST = re.compile(
    r"\b(?:was|were|came|got|had|did|didn't|bought|sent|paid|took|left|wrote|went|been|said|told|"
    r"gave|made|saw|broke|(?!need|feed|speed|indeed)\w{2,}ed|since|last|ago)\b",
    re.IGNORECASE,
)
_FUTURE = re.compile(
    r"\b(?:will|won't|shall|going\s+to|by|until|till|need|want|can|could|would|next|coming|"
    r"arrives?|comes?|deliver|leave|be|get|'ll)\b|'ll\b",
    re.IGNORECASE,
)
_MONTH_NAME = re.compile("|".join(values.MONTHS))
_CLAUSE = re.compile(r"[.!?;\n]\s|,\s+(?:but|so|and)\b")
_NEAR = 60

_Reader = Callable[["re.Match[str]", date, "str | None"], "date | Range | None"]


def _iso(match: re.Match[str], today: date, prefer: str | None) -> date:
    return date(int(match["y"]), int(match["m"]), int(match["d"]))


def _figures(match: re.Match[str], today: date, prefer: str | None) -> date:
    year = int(match["y"])
    # Of two figures those below 69 are of this century, as POSIX has it.
    year += 0 if year > 99 else 2000 if year < 69 else 1900
    day, month = _day_first(int(match["d"]), int(match["m"]))
    return date(year, month, day)


def _short_figures(match: re.Match[str], today: date, prefer: str | None) -> date | None:
    day, month = _day_first(int(match["d"]), int(match["m"]))
    return values.day_in_year(day, month, today, prefer)


def _day_first(day: int, month: int) -> tuple[int, int]:
    return (month, day) if month > 12 >= day else (day, month)


def _day_month(match: re.Match[str], today: date, prefer: str | None) -> date | None:
    return _dated(re.sub(rf"^{DAY}\b[,\s]*", "", match.group().lower()), today, prefer)


def _day_range(match: re.Match[str], today: date, prefer: str | None) -> Range | None:
    last = _dated(match["last"].lower(), today, prefer)
    if last is None:
        return None
    first = last.replace(day=int(match["first"]))
    return (first, last) if first < last else None


def _dated(words: str, today: date, prefer: str | None) -> date | None:
    """Return a day and month, with their year or in the year that is meant."""
    named, day, year = _MONTH_NAME.search(words), re.search(r"\d+", words), re.search(YEAR, words)
    if named is None or day is None:
        return None
    month = values.MONTHS.index(named.group()) + 1
    if year:
        return date(int(year.group()), month, int(day.group()))
    return values.day_in_year(int(day.group()), month, today, prefer)


def _words(match: re.Match[str], today: date, prefer: str | None) -> date | None:
    words = match.group().lower()
    if words.startswith("last night"):
        words = "yesterday"
    read = values.read_day(re.sub(r"^this\b", "today", words), today)
    return read[0] if read else None


def _weekday(match: re.Match[str], today: date, prefer: str | None) -> date | None:
    day, relation = match["weekday"].lower(), (match["relation"] or "").lower()
    if match["week"]:
        return values.weekday_in_week(day, match["week"].lower(), today)
    if relation:
        return values.relative_weekday(day, relation, today)
    read = values.read_day(day, today, prefer or "future")
    return read[0] if read else None


def _ordinal(match: re.Match[str], today: date, prefer: str | None) -> date | None:
    read = values.read_day(match["span"].lower(), today)
    if read is None:
        return None
    day = read[0]
    # dateparser takes a bare day of the month for one of this month, whatever is preferred.
    if prefer == "future" and day < today:
        return values.same_day(day, months=1)
    if prefer == "past" and day > today:
        return values.same_day(day, months=-1)
    return day


def _distance(match: re.Match[str], today: date, prefer: str | None) -> date | Range | None:
    words = match.group().lower()
    if words.startswith("in ") and prefer == "past":
        raise ValueError("a length of time, not a day")
    read = values.read_day(words, today)
    if read is None:
        return None
    return values.spread(*read) if read[1] in {"month", "year"} else read[0]


def _last_days(match: re.Match[str], today: date, prefer: str | None) -> Range | None:
    sign = "in " if match["relation"].lower() == "next" else ""
    words = f"{sign}{match['length']}{'' if sign else ' ago'}"
    read = values.read_day(words.lower(), today)
    if read is None:
        return None
    first, last = sorted((read[0], today))
    return first, last


def _span(match: re.Match[str], today: date, prefer: str | None) -> Range | None:
    return values.relative_range(match["relation"].lower(), match["unit"].lower(), today)


def _this_span(match: re.Match[str], today: date, prefer: str | None) -> Range | None:
    return values.relative_range("this", match["unit"].lower(), today)


def _end_of_span(match: re.Match[str], today: date, prefer: str | None) -> date | None:
    relation = match["relation"].lower().replace("the", "this")
    span = values.relative_range(relation, match["unit"].lower(), today)
    return span[1] if span else None


def _month(match: re.Match[str], today: date, prefer: str | None) -> Range | None:
    words = match["month"].lower()
    relation = (match["relation"] or "").lower()
    side = {"last": "past", "past": "past", "next": "future", "this": "current_period"}
    if re.search(r"\d", words):
        read = values.read_day(words, today)
    else:
        read = values.read_nearest(words, today, side.get(relation, prefer))
    return values.month_of(read[0]) if read else None


def _year(match: re.Match[str], today: date, prefer: str | None) -> Range:
    return values.spread(date(int(match["span"]), 1, 1), "year")


def _holiday(match: re.Match[str], today: date, prefer: str | None) -> date | None:
    return values.holiday(match.group(), today, prefer)


_READERS: dict[str, _Reader] = {
    "iso": _iso,
    "figures": _figures,
    "short_figures": _short_figures,
    "day_month": _day_month,
    "day_range": _day_range,
    "words": _words,
    "weekday": _weekday,
    "ordinal": _ordinal,
    "distance": _distance,
    "last_days": _last_days,
    "span": _span,
    "this_span": _this_span,
    "end_of_span": _end_of_span,
    "month": _month,
    "year": _year,
    "holiday": _holiday,
}
# Short forms that are also English words count only when something else says that they are dates.
_AMBIGUOUS = frozenset({"sun", "sat", "wed", "mon", "fri"})
_AFTER_CUE = re.compile(r"\b(?:on|by|since|until|till|before|after|from|this)\s+\Z", re.IGNORECASE)
_NO_DAY = re.compile(r"\b(?:black|cyber|good|an?|every|each)\s+\Z", re.IGNORECASE)
# Figures that are no date are something else, words stay a date that nobody can tell.
_ONLY_REAL = frozenset({"iso", "figures", "short_figures", "ordinal", "day_range", "distance"})


def find_dates(text: str, today: date) -> Iterator[Found]:
    """Yield dates.

    The value is an ISO date, a range "2026-11-09/2026-11-15", or else the words in lower case.
    `resolved` holds `{"date"}` or `{"from", "to"}`, or nothing when the day cannot be told.

    Args:
        text: the message.
        today: the day on which the message was sent.
    """
    count = 0
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("span" if "span" in match.re.groupindex else 0)
            end = start + len(text[start:end].rstrip("."))
            if kind == "weekday" and _is_another_word(text, start, end):
                continue
            if count == MAX_DATES:
                return
            count += 1
            found = _read(kind, match, start, end, today)
            if found:
                yield found


def warm(today: date) -> None:
    """Read one date of each kind, so that the first message does not wait for the library."""
    text = "yesterday, on Friday, 14 December, 3/11/2026, in March, last week, two days ago"
    list(find_dates(text, today))


def _is_another_word(text: str, start: int, end: int) -> bool:
    before = text[max(0, start - 8) : start]
    if _NO_DAY.search(before):
        return True
    return text[start:end].lower() in _AMBIGUOUS and not _AFTER_CUE.search(before)


def _read(kind: str, match: re.Match[str], start: int, end: int, today: date) -> Found | None:
    try:
        read = _READERS[kind](match, today, _side(match.string, start, end))
    except (ValueError, OverflowError):
        read = None
    if read is None and kind in _ONLY_REAL and not re.search(r"[a-z]{3}.*ago|back", match.group()):
        return None
    words = re.sub(r"\s+", " ", match.string[start:end].lower())
    if read is None:
        return Found("date", start, end, words, None, rank=5)
    if isinstance(read, date):
        return Found("date", start, end, read.isoformat(), {"date": read.isoformat()}, rank=5)
    first, last = (day.isoformat() for day in read)
    return Found("date", start, end, f"{first}/{last}", {"from": first, "to": last}, rank=5)


def _side(text: str, start: int, end: int) -> str | None:
    """Return whether the clause around a date speaks of the past or of the future."""
    before = _CLAUSE.split(text[max(0, start - _NEAR) : start])[-1]
    after = _CLAUSE.split(text[end : end + _NEAR])[0]
    past = max((m.end() for m in _PAST.finditer(before)), default=-1)
    future = max((m.end() for m in _FUTURE.finditer(before)), default=-1)
    if past == future:
        first = [(m.start(), "past") for m in _PAST.finditer(after)]
        first += [(m.start(), "future") for m in _FUTURE.finditer(after)]
        return min(first)[1] if first else None
    return "past" if past > future else "future"
