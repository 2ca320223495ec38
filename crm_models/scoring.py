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
_BATCH = 5_000

T = TypeVar("T")


def score_rows(
    features: CustomerFeatures,
    segmentation: Segmentation,
    churn: Churn | None,
    value: LifetimeValue | None,
) -> list[dict[str, Any]]:
    """Return one row of ``customer_scores`` a customer, without times and versions.

    Without a churn or value model the neutral defaults stand in: middle risk, and what was spent
    so far in place of what is expected.
    """
    count = len(features)
    segments, clusters = segmentation.score(features), segmentation.clusters(features)
    quintiles = segmentation.quintiles(features)
    risk = churn.score(features) if churn else np.full(count, 0.5)
    worth = value.score(features) if value else features.revenue
    bands = value_bands(worth)
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


def value_bands(worth: NDArray[np.float64]) -> list[str]:
    """Return ``high`` for the top fifth, ``middle`` for the next three tenths, else ``low``."""
    if len(worth) == 0:
        return []
    middle, high = np.quantile(worth, _VALUE_SHARES)
    return ["high" if w > high else "middle" if w > middle else "low" for w in worth.tolist()]


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
