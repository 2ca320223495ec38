"""Who is new, who is missed, and what that makes of their scores."""

from __future__ import annotations

import numpy as np
import pytest

from crm_models.features import CustomerFeatures, OrderTable, customer_features
from crm_models.scoring import are_new, have_fallen_silent, value_bands


def _features(days: list[float], as_of: float) -> CustomerFeatures:
    """Return the features of one customer who ordered on these days."""
    at = np.array(days)
    total, nothing = np.full(len(days), 5_000.0), np.zeros(len(days))
    orders = OrderTable(np.ones(len(days), dtype=np.int64), at, total, total, nothing)
    return customer_features(orders, as_of)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [([0.0], True), ([-59.0], True), ([-61.0], False), ([-30.0, 0.0], False)],
)
def test_a_single_recent_order_makes_a_new_customer(rows: list[float], expected: bool) -> None:
    """A second order, or two months without one, ends being new."""
    features = _features([100.0 + day for day in rows], 101.0)

    assert [expected] == are_new(features).tolist()


def test_newcomers_are_of_middle_value_at_most() -> None:
    """What a first order makes the model expect is not proven yet."""
    worth = np.arange(10, dtype=np.float64)
    bands = value_bands(worth, worth != 8)

    assert ["low"] * 5 + ["middle"] * 3 + ["high", "middle"] == bands


@pytest.mark.parametrize(
    ("orders", "every", "silent_days", "expected"),
    [
        (27, 22, 118, True),
        (27, 22, 80, False),
        (4, 22, 300, False),
        (6, 10, 55, False),
        (6, 90, 200, False),
    ],
)
def test_a_regular_who_stays_away_has_fallen_silent(
    orders: int, every: int, silent_days: int, expected: bool
) -> None:
    """Who has missed four orders of the own pace is missed; who never had one is not."""
    days = [float(every * n) for n in range(orders)]
    features = _features(days, days[-1] + silent_days)

    assert [expected] == have_fallen_silent(features).tolist()
