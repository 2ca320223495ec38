"""Recency, frequency and money from 1 to 5, the plain score, and the eleven names.

Quintiles of the three are the usual scores of database marketing (Hughes, "Strategic Database
Marketing", 1994), and so are the eleven names over a grid of recency and frequency. Two rules go
before the grid, as quintiles compare customers with each other and not with themselves.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crm_models.arrays import Floats
from crm_models.feature_tables.features import Features

Scores = NDArray[np.int64]

NEW_DAYS = 60
"""So many days after a first order that no second one followed, a customer still counts as new."""
# Of regulars, with so many orders or more, who comes no more is told by the own pace: gone silent
# is who has let so many usual gaps go by.
_REGULAR_ORDERS, _GAPS_MISSED = 5, 4.0

# Rows are recency scores 1 to 5, columns frequency scores 1 to 5.
GRID = np.array([
    ("lost", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    ("hibernating", "hibernating", "at_risk", "at_risk", "cannot_lose"),
    ("about_to_sleep", "about_to_sleep", "need_attention", "loyal", "loyal"),
    ("promising", "potential_loyal", "potential_loyal", "loyal", "loyal"),
    ("new", "potential_loyal", "potential_loyal", "champion", "champion"),
], dtype=object)  # fmt: skip
_AWAY = ("at_risk", "cannot_lose", "hibernating", "lost")


def quintile_edges(recency: Floats, frequency: Floats, revenue: Floats) -> Floats:
    """Return the four limits between the fifths of each of the three, shape ``(3, 4)``."""
    return np.stack([np.quantile(c, [0.2, 0.4, 0.6, 0.8]) for c in (recency, frequency, revenue)])


def quintiles(edges: Floats, recency: Floats, frequency: Floats, revenue: Floats) -> Scores:
    """Return recency, frequency and monetary scores from 1 (worst) to 5, shape ``(n, 3)``."""
    columns = (
        5 - np.searchsorted(edges[0], recency, side="left"),
        1 + np.searchsorted(edges[1], frequency, side="left"),
        1 + np.searchsorted(edges[2], revenue, side="left"),
    )
    return np.stack(columns, axis=1).astype(np.int64)


def plain_score(scores: Scores) -> Scores:
    """Return R + F + M, from 3 to 15, shape ``(n,)``."""
    return np.asarray(scores.sum(axis=1))


def are_new(features: Features) -> NDArray[np.bool_]:
    """Return who has made a single order, in the last `NEW_DAYS` days, shape ``(n,)``."""
    return (features.numbers("orders") <= 1) & (features.numbers("recency_days") <= NEW_DAYS)


def have_fallen_silent(features: Features) -> NDArray[np.bool_]:
    """Return who ordered at a pace and has missed several orders of it since, shape ``(n,)``.

    Recency among all customers does not see this: when most buy rarely, somebody who came every
    three weeks and has been away for four months is still among the recent.
    """
    recency = features.numbers("recency_days")
    # Comparisons with the missing gap of a single order are false.
    overdue = recency >= _GAPS_MISSED * features.numbers("gap_mean_days")
    return (features.numbers("orders") >= _REGULAR_ORDERS) & overdue & (recency > NEW_DAYS)


def named_segments(features: Features, scores: Scores) -> NDArray[np.object_]:
    """Return each customer's segment; newcomers and fallen regulars go before the grid.

    Parameters
    ----------
    scores:
        As `quintiles` returns them, of the same customers.
    """
    names = GRID[scores[:, 0] - 1, scores[:, 1] - 1]
    fallen = have_fallen_silent(features) & ~np.isin(names.astype(str), _AWAY)
    names[fallen & (scores[:, 1] == 5)] = "cannot_lose"
    names[fallen & (scores[:, 1] < 5)] = "at_risk"
    names[are_new(features)] = "new"
    return names
