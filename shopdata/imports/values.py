"""Reads single values as shops write them: amounts, quantities, dates, identifiers."""

from __future__ import annotations

import math
import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 # a wall-clock day; the zone is set later
_SLASHED = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{2,4})(?:[ T](.+))?")
_BLANKS = {"", "nan", "nat", "none", "null", "n/a", "na", "#n/a", "-"}
_EARLIEST, _LATEST = 1970, 2100


class BadValue(ValueError):
    """A value that cannot be read; its text says why, naming the value."""


def text(value: Any) -> str:
    """Return a value as trimmed text; blanks in all their forms become the empty text."""
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return ""
    if isinstance(value, float) and value.is_integer():
        # Spreadsheets turn numbers of customers into 17850.0.
        return str(int(value))
    trimmed = str(value).strip()
    return "" if trimmed.casefold() in _BLANKS else trimmed


def identifier(value: Any) -> str:
    """Return an identifier as text, without the ``.0`` that spreadsheets add."""
    found = text(value)
    return found[:-2] if re.fullmatch(r"\d+\.0", found) else found


def amount_minor(value: Any) -> tuple[int, bool]:
    """Return an amount in minor units, and whether it had to be rounded.

    Both ``1,234.50`` and ``1.234,50`` are read; currency signs are dropped.

    Raises
    ------
    BadValue
        If there is no number in it.
    """
    raw = text(value)
    cleaned = re.sub(r"[^\d,.\-+eE]", "", raw)
    if "," in cleaned and "." in cleaned:
        thousands = "," if cleaned.rfind(".") > cleaned.rfind(",") else "."
        cleaned = cleaned.replace(thousands, "").replace(",", ".")
    elif cleaned.count(",") == 1 and len(cleaned) - cleaned.find(",") <= 3:
        cleaned = cleaned.replace(",", ".")
    else:
        cleaned = cleaned.replace(",", "")
    try:
        exact = Decimal(cleaned) * 100
    except InvalidOperation:
        raise BadValue(f"{raw!r} is not an amount") from None
    if not exact.is_finite() or abs(exact) >= Decimal(10) ** 15:
        raise BadValue(f"{raw!r} is not an amount")
    rounded = int(exact.to_integral_value())
    return rounded, Decimal(rounded) != exact


def quantity(value: Any) -> int:
    """Return a whole number of pieces.

    Raises
    ------
    BadValue
        If it is no whole number or out of range.
    """
    raw = text(value)
    try:
        number = float(raw.replace(",", ""))
    except ValueError:
        raise BadValue(f"{raw!r} is not a quantity") from None
    if not number.is_integer() or abs(number) > 10_000_000:
        raise BadValue(f"{raw!r} is not a whole quantity")
    return int(number)


def instant(value: Any, zone: str = "UTC", day_first: bool = True) -> tuple[datetime, bool]:
    """Return an instant in UTC, and whether its form left the order of day and month open.

    Reads ISO 8601, ``31/12/2011 9:05``, ``12/31/2011``, seconds since 1970 and the serial numbers
    of spreadsheets.

    Parameters
    ----------
    zone:
        Zone of times that bear none, as in the IANA database.
    day_first:
        How to read ``03/04/2011``.

    Raises
    ------
    BadValue
        If it is no time between 1970 and 2100.
    """
    if isinstance(value, datetime):
        return _placed(value, zone), False
    if isinstance(value, date):
        return _placed(datetime(value.year, value.month, value.day), zone), False  # noqa: DTZ001 # placed in its zone here
    return _instant(text(value), zone, day_first)


@lru_cache(maxsize=65_536)
def _instant(raw: str, zone: str, day_first: bool) -> tuple[datetime, bool]:
    try:
        return _placed(datetime.fromisoformat(raw), zone), False
    except ValueError:
        pass
    slashed = _SLASHED.fullmatch(raw)
    if slashed:
        return _from_slashed(slashed, raw, zone, day_first)
    try:
        number = float(raw)
    except ValueError:
        raise BadValue(f"{raw!r} is not a date") from None
    if 20_000 <= number < 80_000:
        return _placed(_EXCEL_EPOCH + timedelta(days=number), zone), False
    if 0 < number < 4e9:
        return datetime.fromtimestamp(number, UTC), False
    raise BadValue(f"{raw!r} is not a date")


def _from_slashed(
    found: re.Match[str], raw: str, zone: str, day_first: bool
) -> tuple[datetime, bool]:
    one, two, year = int(found[1]), int(found[2]), int(found[3])
    year += 2000 if year < 70 else 1900 if year < 100 else 0
    open_order = one <= 12 and two <= 12 and one != two
    first_is_day = one > 12 or (two <= 12 and day_first)
    day, month = (one, two) if first_is_day else (two, one)
    try:
        start = datetime(year, month, day)  # noqa: DTZ001 # placed in its zone below
        clock = _clock(found[4]) if found[4] else timedelta()
    except ValueError:
        raise BadValue(f"{raw!r} is not a date") from None
    return _placed(start + clock, zone), open_order


def _clock(raw: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*([AaPp][Mm])?", raw.strip())
    if not found:
        raise ValueError(raw)
    hours, minutes, seconds = int(found[1]), int(found[2]), int(found[3] or 0)
    if found[4]:
        hours = hours % 12 + (12 if found[4].lower() == "pm" else 0)
    if hours > 23 or minutes > 59 or seconds > 59:
        raise ValueError(raw)
    return timedelta(hours=hours, minutes=minutes, seconds=seconds)


def _placed(when: datetime, zone: str) -> datetime:
    if not _EARLIEST <= when.year <= _LATEST:
        raise BadValue(f"{when.date()} is outside {_EARLIEST} to {_LATEST}")
    placed = when if when.tzinfo else when.replace(tzinfo=ZoneInfo(zone))
    return placed.astimezone(UTC)
