"""Scores of all customers, computed ahead of time, so that an action only reads a row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Table, delete, insert

from crm.store import Unit
from crm.tables.events import customer_recommendations, customer_scores, product_neighbours
from crm_models.churn import Churn
from crm_models.features import CustomerFeatures
from crm_models.recommendation import Recommendation, Recommended
from crm_models.segmentation import Segmentation
from crm_models.value import LifetimeValue

# Shares of customers by expected revenue: the top fifth, the next three tenths, the rest.
_VALUE_SHARES = (0.5, 0.8)
# Churn probabilities from which a risk counts as middle and as high.
CHURN_MIDDLE, CHURN_HIGH = 0.45, 0.7
NEW_DAYS = 60
"""So many days after a first order that no second one followed, a customer still counts as new."""
# A regular with so many orders has left the own rhythm when so many usual gaps have gone by.
_REGULAR_ORDERS, _GAPS_MISSED = 5, 4.0
_BATCH = 5_000

_AWAY = frozenset({"at_risk", "cannot_lose", "hibernating", "lost"})

T = TypeVar("T")


def score_rows(
    features: CustomerFeatures,
    segmentation: Segmentation,
    churn: Churn | None,
    value: LifetimeValue | None,
) -> list[dict[str, Any]]:
    """Return one row of ``customer_scores`` a customer, without times and versions.

    Without a churn or value model the neutral defaults stand in: middle risk, and what was spent
    so far in place of what is expected. Who has just ordered for the first time is new, whatever
    that order makes the models expect: the prediction rests on one point.
    """
    count = len(features)
    quintiles, clusters = segmentation.quintiles(features), segmentation.clusters(features)
    risk = churn.score(features) if churn else np.full(count, 0.5)
    worth = value.score(features) if value else features.revenue
    newcomers = are_new(features)
    segments = named_segments(features, segmentation)
    bands = value_bands(worth, newcomers)
    rows = []
    for i in range(count):
        reasons = {"segment": segmentation.explain(features, i)}
        if churn:
            reasons["churn"] = churn.explain(features, i)
        if value:
            reasons["value"] = value.explain(features, i)
        rows.append(
            {
                "customer_id": int(features.customer[i]),
                "recency_days": int(features.recency[i]),
                "frequency": int(features.frequency[i]),
                "monetary_minor": int(features.revenue[i]),
                "rfm": "".join(str(q) for q in quintiles[i]),
                "segment": segments[i],
                "cluster": int(clusters[i]),
                "value_band": bands[i],
                "lifetime_value_minor": int(worth[i]),
                "churn_probability": float(risk[i]),
                "churn_risk": churn_risk(float(risk[i])),
                "reasons": reasons,
            }
        )
    return rows


def are_new(features: CustomerFeatures) -> NDArray[np.bool_]:
    """Return who has made a single order, in the last `NEW_DAYS` days, shape ``(n,)``."""
    return (features.frequency <= 1) & (features.recency <= NEW_DAYS)


def have_fallen_silent(features: CustomerFeatures) -> NDArray[np.bool_]:
    """Return who ordered at a pace and has missed several orders of it since, shape ``(n,)``.

    Recency among all customers does not see this: when most buy rarely, somebody who came every
    three weeks and has been away for four months is still among the recent.
    """
    # Comparisons with the missing gap of a single order are false.
    overdue = features.recency >= _GAPS_MISSED * features.gap
    return (features.frequency >= _REGULAR_ORDERS) & overdue & (features.recency > NEW_DAYS)


def named_segments(features: CustomerFeatures, segmentation: Segmentation) -> list[str]:
    """Return each customer's segment; newcomers and fallen regulars go before the grid."""
    silent, fresh = have_fallen_silent(features), are_new(features)
    frequent = segmentation.quintiles(features)[:, 1] == 5
    found = segmentation.score(features)
    for i in range(len(found)):
        if fresh[i]:
            found[i] = "new"
        elif silent[i] and found[i] not in _AWAY:
            found[i] = "cannot_lose" if frequent[i] else "at_risk"
    return found


def value_bands(
    worth: NDArray[np.float64], newcomers: NDArray[np.bool_] | None = None
) -> list[str]:
    """Return ``high`` for the top fifth, ``middle`` for the next three tenths, else ``low``.

    Parameters
    ----------
    worth:
        Expected revenue in minor units, shape ``(n,)``.
    newcomers:
        Who is new, shape ``(n,)``: at most ``middle``, however much is expected.
    """
    if len(worth) == 0:
        return []
    new = np.zeros(len(worth), dtype=bool) if newcomers is None else newcomers
    middle, high = np.quantile(worth, _VALUE_SHARES)
    return [
        "high" if w > high and not fresh else "middle" if w > middle else "low"
        for w, fresh in zip(worth.tolist(), new.tolist(), strict=True)
    ]


def churn_risk(probability: float) -> str:
    """Return a churn probability in words: ``high``, ``middle`` or ``low``."""
    if probability >= CHURN_HIGH:
        return "high"
    return "middle" if probability >= CHURN_MIDDLE else "low"


def write_scores(unit: Unit, rows: list[dict[str, Any]], versions: dict[str, str]) -> None:
    """Replace all customers' scores."""
    stamp = {"model_versions": versions, "scored_at": unit.now}
    _replace(unit, customer_scores, [row | stamp for row in rows])


def write_recommendations(
    unit: Unit, recommendation: Recommendation, recommended: list[Recommended]
) -> None:
    """Replace what goes together and what fits each customer."""
    names = ("product_id", "neighbour_id", "rank", "score", "together")
    pairs = [dict(zip(names, row, strict=True)) for row in recommendation.goes_with()]
    _replace(unit, product_neighbours, pairs)
    rows = [
        {
            "customer_id": r.customer,
            "product_id": r.product,
            "rank": r.rank,
            "score": r.score,
            "because_product_id": r.because,
        }
        for r in recommended
    ]
    _replace(unit, customer_recommendations, rows)


def _replace(unit: Unit, table: Table, rows: list[dict[str, Any]]) -> None:
    unit.connection.execute(delete(table))
    for batch in _batches(rows, _BATCH):
        unit.connection.execute(insert(table), list(batch))


def _batches(rows: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(rows), size):
        yield rows[start : start + size]
