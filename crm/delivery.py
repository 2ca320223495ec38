"""Delivery as reckoning: working days, what is offered where, when it arrives. No store."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from crm.errors import Refused
from crm.policy import SHOP_POLICY, ShopPolicy, central_european_time

DISPATCH_WORKING_DAYS = 1
"""Working days from the order to its dispatch."""

HOME_COUNTRY = "DE"
"""Where a parcel is taken to go when nothing else is known."""


@dataclass(frozen=True)
class Quote:
    """What one delivery option costs and when the parcel would arrive."""

    code: str
    price_minor: int
    free_from_minor: int | None
    fastest_working_days: int
    slowest_working_days: int
    earliest: date
    latest: date


def add_working_days(start: date, days: int) -> date:
    """Return the day that lies ``days`` working days after ``start`` (Monday to Friday count).

    Parameters
    ----------
    days:
        At least 0; with 0 a day of the weekend becomes the Monday after it.
    """
    day = start
    while day.weekday() > 4:
        day += timedelta(days=1)
        # A weekend's first working day has passed only when days are to be counted from it.
        if day.weekday() == 0 and days:
            days -= 1
    weeks, rest = divmod(days, 5)
    day += timedelta(weeks=weeks)
    for _ in range(rest):
        day += timedelta(days=3 if day.weekday() == 4 else 1)
    return day


def shop_day(moment: datetime) -> date:
    """Return the calendar day at the shop (Central European time) of an instant."""
    return central_european_time(moment).date()


def quotes_for(
    country: str, ordered_at: datetime, goods_minor: int = 0, policy: ShopPolicy = SHOP_POLICY
) -> tuple[Quote, ...]:
    """Return what is offered in a country for an order placed at an instant, cheapest first.

    Parameters
    ----------
    country:
        ISO 3166-1 alpha-2 code.
    goods_minor:
        Value of the goods after discounts, in minor units.

    Raises
    ------
    Refused
        ``country_not_served`` where the shop does not ship.
    """
    options = policy.delivery_options_for(country)
    if not options:
        raise Refused("country_not_served", f"we do not ship to {country}", ("other_country",))
    dispatch = add_working_days(shop_day(ordered_at), DISPATCH_WORKING_DAYS)
    quotes = (
        Quote(
            code=option.code,
            price_minor=option.price_for(goods_minor),
            free_from_minor=option.free_from_minor,
            fastest_working_days=option.fastest_working_days,
            slowest_working_days=option.slowest_working_days,
            earliest=add_working_days(dispatch, option.fastest_working_days),
            latest=add_working_days(dispatch, option.slowest_working_days),
        )
        for option in options
    )
    return tuple(sorted(quotes, key=lambda quote: (quote.price_minor, quote.latest)))


def days_late(expected_at: datetime | None, now: datetime) -> int:
    """Return the calendar days by which a parcel is late; 0 on its expected day and before."""
    if expected_at is None:
        return 0
    return max((shop_day(now) - shop_day(expected_at)).days, 0)
