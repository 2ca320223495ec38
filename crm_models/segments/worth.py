"""High, middle and low value: which part of the revenue comes from which part of the customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crm_models.arrays import Floats

# As in the scores of the store: the top fifth, the next three tenths, the rest.
BANDS = (("high", 0.2), ("middle", 0.3), ("low", 0.5))


@dataclass(frozen=True)
class Band:
    """A group of customers by what they brought, and their parts of customers and revenue."""

    name: str
    customers: int
    share_of_customers: float
    share_of_revenue: float
    lowest: float


def value_groups(revenue: Floats) -> list[Band]:
    """Return the groups, highest first; ``lowest`` is the least that one of the group brought.

    Parameters
    ----------
    revenue:
        What each customer brought, not negative, shape ``(n,)``.
    """
    ordered = -np.sort(-revenue)
    ends = np.rint(np.cumsum([share for _, share in BANDS]) * len(ordered)).astype(int)
    total = float(ordered.sum())
    bands, start = [], 0
    for (name, _), end in zip(BANDS, ends.tolist(), strict=True):
        part = ordered[start:end]
        if len(part):
            share = float(part.sum()) / total if total > 0 else float("nan")
            bands.append(Band(name, len(part), len(part) / len(ordered), share, float(part[-1])))
        start = end
    return bands
