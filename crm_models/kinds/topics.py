"""The topics of reasons: their columns, when they have something to say, and what they say.

A sentence is a fact of the customer. Whether it fits the side that it is to speak for, a customer
who is leaving or one who buys, is asked first; and a count that is at its default says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crm_models.arrays import Floats
from crm_models.feature_tables.features import Features

Bools = NDArray[np.bool_]
Told = Callable[[Features], Bools]

# A gap that is so much longer or shorter than the usual one is worth a word.
_SLOWER, _FASTER = 1.3, 0.75
_FEW, _MANY, _LONG_DAYS, _RARELY_DAYS = 3, 4, 45, 60
_MOSTLY, _GOOD, _BAD = 0.5, 0.1, -0.1


class Topic(NamedTuple):
    """One thing to say.

    Parameters
    ----------
    columns:
        Of the features and of `inputs`; what they add to a score is added up.
    away, buys:
        For whom there is a sentence that speaks for leaving, and for buying.
    say:
        The sentences of customers, and which side each speaks for (true: leaving).
    """

    columns: tuple[str, ...]
    away: Told
    buys: Told
    say: Callable[[Features, Bools], Sequence[str]]


def _is_late(features: Features) -> Bools:
    recency, gap = features.numbers("recency_days"), features.numbers("gap_mean_days")
    return np.where(np.isnan(gap), recency > _LONG_DAYS, recency > gap)


def _is_not_due(features: Features) -> Bools:
    """Return who is late, and who orders so rarely that nothing is due for long."""
    recency, gap = features.numbers("recency_days"), features.numbers("gap_mean_days")
    return _is_late(features) | ((gap > _RARELY_DAYS) & (recency < gap / 2))


def _is_about(features: Features) -> Bools:
    recency, gap = features.numbers("recency_days"), features.numbers("gap_mean_days")
    return np.where(np.isnan(gap), recency <= _LONG_DAYS, recency <= _SLOWER * gap)


def _presence(features: Features, away: Bools) -> Sequence[str]:
    gap = features.numbers("gap_mean_days")
    gone = (away & _is_late(features)).tolist()
    return [
        (f"has not ordered for {_days(since)}" if late else _ago(since)) + rhythm
        for since, late, rhythm in zip(
            _whole(features.numbers("recency_days")), gone, _rhythm(gap), strict=True
        )
    ]


def _few(features: Features) -> Bools:
    orders = features.numbers("orders")
    return (orders >= 1) & (orders <= _FEW)


def _orders(features: Features, away: Bools) -> Sequence[str]:
    return [
        ("has ordered only once" if count == 1 else f"has ordered only {count} times")
        if few
        else f"has ordered {count} times"
        for count, few in zip(_whole(features.numbers("orders")), away.tolist(), strict=True)
    ]


def _pace(features: Features, away: Bools) -> Sequence[str]:
    gaps = _whole(features.numbers("gap_last_days"))
    return [
        f"let {_days(gap)} pass before the last order" if gone else f"came back after {_days(gap)}"
        for gap, gone in zip(gaps, away.tolist(), strict=True)
    ]


def _discounts(features: Features, _: Bools) -> Sequence[str]:
    shares = _whole(100 * features.numbers("discounted_orders_share"))
    return [f"had a discount on {share} % of the orders" for share in shares]


def _returns(features: Features, _: Bools) -> Sequence[str]:
    found = _whole(features.numbers("returns"))
    return [f"has sent something back {_times(count)}" for count in found]


def _cancelled(features: Features, _: Bools) -> Sequence[str]:
    found = _whole(features.numbers("cancelled_orders"))
    return [f"has cancelled {_counted(count, 'order')}" for count in found]


def _contacts(features: Features, _: Bools) -> Sequence[str]:
    found = _whole(features.numbers("conversations"))
    return [f"has asked the support {_times(count)}" for count in found]


def _unhappy(features: Features) -> Bools:
    upset = features.numbers("frustration_max_90d") >= _MOSTLY
    return _wrote(features) & (upset | (features.numbers("sentiment_mean") <= _BAD))


def _mood(features: Features, away: Bools) -> Sequence[str]:
    return ["wrote unhappily" if bad else "wrote in a friendly tone" for bad in away.tolist()]


def _wrote(features: Features) -> Bools:
    return features.numbers("messages") > 0


def _web(features: Features, away: Bools) -> Sequence[str]:
    since = _whole(features.numbers("web_recency_days"))
    visits = _whole(features.numbers("web_events_90d"))
    return [
        f"was last seen in the web shop {_days(days)} ago"
        if gone
        else f"was seen in the web shop {_times(count)} in 90 days"
        for days, count, gone in zip(since, visits, away.tolist(), strict=True)
    ]


def _breadth(features: Features, away: Bools) -> Sequence[str]:
    found = _whole(features.numbers("categories"))
    return [
        "has bought from one category only" if one else f"buys from {count} categories"
        for count, one in zip(found, away.tolist(), strict=True)
    ]


def _above(name: str, least: float) -> Told:
    """Return the rule that a column is above a bound; a blank never is."""
    return lambda features: features.numbers(name) > least


def _gap(compared: Callable[[Floats], Bools]) -> Told:
    """Return a rule of the last gap as a share of the usual one; two orders have but one gap."""
    return lambda features: (
        (features.numbers("orders") > 2)
        & compared(
            features.numbers("gap_last_days") / np.maximum(features.numbers("gap_mean_days"), 1.0)
        )
    )


TOPICS = (
    Topic(
        (
            *("recency_days", "recency_share", "overdue", "gap_mean_days"),
            *("orders_90d", "revenue_90d_minor"),
        ),
        _is_not_due,
        _is_about,
        _presence,
    ),
    Topic(
        ("orders", "orders_a_year", "tenure_days"),
        _few,
        _above("orders", _MANY - 1),
        _orders,
    ),
    Topic(
        ("gap_last_days", "gap_last_gaps", "gap_sd_days"),
        _gap(lambda share: share > _SLOWER),
        _gap(lambda share: share < _FASTER),
        _pace,
    ),
    Topic(
        ("discount_share", "discounted_orders_share"),
        *2 * (_above("discounted_orders_share", 0.005),),
        _discounts,
    ),
    Topic(
        ("returns", "returns_per_order", "refunded_minor", "refund_share"),
        *2 * (_above("returns", 0),),
        _returns,
    ),
    Topic(("cancelled_orders",), *2 * (_above("cancelled_orders", 0),), _cancelled),
    Topic(
        ("conversations", "conversations_90d", "contact_recency_days", "handovers", "tickets"),
        *2 * (_above("conversations", 0),),
        _contacts,
    ),
    Topic(
        ("messages", "sentiment_mean", "sentiment_90d", "negative_share", "frustration_max_90d"),
        _unhappy,
        lambda features: _wrote(features) & (features.numbers("sentiment_mean") >= _GOOD),
        _mood,
    ),
    Topic(
        ("web_events_30d", "web_events_90d", "web_recency_days"),
        _above("web_recency_days", _LONG_DAYS),
        _above("web_events_90d", 0),
        _web,
    ),
    Topic(
        ("categories", "top_category_share", "channels"),
        lambda features: (features.numbers("categories") == 1) & (features.numbers("orders") > 1),
        _above("categories", 2),
        _breadth,
    ),
)  # fmt: skip


def _whole(values: Floats) -> list[int]:
    return np.rint(np.nan_to_num(values)).astype(np.int64).tolist()


def _rhythm(gap: Floats) -> list[str]:
    """Return the usual gap in words; below a day there is none to speak of."""
    return [
        "" if days == 0 else "; usually every day" if days == 1 else f"; usually every {days}"
        for days in _whole(gap)
    ]


def _ago(days: int) -> str:
    return "ordered today" if days == 0 else f"ordered {_days(days)} ago"


def _days(count: int) -> str:
    return _counted(count, "day")


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _counted(count: int, what: str) -> str:
    return f"1 {what}" if count == 1 else f"{count} {what}s"
