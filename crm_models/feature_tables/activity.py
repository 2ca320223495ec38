"""Features of what else a customer does: categories, channels, returns, contacts, mood, web."""

from __future__ import annotations

from collections.abc import Sequence

import ibis
import ibis.expr.types as ir

from crm_models.feature_tables.as_of import Known
from crm_models.feature_tables.purchases import LATELY
from crm_models.feature_tables.schema import DAY

MONTH = 30 * DAY


def category_features(known: Known) -> ir.Table:
    """Return the categories a customer bought from: how many, the dearest, the latest."""
    orders = known.tables.orders.select("order_id", "customer_id", "placed_at")
    lines = known.tables.order_lines.join(orders, "order_id")
    named = lines.filter(lines.category.notnull())
    spent = named.group_by("customer_id", "category").agg(
        weight=named.amount_minor.sum(), last_at=named.placed_at.max()
    )
    found = _favourite(spent, "category", "last_at")
    share = found.top_weight / ibis.greatest(found.weight, 1)
    return found.select(
        "customer_id",
        categories=found.kinds,
        top_category=found.top,
        top_category_share=share,
        last_category=found.latest,
    )


def channel_features(known: Known) -> ir.Table:
    """Return how many channels a customer orders through and which one most often."""
    orders = known.tables.orders
    named = orders.filter(orders.channel.notnull())
    used = named.group_by("customer_id", "channel").agg(weight=named.count())
    found = _favourite(used, "channel")
    return found.select("customer_id", channels=found.kinds, top_channel=found.top)


def _favourite(weighed: ir.Table, column: str, latest: str | None = None) -> ir.Table:
    """Return the heaviest of a customer's kinds; of equals the first by name.

    Parameters
    ----------
    latest:
        A column of times, to return the latest kind too; of equals the heaviest.
    """
    order = [ibis.desc("weight"), column]
    ranked = weighed.mutate(first=_is_first(weighed[column], order))
    more = {}
    if latest is not None:
        ranked = ranked.mutate(newest=_is_first(ranked[column], [ibis.desc(latest), *order]))
        more["latest"] = ranked[column].max(where=ranked.newest)
    return ranked.group_by("customer_id").agg(
        kinds=ranked.count(),
        top=ranked[column].max(where=ranked.first),
        weight=ranked.weight.sum(),
        top_weight=ranked.weight.max(where=ranked.first),
        **more,
    )


def _is_first(column: ir.Value, order: Sequence[ir.Value | str]) -> ir.BooleanValue:
    """Return whether a row is its customer's first; ``column`` is nowhere empty."""
    return column.lag().over(ibis.window(group_by="customer_id", order_by=order)).isnull()


def cancellation_features(known: Known) -> ir.Table:
    """Return how many orders were cancelled."""
    return known.cancelled.group_by("customer_id").agg(cancelled_orders=known.cancelled.count())


def return_features(known: Known) -> ir.Table:
    """Return how many returns a customer announced that were not rejected."""
    returned = known.tables.returns
    return returned.group_by("customer_id").agg(returns=returned.count())


def refund_features(known: Known) -> ir.Table:
    """Return how much was paid back or promised."""
    refunds = known.tables.refunds
    paid_back = refunds.amount_minor.sum().cast("int64")
    return refunds.group_by("customer_id").agg(refunded_minor=paid_back)


def contact_features(known: Known) -> ir.Table:
    """Return how often and how lately a customer came to the support."""
    talks = known.tables.conversations
    lately = talks.created_at >= known.as_of - LATELY
    return talks.group_by("customer_id").agg(
        conversations=talks.count(),
        conversations_90d=talks.count(where=lately),
        contact_recency_days=(known.as_of - talks.created_at.max()) / DAY,
    )


def handover_features(known: Known) -> ir.Table:
    """Return how often a person had to take over."""
    handed = known.tables.handovers.join(_talks(known), "conversation_id")
    return handed.group_by("customer_id").agg(handovers=handed.count())


def ticket_features(known: Known) -> ir.Table:
    """Return how many tickets were opened."""
    tickets = known.tables.tickets
    return tickets.group_by("customer_id").agg(tickets=tickets.count())


def mood_features(known: Known) -> ir.Table:
    """Return sentiment and frustration of what a customer wrote, at all and lately."""
    read = known.tables.readings.join(_talks(known), "conversation_id")
    lately = read.created_at >= known.as_of - LATELY
    return read.group_by("customer_id").agg(
        messages=read.count(),
        sentiment_mean=read.sentiment.mean(),
        sentiment_90d=read.sentiment.mean(where=lately),
        negative_share=(read.sentiment < 0).cast("float64").mean(),
        frustration_max_90d=read.frustration.max(where=lately),
    )


def web_features(known: Known) -> ir.Table:
    """Return how often and how lately a customer was seen in the web shop."""
    seen = known.tables.web_events
    return seen.group_by("customer_id").agg(
        web_events_30d=seen.count(where=seen.occurred_at >= known.as_of - MONTH),
        web_events_90d=seen.count(where=seen.occurred_at >= known.as_of - LATELY),
        web_recency_days=(known.as_of - seen.occurred_at.max()) / DAY,
    )


def _talks(known: Known) -> ir.Table:
    return known.tables.conversations.select("conversation_id", "customer_id")
