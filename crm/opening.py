"""When people answer, as reckoning: the next opening after an instant."""

from __future__ import annotations

from datetime import datetime, timedelta

from crm.policy import SHOP_POLICY, SupportHours, central_european_time

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def opening_words(moment: datetime) -> str:
    """Return when people answer next, in words ("today at 08:00", "Monday at 08:00")."""
    now, opens = central_european_time(moment), next_opening(moment)
    ahead = (opens.date() - now.date()).days
    day = {0: "today", 1: "tomorrow"}.get(ahead, _DAYS[opens.weekday()])
    return f"{day} at {opens:%H:%M}"


def opened_at(moment: datetime, hours: SupportHours = SHOP_POLICY.support_hours) -> datetime | None:
    """Return since when people answer at ``moment``, on the clock in Berlin; nothing: not now."""
    local = central_european_time(moment)
    if not hours.is_open(moment):
        return None
    start = hours.by_weekday[local.weekday()][0]
    return local.replace(hour=start.hour, minute=start.minute, second=0, microsecond=0)


def next_opening(moment: datetime, hours: SupportHours = SHOP_POLICY.support_hours) -> datetime:
    """Return when people answer next: ``moment`` itself while they do, else the next opening.

    Parameters
    ----------
    moment:
        A timezone-aware time.

    Returns
    -------
    datetime
        On the clock in Berlin.
    """
    local = central_european_time(moment)
    if hours.is_open(moment):
        return local
    for ahead in range(8):
        day = local + timedelta(days=ahead)
        if (span := hours.by_weekday.get(day.weekday())) is None:
            continue
        start = day.replace(hour=span[0].hour, minute=span[0].minute, second=0, microsecond=0)
        if start > local:
            # The clock may change between now and then; the wall time is what was promised.
            return start.replace(tzinfo=central_european_time(start).tzinfo)
    raise ValueError("the support hours are empty: give at least one weekday in the shop policy")
