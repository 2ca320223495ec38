"""Time that passes while people answer: measured between two instants, and added to one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, timezone

from crm.errors import Invalid
from crm.policy import SHOP_POLICY, SupportHours, central_european_time

_DAY = timedelta(days=1)
_SUMMER, _WINTER = timezone(timedelta(hours=2)), timezone(timedelta(hours=1))


def open_time_between(
    start: datetime, end: datetime, hours: SupportHours = SHOP_POLICY.support_hours
) -> timedelta:
    """Return how much of the time from ``start`` to ``end`` lies in the support hours.

    Raises
    ------
    Invalid
        If the end lies before the start.
    """
    if end < start:
        raise Invalid("times_reversed", f"the end {end} lies before the start {start}")
    passed = timedelta(0)
    for opens, closes in _spans(start, hours):
        if opens >= end:
            break
        passed += max(min(closes, end) - max(opens, start), timedelta(0))
    return passed


def after_open_time(
    start: datetime, span: timedelta, hours: SupportHours = SHOP_POLICY.support_hours
) -> datetime:
    """Return the first instant (UTC) by which so much open time has passed since ``start``.

    Raises
    ------
    Invalid
        If the span is negative.
    """
    if span < timedelta(0):
        raise Invalid("negative_span", f"the span must not be negative, as {span} is")
    if not span:
        return start.astimezone(UTC)
    left = span
    for opens, closes in _spans(start, hours):
        begins = max(opens, start)
        if begins + left <= closes:
            return (begins + left).astimezone(UTC)
        left -= max(closes - begins, timedelta(0))
    raise AssertionError("the spans never end")


def _spans(start: datetime, hours: SupportHours) -> Iterator[tuple[datetime, datetime]]:
    """Yield the opening and closing instants from the day of ``start`` on, for ever.

    Raises
    ------
    Invalid
        If the shop never opens.
    """
    if not any(opens < closes for opens, closes in hours.by_weekday.values()):
        raise Invalid("no_support_hours", "the support hours are empty: give at least one weekday")
    day = central_european_time(start).date()
    while True:
        span = hours.by_weekday.get(day.weekday())
        if span is not None and span[0] < span[1]:
            yield _instant(day, span[0]), _instant(day, span[1])
        day += _DAY


def _instant(day: date, wall: time) -> datetime:
    """Return when clocks in Berlin show a time: the first time if twice, at the jump if never."""
    for zone in (_SUMMER, _WINTER):
        moment = datetime.combine(day, wall, zone).astimezone(UTC)
        if central_european_time(moment).replace(tzinfo=None) == datetime.combine(day, wall):
            return moment
    # In the hour that is left out in March: clocks then jump on at 01:00 UTC.
    return datetime.combine(day, time(1), UTC)
