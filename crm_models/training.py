"""Trains all customer models on the store and writes their scores back to it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import sklearn

from crm.errors import Invalid
from crm.store import Store
from crm_models.churn import Churn
from crm_models.features import OrderTable, customer_features, day_of, read_orders
from crm_models.model import Model
from crm_models.recommendation import Recommendation, read_purchases
from crm_models.registry import CHALLENGER, register
from crm_models.scoring import write_recommendations, write_scores
from crm_models.segmentation import Segmentation
from crm_models.serving import load_champions, rows_of
from crm_models.value import LifetimeValue

Progress = Callable[[str, int, int], None]
STEPS = ("reading orders", "segments", "churn", "value", "recommendations", "writing scores")

T = TypeVar("T")


@dataclass(frozen=True)
class TrainingReport:
    """What was trained on how much, what could not be and why, and which kinds' new models did
    not come into use because the present one is better on held-out data."""

    customers: int
    orders: int
    metrics: dict[str, dict[str, float]]
    skipped: dict[str, str]
    challengers: list[str]


def train(store: Store, folder: Path, progress: Progress | None = None) -> TrainingReport:
    """Train segments, churn, value and recommendations, and score all customers.

    A model that is worse on held-out data than the one in use is kept as a challenger; the scores
    are those of the models in use.

    Parameters
    ----------
    store:
        Read first, written at the end in one transaction.
    folder:
        Where the models' files are kept.
    progress:
        Called with the name of the step, how many are done and how many there are.

    Raises
    ------
    Invalid
        If the store holds no orders of known customers.
    """

    def report(step: int) -> None:
        if progress:
            progress(STEPS[step] if step < len(STEPS) else "done", step, len(STEPS))

    report(0)
    with store.reading() as unit:
        table, purchases, now = read_orders(unit), read_purchases(unit), unit.now
    if len(table.customer) == 0:
        raise Invalid(
            "no_orders",
            "the store has no orders of known customers: run `attune demo` or `attune import`",
        )
    as_of = day_of(now)
    features = customer_features(table, as_of)
    skipped: dict[str, str] = {}
    report(1)
    segmentation = _try(skipped, "segment", lambda: Segmentation().fit(features))
    report(2)
    churn = _try(skipped, "churn", lambda: Churn().fit(table, snapshots(table, as_of)))
    report(3)
    value = _try(skipped, "value", lambda: LifetimeValue().fit(features))
    report(4)
    recommendation = _try(skipped, "recommend", lambda: Recommendation().fit(purchases))
    recommended = recommendation.recommend(purchases) if recommendation else []
    report(5)
    metrics = _metrics(segmentation, churn, table, as_of, skipped)
    version = now.strftime("%Y%m%dT%H%M%S%f")
    trained: list[Model] = [m for m in (segmentation, churn, value) if m is not None]
    cards = {m.kind: _save(m, folder, version, table, metrics.get(m.kind, {})) for m in trained}
    with store.transaction() as unit:
        registered = [register(unit, kind, version, *made) for kind, made in cards.items()]
        serving = load_champions(unit)
        if "segment" in serving.models:
            write_scores(unit, rows_of(features, serving), serving.versions)
        if recommendation:
            write_recommendations(unit, recommendation, recommended)
    report(len(STEPS))
    challengers = [model.kind for model in registered if model.status == CHALLENGER]
    return TrainingReport(len(features), len(table.customer), metrics, skipped, challengers)


def snapshots(table: OrderTable, as_of: float, horizon: float = 90.0) -> list[float]:
    """Return the past days to learn churn from: the newest that is known, and two before it."""
    start = float(table.at.min()) + horizon
    return [d for d in (as_of - horizon, as_of - 2 * horizon, as_of - 3 * horizon) if d > start]


def _metrics(
    segmentation: Segmentation | None,
    churn: Churn | None,
    table: OrderTable,
    as_of: float,
    skipped: dict[str, str],
) -> dict[str, dict[str, float]]:
    """Return held-out metrics: churn is judged by a model that never saw the newest snapshot."""
    found: dict[str, dict[str, float]] = {}
    if segmentation:
        found["segment"] = segmentation.evaluate(customer_features(table, as_of))
    days = snapshots(table, as_of)
    if churn and len(days) > 1:
        earlier = _try(skipped, "churn evaluation", lambda: Churn().fit(table, days[1:]))
        if earlier:
            found["churn"] = earlier.evaluate(table, days[0])
    return found


def _save(
    model: Model, folder: Path, version: str, table: OrderTable, metrics: dict[str, float]
) -> tuple[Path, dict[str, Any]]:
    path = folder / f"{model.kind}-{version}.npz"
    model.save(path)
    card = {
        "orders": len(table.customer),
        "customers": len(np.unique(table.customer)),
        "first_day": float(table.at.min()),
        "last_day": float(table.at.max()),
        "metrics": metrics,
        "libraries": {"numpy": np.__version__, "scikit-learn": sklearn.__version__},
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }
    return path, card


def _try(skipped: dict[str, str], kind: str, fit: Callable[[], T]) -> T | None:
    """Return a fitted model, or note why there is none: one missing model stops no other."""
    try:
        return fit()
    except Invalid as error:
        skipped[kind] = error.detail
        return None
