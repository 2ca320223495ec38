"""The features by name: what they mean, their units, and what stands where nothing is known."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Feature:
    """A column of the features.

    Parameters
    ----------
    meaning, unit:
        For people.
    default:
        The value for a customer of whom there is nothing to compute it from; none: empty.
    kind:
        The column's type.
    """

    name: str
    meaning: str
    unit: str
    default: float | int | None
    kind: str = "float64"


def _count(name: str, meaning: str, unit: str) -> Feature:
    return Feature(name, meaning, unit, 0, "int64")


def _share(name: str, meaning: str) -> Feature:
    return Feature(name, meaning, "0 to 1", 0.0)


def _days(name: str, meaning: str) -> Feature:
    return Feature(name, meaning, "days", None)


FEATURES: tuple[Feature, ...] = (
    _days("known_days", "since the customer's row was made"),
    _count("orders", "orders that stood at the date (frequency)", "orders"),
    _count("revenue_minor", "sum of their totals (monetary)", "minor units"),
    Feature("order_value_minor", "mean of their totals", "minor units", None),
    _days("recency_days", "since the last order"),
    _days("tenure_days", "since the first order"),
    _days("gap_mean_days", "mean time between orders; from two orders on"),
    _days("gap_last_days", "time between the last two orders"),
    _days("gap_sd_days", "sample standard deviation of the gaps; from three orders on"),
    Feature(
        "gap_trend_days",
        "least-squares slope of the gaps over their number: above 0 they grow; from three orders",
        "days a gap",
        None,
    ),
    _share("discount_share", "discount as a part of the goods' value before it"),
    _share("discounted_orders_share", "orders with any discount among all"),
    Feature("largest_order_minor", "total of the largest order", "minor units", None),
    Feature("latest_order_minor", "total of the last order; of several at once the largest",
            "minor units", None),
    _count("orders_90d", "orders of the last 90 days", "orders"),
    _count("revenue_90d_minor", "sum of their totals", "minor units"),
    _count("cancelled_orders", "orders that had been cancelled by the date", "orders"),
    _count("categories", "categories bought from", "categories"),
    Feature("top_category", "category with the most money; of equals the first", "name", None,
            "string"),
    _share("top_category_share", "its part of the money"),
    Feature("last_category", "category bought from last; of several the one with the most money",
            "name", None, "string"),
    _count("channels", "channels ordered through", "channels"),
    Feature("top_channel", "channel with the most orders; of equals the first", "name", None,
            "string"),
    _count("returns", "returns, exchanges and reports of damage or loss, but rejected ones",
           "returns"),
    Feature("returns_per_order", "returns for each order", "returns an order", 0.0),
    _count("refunded_minor", "refunds that were paid or promised, but failed ones", "minor units"),
    Feature("refund_share", "refunds as a part of the revenue", "ratio", 0.0),
    _count("conversations", "conversations begun", "conversations"),
    _count("conversations_90d", "the same in the last 90 days", "conversations"),
    _days("contact_recency_days", "since the last conversation began"),
    _count("handovers", "times a conversation went from the bot to people", "handovers"),
    _count("tickets", "tickets opened", "tickets"),
    _count("messages", "messages that were read", "messages"),
    Feature("sentiment_mean", "mean sentiment of the messages", "-1 to 1", 0.0),
    Feature("sentiment_90d", "the same in the last 90 days", "-1 to 1", 0.0),
    _share("negative_share", "messages with a sentiment below 0 among all"),
    _share("frustration_max_90d", "highest frustration in the last 90 days"),
    _count("web_events_30d", "events in the web shop in the last 30 days", "events"),
    _count("web_events_90d", "the same in the last 90 days", "events"),
    _days("web_recency_days", "since the last event in the web shop"),
)  # fmt: skip
