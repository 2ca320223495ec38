"""What dates stand for: days and ranges, read by dateparser against the message's day.

dateparser 1.2 reads no relation before a weekday ("last Friday"), no part of a day ("tomorrow
morning"), nothing vague ("a fortnight"), and takes the month of an ISO date for its day when days
come first. These are turned into what it reads, or read here.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from dateparser.date import DateDataParser
from dateutil.easter import easter

Range = tuple[date, date]

_PLAIN = {
    r"\b(?:morning|afternoon|evening|night|time)\b": "",
    r"\btonight\b": "today",
    r"\b(?:tmrw|tmr|tomorow|tommorow|tommorrow|2moro)\b": "tomorrow",
    r"\b(?:yday|yesturday|yesterdays)\b": "yesterday",
    r"\b(?:(?:a |the )?couple(?: of)?|both)\b": "2",
    r"\ba fortnight\b": "2 weeks",
    r"\bfortnights?\b": "2 weeks",
    r"\bhalf a year\b": "6 months",
    r"\bhalf a month\b": "15 days",
    r"\b(?:working|business) days?\b": "days",
    r"\bfrom now\b": "",
    r"\bback\b": "ago",
    r"\bsept\b": "sep",
    r"\b(?:of|the)\b": "",
    r"(?<=\d)(?:st|nd|rd|th)\b": "",
}
_PLAIN_FORMS = tuple((re.compile(pattern), plain) for pattern, plain in _PLAIN.items())
HOLIDAYS: Mapping[str, str] = {
    "christmas eve": "24 december",
    "christmas": "25 december",
    "xmas": "25 december",
    "boxing day": "26 december",
    "new year's eve": "31 december",
    "new year's day": "1 january",
    "new year": "1 january",
    "valentine's day": "14 february",
    "halloween": "31 october",
}
MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}


@lru_cache(maxsize=2048)
def read_day(
    words: str, today: date, prefer: str = "current_period", order: str = "DMY"
) -> tuple[date, str] | None:
    """Return the day that words stand for and how long it lasts ("day", "week", "month", "year").

    Parameters
    ----------
    words:
        A date in English, in lower case.
    today:
        The day of the message.
    prefer:
        Which one of several is meant when the year or week is left out: "past", "future" or
        "current_period".
    order:
        The order of figures, such as "DMY".
    """
    parser = DateDataParser(
        languages=["en"],
        settings={
            "RELATIVE_BASE": datetime.combine(today, time(12)),
            "DATE_ORDER": order,
            "PREFER_DATES_FROM": prefer,
        },
    )
    try:
        read = parser.get_date_data(plain_words(words))
    except (ValueError, OverflowError):
        return None
    return (read.date_obj.date(), read.period) if read.date_obj else None


def read_nearest(words: str, today: date, prefer: str | None) -> tuple[date, str] | None:
    """Return the day meant in the past or future, or without a preference the nearer one."""
    if prefer:
        return read_day(words, today, prefer)
    choices = [read_day(words, today, side) for side in ("past", "future")]
    known = [choice for choice in choices if choice]
    return min(known, key=lambda choice: abs(choice[0] - today), default=None)


def day_in_year(day: int, month: int, today: date, prefer: str | None) -> date | None:
    """Return a day of the year that is meant: the past or future one, or else the nearer one.

    A leap day is in the years that have one.

    Raises:
        ValueError: there is no such month.
    """
    days = [
        date(year, month, day)
        for year in range(today.year - 4, today.year + 5)
        if 0 < day <= calendar.monthrange(year, month)[1]
    ]
    if prefer:
        past = prefer == "past"
        days = [found for found in days if found == today or (found < today) == past]
    return min(days, key=lambda found: abs(found - today), default=None)


def plain_words(words: str) -> str:
    """Return a date in words that dateparser knows."""
    words = re.sub(r"\s+", " ", words.lower().replace("’", "'"))
    for pattern, plain in _PLAIN_FORMS:
        words = pattern.sub(plain, words)
    return words.strip(" ,.'")


def weekday_in_week(weekday: str, relation: str, today: date) -> date | None:
    """Return the weekday of the last, this or the next week ("Friday next week")."""
    week = week_of(today + timedelta(weeks={"last": -1, "past": -1, "this": 0}.get(relation, 1)))
    read = read_day(weekday, week[1], "past")
    # The last day of that week is itself the weekday when it is a Sunday.
    return None if read is None else week[1] if weekday.startswith("sun") else read[0]


def relative_weekday(weekday: str, relation: str, today: date) -> date | None:
    """Return "last Friday", "next Friday" or "this Friday"."""
    if relation == "this":
        return weekday_in_week(weekday, "this", today)
    read = read_day(weekday, today, "past" if relation in {"last", "past"} else "future")
    return read[0] if read else None


def week_of(day: date) -> Range:
    """Return the Monday and the Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> Range:
    """Return the first and the last day of a day's month."""
    return day.replace(day=1), day.replace(day=calendar.monthrange(day.year, day.month)[1])


def same_day(day: date, months: int) -> date | None:
    """Return the day of the same number some months on, None where that month is too short."""
    place = day.year * 12 + day.month - 1 + months
    try:
        return date(place // 12, place % 12 + 1, day.day)
    except ValueError:
        return None


def spread(day: date, period: str) -> Range:
    """Return the first and the last day of the week, month or year that a day lies in."""
    if period == "week":
        return week_of(day)
    if period == "month":
        return month_of(day)
    return date(day.year, 1, 1), date(day.year, 12, 31)


def relative_range(relation: str, unit: str, today: date) -> Range | None:
    """Return "last week", "this weekend", "next month" or "last winter" as first and last day."""
    relation = {"past": "last", "coming": "next"}.get(relation, relation)
    if unit in _SEASONS:
        return _season(relation, _SEASONS[unit], today)
    read = read_day(f"{relation} {'week' if unit == 'weekend' else unit}", today)
    if read is None:
        return None
    first, last = spread(read[0], {"weekend": "week"}.get(unit, unit))
    return (first + timedelta(days=5), last) if unit == "weekend" else (first, last)


def _season(relation: str, month: int, today: date) -> Range:
    years = [today.year + shift for shift in (-2, -1, 0, 1, 2)]
    spans = []
    for year in years:
        last_year, last_month = (year + 1, 2) if month == 12 else (year, month + 2)
        spans.append((date(year, month, 1), month_of(date(last_year, last_month, 1))[1]))
    if relation == "last":
        return max(span for span in spans if span[1] < today)
    if relation == "next":
        return min(span for span in spans if span[0] > today)
    return min(span for span in spans if span[1] >= today)


def count_of(written: str) -> int | None:
    """Return a number in figures or words, None when it is vague ("a few")."""
    read = re.search(r"\d+", plain_words(written))
    return int(read.group()) if read else _SMALL.get(written.lower())


_SMALL = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), start=1
    )
}


def holiday(name: str, today: date, prefer: str | None) -> date | None:
    """Return the day of a holiday: the next one, or the last one when the past is meant."""
    name = re.sub(r"\s+", " ", name.lower().replace("’", "'"))
    if name.startswith("easter"):
        days = [easter(today.year + shift) for shift in (-1, 0, 1)]
        behind = [day for day in days if day < today]
        ahead = [day for day in days if day >= today]
        return behind[-1] if prefer == "past" else ahead[0]
    read = read_day(HOLIDAYS[name], today, prefer or "future")
    return read[0] if read else None
