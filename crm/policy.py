"""The shop's rules as numbers, once: services decide by them and help articles quote them.

``SHOP_POLICY`` is the policy of the demo shop. A shop with other rules replaces this one value;
the articles in ``nlu_data/answers`` are tested against it. Money is in minor units (cents) of
``ShopPolicy.currency``. Working days are Monday to Friday.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta, timezone
from types import MappingProxyType

from crm.errors import Invalid

EU_COUNTRIES = frozenset(
    {"AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU"}
    | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
)
"""ISO 3166-1 alpha-2 codes of the member states of the European Union."""

SHIPPING_COUNTRIES = EU_COUNTRIES | {"GB", "CH", "NO"}
"""Where the shop ships to: the EU, the United Kingdom, Switzerland and Norway."""


@dataclass(frozen=True)
class DeliveryOption:
    """One way for a parcel to reach the customer.

    Parameters
    ----------
    code:
        The value kept in ``orders.delivery_option``.
    price_minor:
        The price of one delivery, in minor units.
    fastest_working_days, slowest_working_days:
        The promised range, counted from the day of dispatch.
    countries:
        ISO country codes that it is offered in.
    free_from_minor:
        Value of goods, in minor units, from which it costs nothing; ``None`` for never.
    """

    code: str
    price_minor: int
    fastest_working_days: int
    slowest_working_days: int
    countries: frozenset[str] = SHIPPING_COUNTRIES
    free_from_minor: int | None = None

    def price_for(self, goods_minor: int) -> int:
        """Return the price in minor units for goods worth ``goods_minor`` after discounts."""
        if self.free_from_minor is not None and goods_minor >= self.free_from_minor:
            return 0
        return self.price_minor


@dataclass(frozen=True)
class LoyaltyRules:
    """How points are earned and spent, and which tier they lead to.

    Parameters
    ----------
    points_per_euro:
        Points for each whole euro of goods that are paid and not returned.
    redeem_step_points, redeem_step_minor:
        So many points are worth so many minor units, in whole steps only.
    tier_from_points:
        Points earned in the last twelve months from which each tier is reached.
    """

    points_per_euro: int = 1
    redeem_step_points: int = 100
    redeem_step_minor: int = 500
    tier_from_points: Mapping[str, int] = field(
        default_factory=lambda: MappingProxyType({"bronze": 0, "silver": 500, "gold": 1500})
    )

    def points_for(self, goods_minor: int) -> int:
        """Return the points for goods worth ``goods_minor``; a started euro earns nothing."""
        return max(goods_minor, 0) // 100 * self.points_per_euro

    def worth_minor(self, points: int) -> int:
        """Return what ``points`` can be redeemed for, in minor units."""
        return max(points, 0) // self.redeem_step_points * self.redeem_step_minor

    def tier_for(self, points: int) -> str:
        """Return the tier that ``points`` earned in twelve months lead to."""
        earned = max(points, 0)
        reached = [tier for tier, start in self.tier_from_points.items() if start <= earned]
        return max(reached, key=lambda tier: self.tier_from_points[tier])

    def points_to_next_tier(self, points: int) -> tuple[str, int] | None:
        """Return the next tier and the points that it still takes; ``None`` at the top."""
        earned = max(points, 0)
        ahead = {
            tier: start - earned for tier, start in self.tier_from_points.items() if start > earned
        }
        if not ahead:
            return None
        tier = min(ahead, key=lambda name: ahead[name])
        return tier, ahead[tier]


@dataclass(frozen=True)
class SupportHours:
    """When people answer, in Central European time (CET, CEST in summer).

    Parameters
    ----------
    by_weekday:
        Opening and closing time for each open weekday, Monday being 0.
    """

    by_weekday: Mapping[int, tuple[time, time]] = field(
        default_factory=lambda: MappingProxyType(
            {**dict.fromkeys(range(5), (time(8), time(20))), 5: (time(9), time(16))}
        )
    )

    def is_open(self, moment: datetime) -> bool:
        """Return whether somebody answers at ``moment``, a timezone-aware time."""
        local = central_european_time(moment)
        hours = self.by_weekday.get(local.weekday())
        return hours is not None and hours[0] <= local.time() < hours[1]


@dataclass(frozen=True)
class ShopPolicy:
    """Everything that the shop promises and demands, in numbers.

    Parameters
    ----------
    return_window_days, gold_return_window_days:
        Days after delivery within which a return can be announced.
    refund_working_days:
        Working days from receiving the goods to the refund on the original payment method.
    cancellation_fee_minor:
        What a cancellation before packing costs, in minor units.
    country:
        ISO code of the country whose phone numbers customers write without a prefix.
    damage_report_days:
        Days after delivery within which damage can be reported, with a photo.
    missing_after_days:
        Days after the expected date from which a missing parcel is investigated.
    exchanges_per_line:
        How often one order line can be exchanged, free of charge, for something in stock.
    return_label_minor:
        What the customer pays for a return label, in minor units.
    payment_methods:
        Values kept in ``payments.method``, in the order in which they are offered.
    pay_later_days:
        Days to pay with the method ``pay_later``.
    gift_card_years, warranty_years:
        Validity of gift cards, length of the warranty.
    gift_wrapping_minor:
        Price of wrapping one parcel, in minor units.
    newsletters_per_month:
        How often the newsletter comes.
    account_deletion_days, data_export_hours:
        How long an account's deletion and a data export take at most.
    business_invoice_days:
        Days to pay the invoices of business accounts.
    minimum_age_years:
        How old a customer has to be to order.
    """

    shop_name: str = "Juniper & Co."
    currency: str = "EUR"
    country: str = "DE"
    support_email: str = "help@juniper.example"
    support_phone: str = "+49 30 5550 0199"
    support_hours: SupportHours = field(default_factory=SupportHours)

    return_window_days: int = 30
    gold_return_window_days: int = 60
    refund_working_days: int = 5
    cancellation_fee_minor: int = 0
    damage_report_days: int = 14
    missing_after_days: int = 3
    exchanges_per_line: int = 1
    return_label_minor: int = 0

    delivery_options: tuple[DeliveryOption, ...] = (
        DeliveryOption("standard", 490, 3, 5, free_from_minor=5000),
        DeliveryOption("express", 990, 1, 2),
        DeliveryOption("pickup_point", 390, 2, 4, countries=EU_COUNTRIES),
    )
    gift_wrapping_minor: int = 350

    payment_methods: tuple[str, ...] = ("card", "paypal", "bank_transfer", "pay_later", "gift_card")
    card_brands: tuple[str, ...] = ("Visa", "Mastercard", "Amex")
    pay_later_days: int = 30
    gift_card_years: int = 3
    warranty_years: int = 2

    loyalty: LoyaltyRules = field(default_factory=LoyaltyRules)
    newsletters_per_month: int = 1
    account_deletion_days: int = 30
    data_export_hours: int = 24
    business_invoice_days: int = 30
    minimum_age_years: int = 18

    @property
    def free_delivery_from_minor(self) -> int | None:
        """Value of goods, in minor units, from which standard delivery costs nothing."""
        return self.delivery_option("standard").free_from_minor

    @property
    def shipping_countries(self) -> frozenset[str]:
        """ISO codes of all countries that at least one delivery option serves."""
        return frozenset().union(*(option.countries for option in self.delivery_options))

    def return_days(self, tier: str | None) -> int:
        """Return the days for a return that a member of ``tier`` has; ``None`` for no member."""
        return self.gold_return_window_days if tier == "gold" else self.return_window_days

    def delivery_option(self, code: str) -> DeliveryOption:
        """Return the delivery option called ``code``.

        Raises
        ------
        Invalid
            When there is none of that name.
        """
        for option in self.delivery_options:
            if option.code == code:
                return option
        known = ", ".join(option.code for option in self.delivery_options)
        raise Invalid(
            "delivery_option_unknown", f"There is no delivery option {code!r}; choose from {known}."
        )

    def delivery_options_for(self, country: str) -> tuple[DeliveryOption, ...]:
        """Return what is offered in ``country`` (ISO code); empty where the shop does not ship."""
        return tuple(o for o in self.delivery_options if country.upper() in o.countries)


def central_european_time(moment: datetime) -> datetime:
    """Return ``moment`` on a clock in Berlin.

    Summer time runs from the last Sunday of March to the last Sunday of October, 01:00 UTC each
    (Directive 2000/84/EC). It is reckoned here because small systems come without a time zone
    database.

    Raises
    ------
    Invalid
        When ``moment`` has no time zone.
    """
    if moment.tzinfo is None:
        raise Invalid("time_zone_missing", f"The time {moment} has no time zone; give one in UTC.")
    utc = moment.astimezone(UTC)
    summer = _last_sunday(utc.year, 3) <= utc < _last_sunday(utc.year, 10)
    return utc.astimezone(timezone(timedelta(hours=2 if summer else 1)))


def _last_sunday(year: int, month: int) -> datetime:
    """Return 01:00 UTC on the last Sunday of a month that has 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)


SHOP_POLICY = ShopPolicy()
"""The policy of the demo shop, Juniper & Co."""
