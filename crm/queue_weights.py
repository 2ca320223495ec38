"""The table of weights: what counts for a place in the line, and how many points it gives.

A shop changes a weight by its name (``Weights({"value.high": 5})``) and adds rows for further
topics and reasons (``topic.exchange_item``). The rows here are the defaults, and ``docs/queue.md``
lists them. A point is a minute of waiting.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from crm.errors import Invalid

HEAD_START = 10.0
"""Most points that everything but the waiting gives together."""
MOST = 120.0


@dataclass(frozen=True)
class Weight:
    """A row: its name, its points, and the words that the desk shows beside them."""

    name: str
    points: float
    words: str


WEIGHTS = (
    Weight("value.high", 3.0, "high customer value"),
    Weight("value.middle", 1.0, "middle customer value"),
    Weight("value.low", 0.0, "low customer value"),
    Weight("lifetime_value", 1.0, "expected revenue, in proportion up to the full amount"),
    Weight("churn.high", 2.0, "likely to leave"),
    Weight("churn.middle", 0.5, "may leave"),
    Weight("churn.low", 0.0, "stays"),
    Weight("frustration", 3.0, "frustration of the conversation, in proportion"),
    Weight("sentiment", 1.5, "negative mood of the last message, in proportion"),
    Weight("topic.payment_issue", 3.0, "a payment failed"),
    Weight("topic.report_damaged_item", 2.5, "something came damaged"),
    Weight("topic.report_missing_item", 2.5, "something did not come"),
    Weight("topic.complaint", 2.0, "a complaint"),
    # What can no longer be changed once the parcel is packed.
    Weight("topic.cancel_order", 2.0, "an order to stop before it is packed"),
    Weight("topic.change_order", 2.0, "an order to change before it is packed"),
    Weight("topic.change_shipping_address", 2.0, "an address to change before it is packed"),
    Weight("topic.recover_password", 1.5, "locked out of the account"),
    Weight("topic.get_refund", 1.5, "a refund is wanted"),
    Weight("topic.track_refund", 1.0, "a refund is awaited"),
    Weight("topic.track_order", 0.5, "a parcel is awaited"),
    Weight("topic.out_of_scope", 0.0, "nothing of the shop's"),
    Weight("topic.greet", 0.0, "small talk"),
    Weight("topic.thank", 0.0, "small talk"),
    Weight("topic.praise", 0.0, "praise"),
    Weight("promise.near", 3.0, "a promised time is near: from none to these as it comes"),
    Weight("promise.broken", 5.0, "a promised time has passed"),
    Weight("priority.high", 3.0, "handed over with high priority"),
    Weight("priority.normal", 1.0, "handed over with normal priority"),
    Weight("priority.low", 0.0, "handed over with low priority"),
    Weight("reason.agent_vanished", 3.0, "an agent was lost; the shop's fault"),
    Weight("reason.two_failures", 1.0, "the assistant failed twice"),
    Weight("reason.not_understood", 1.0, "the assistant did not understand"),
    # Not points, but the measures of two rows above.
    Weight("lifetime_value_full", 1000.0, "expected revenue (whole euros) that gets all points"),
    Weight("promise_near", 15.0, "minutes before a promised time from which it counts"),
)
_MEASURES = {"lifetime_value_full": 1e9, "promise_near": 1440.0}
_NAMES = {row.name for row in WEIGHTS}
_MORE = re.compile(r"(topic|reason)\.[a-z][a-z0-9_]{0,59}")


def table_with(points: Mapping[str, float]) -> dict[str, Weight]:
    """Return all rows by name, with a shop's own points over the defaults.

    Raises
    ------
    Invalid
        If a name is unknown, or a number is none or out of range.
    """
    _check_all(points)
    table = {row.name: row for row in WEIGHTS}
    for name, value in points.items():
        words = table[name].words if name in table else name.replace(".", ": ").replace("_", " ")
        table[name] = Weight(name, float(value), words)
    return table


def _check_all(points: Mapping[str, float]) -> None:
    """Refuse names that are not in the table, and numbers that are none or out of range.

    Raises
    ------
    Invalid
        For the first such row; it names it and says what is possible.
    """
    for name, value in points.items():
        if name not in _NAMES and not _MORE.fullmatch(name):
            known = ", ".join(sorted(_NAMES))
            raise Invalid(
                "unknown_weight",
                f"there is no weight {name!r}; choose from {known}, or "
                "a topic or reason of yours (topic.NAME, reason.NAME)",
            )
        _checked(name, value, _MEASURES.get(name, MOST))


def checked_head_start(value: float) -> None:
    """Refuse a head start that is no number from 0 to 120."""
    _checked("head_start", value, MOST)


def _checked(name: str, value: float, most: float) -> None:
    fits = isinstance(value, int | float) and math.isfinite(value) and 0 <= value <= most
    if not fits or isinstance(value, bool):
        raise Invalid("invalid_weight", f"{name} must be a number from 0 to {most:g}, not {value}")
