"""What is usual in each cluster, in numbers: medians, and the parts of customers and revenue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_models.arrays import Floats
from crm_models.segments.clusters import Labels


@dataclass(frozen=True)
class Profile:
    """A cluster: medians of days since the last order, of orders and of money, and its parts."""

    cluster: int
    days: float
    orders: float
    spent: float
    share_of_customers: float
    share_of_revenue: float


def profiles(recency: Floats, frequency: Floats, revenue: Floats, labels: Labels) -> list[Profile]:
    """Return the profile of each cluster, by number.

    Parameters
    ----------
    recency, frequency, revenue:
        Days since the last order, number of orders and what they brought, shape ``(n,)``.
    labels:
        Clusters from 0, shape ``(n,)``, each with somebody in it.
    """
    total = float(revenue.sum())
    found = []
    for cluster in range(int(labels.max()) + 1):
        inside = labels == cluster
        share = float(revenue[inside].sum()) / total if total > 0 else 0.0
        days, orders, spent = (
            float(np.median(column[inside])) for column in (recency, frequency, revenue)
        )
        found.append(Profile(cluster, days, orders, spent, float(inside.mean()), share))
    return found
