"""A small made-up shop with a bit of everything, as a history in memory."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import cached_property

import numpy as np

from crm_models.feature_tables.duckdb_engine import engine
from crm_models.feature_tables.features import Features
from crm_models.feature_tables.schema import COLUMNS, DAY, KNOWN_AT, Inputs
from crm_models.history import History
from tests.models.feature_rows import AS_OF, NOW, Row, Rows, arrow
from tests.models.histories import shop_of

CATEGORIES = ("bags", "candles", "garden", "tea")
# Who bought a category buys the one after it next, more often than not.
_FOLLOWS = 0.6


def made_shop(customers: int = 250, seed: int = 5) -> Rows:
    """Return the rows of a shop whose customers have a pace, habits and moods of their own.

    Times are whole days, so that sums are exact. A quarter of a year of it lies after `AS_OF`.
    """
    random = np.random.default_rng(seed)
    rows: dict[str, list[Row]] = {name: [] for name in COLUMNS}
    category = dict.fromkeys(range(1, customers + 1), 0)
    for number, (customer, days, total) in enumerate(shop_of(customers, seed=seed)):
        at = NOW - int(days) * DAY
        follows = random.random() < _FOLLOWS
        category[customer] += 1 if follows else int(random.integers(len(CATEGORIES)))
        rows["orders"].append(
            {"order_id": number, "customer_id": customer, "placed_at": at, "channel": "web",
             "cancelled_at": at + 20 * DAY if random.random() < 0.05 else None,
             "goods_minor": total, "discount_minor": total // 10 * (customer % 3 == 0),
             "total_minor": total - total // 10 * (customer % 3 == 0)}
        )  # fmt: skip
        bought = CATEGORIES[category[customer] % len(CATEGORIES)]
        rows["order_lines"].append({"order_id": number, "category": bought, "amount_minor": total})
        rows["web_events"].append({"customer_id": customer, "occurred_at": at - DAY})
        if random.random() < 0.1:
            rows["returns"].append(
                {"order_id": number, "customer_id": customer, "created_at": at + 9 * DAY}
            )
            rows["conversations"].append(
                {"conversation_id": number, "customer_id": customer, "created_at": at + 8 * DAY}
            )
            rows["readings"].append(
                {"conversation_id": number, "created_at": at + 8 * DAY, "sentiment": -0.5,
                 "frustration": 0.6}
            )  # fmt: skip
    return rows


def before(rows: Rows) -> Rows:
    """Return the rows as they were at `AS_OF`: what came later is not there."""
    kept = {
        name: [row for row in rows[name] if row[KNOWN_AT[name]] < NOW]
        for name in COLUMNS
        if name in KNOWN_AT
    }
    kept["orders"] = [
        row if (row["cancelled_at"] or 0) < NOW else row | {"cancelled_at": None}
        for row in kept["orders"]
    ]
    there = {row["order_id"] for row in kept["orders"]}
    kept["order_lines"] = [row for row in rows["order_lines"] if row["order_id"] in there]
    return kept


class Remembering(History):
    """A history that computes the features of a day once, as tests ask for the same ones often."""

    @cached_property
    def seen(self) -> dict[tuple[datetime, int | None], Features]:
        """What was computed."""
        return {}

    def features(self, as_of: datetime, most: int | None = None) -> Features:
        """Return the features of a day."""
        if (as_of, most) not in self.seen:
            self.seen[as_of, most] = super().features(as_of, most)
        return self.seen[as_of, most]


@contextmanager
def history_of_rows(rows: Rows) -> Iterator[Remembering]:
    """Yield a history of rows."""
    with engine(threads=1, memory="200MB") as backend:
        for name in COLUMNS:
            backend.con.from_arrow(arrow(rows, name)).create(name)
        inputs = Inputs(**{name: backend.table(name) for name in COLUMNS})
        yield Remembering(backend, inputs, AS_OF)
