"""Features of a customer's purchases: recency, frequency, money, gaps and discounts."""

from __future__ import annotations

import ibis
import ibis.expr.types as ir

from crm_models.feature_tables.as_of import Instant
from crm_models.feature_tables.schema import DAY

LATELY = 90 * DAY


def purchase_features(orders: ir.Table, as_of: Instant) -> ir.Table:
    """Return one row a customer with an order.

    Parameters
    ----------
    orders:
        Orders that were known and stood at the date: ``customer_id placed_at goods_minor
        discount_minor total_minor``.
    as_of:
        Microseconds since 1970 (UTC).
    """
    sums = _sums(orders, as_of)
    n, gaps = sums.orders, sums.orders - 1
    span = (sums.last_at - sums.first_at) / DAY
    # Sum of squares from the mean. Rounding can bring it just below nought when gaps are alike.
    squares = ibis.greatest(sums.gap_squares - span * span / gaps.nullif(0), 0.0)
    return sums.select(
        "customer_id",
        "orders",
        "revenue_minor",
        order_value_minor=sums.revenue_minor / n,
        recency_days=(as_of - sums.last_at) / DAY,
        tenure_days=(as_of - sums.first_at) / DAY,
        gap_mean_days=span / gaps.nullif(0),
        gap_last_days=sums.last_gap / DAY,
        gap_sd_days=ibis.ifelse(gaps > 1, (squares / (gaps - 1).nullif(0)).sqrt(), None),
        gap_trend_days=_trend(sums, as_of),
        discount_share=sums.discount_minor / ibis.greatest(sums.goods_minor, 1),
        discounted_orders_share=sums.discounted_orders / n,
        largest_order_minor=sums.largest_order_minor,
        latest_order_minor=sums.latest_order_minor,
        orders_90d=sums.orders_90d,
        revenue_90d_minor=sums.revenue_90d_minor,
    )


def _sums(orders: ir.Table, as_of: Instant) -> ir.Table:
    """Return what one pass over the orders, sorted by customer and time, adds up."""
    # Sorted by time alone: amounts as a second key would make all of it a sixth slower. Which of
    # the orders at one instant comes first changes no gap, and below all of the last instant count.
    by_time = ibis.window(group_by="customer_id", order_by="placed_at")
    steps = orders.select(
        "customer_id",
        "placed_at",
        "goods_minor",
        "discount_minor",
        "total_minor",
        gap=orders.placed_at - orders.placed_at.lag().over(by_time),
        is_last=orders.placed_at == orders.placed_at.max().over(by_time),
    )
    gap_days = steps.gap / DAY
    lately = steps.placed_at >= as_of - LATELY
    return steps.group_by("customer_id").agg(
        orders=steps.count(),
        first_at=steps.placed_at.min(),
        last_at=steps.placed_at.max(),
        age_days=((as_of - steps.placed_at) / DAY).sum(),
        # Orders at the last instant have no gap among themselves.
        last_gap=steps.gap.min(where=steps.is_last),
        gap_squares=(gap_days * gap_days).sum(),
        goods_minor=_added(steps.goods_minor),
        discount_minor=_added(steps.discount_minor),
        revenue_minor=_added(steps.total_minor),
        discounted_orders=steps.count(where=steps.discount_minor > 0),
        largest_order_minor=steps.total_minor.max(),
        # Of orders at one instant the largest counts as the last, on all engines.
        latest_order_minor=steps.total_minor.max(where=steps.is_last),
        orders_90d=steps.count(where=lately),
        revenue_90d_minor=_added(steps.total_minor, lately).fill_null(0),
    )


def _added(amounts: ir.Value, where: ir.BooleanValue | None = None) -> ir.Value:
    """Return a sum of whole numbers: exact up to 2^53, and faster than in 128 bits."""
    return amounts.cast("float64").sum(where=where).cast("int64")


def _trend(sums: ir.Table, as_of: Instant) -> ir.Value:
    """Return the least-squares slope of the gaps over their number, in days a gap.

    With m gaps g_j, sum of g_j (j - mean j) equals n (middle of first and last time - mean time),
    because a time is the sum of the gaps before it. The denominator is m (m^2 - 1) / 12.
    """
    n, gaps = sums.orders, (sums.orders - 1).cast("float64")
    middle_age = (2 * as_of - sums.first_at - sums.last_at) / (2 * DAY)
    above = sums.age_days - n * middle_age
    below = gaps * (gaps * gaps - 1) / 12
    return ibis.ifelse(gaps > 1, above / below.nullif(0), None)
