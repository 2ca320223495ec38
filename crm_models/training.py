"""Trains all customer models on the store and writes their scores back to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from crm.errors import Invalid
from crm.store import Store
from crm_models.cards import card_of, finite
from crm_models.history import History, history_of
from crm_models.kinds.catalogue import KINDS
from crm_models.kinds.recommend import Recommend
from crm_models.recipes import Recipe, customer_recipe, product_recipe
from crm_models.recommenders.contents import Encode
from crm_models.registry import CHALLENGER, Registered, champion, register
from crm_models.serving import READING, M, Progress, load, score_history, serving_of

T = TypeVar("T")


@dataclass(frozen=True)
class TrainingReport:
    """What was trained on how much, what could not be and why, and which kinds' new models did
    not come into use because the present one is better on held-out data."""

    customers: int
    orders: int
    metrics: dict[str, dict[str, float | None]] = field(default_factory=dict)
    skipped: dict[str, str] = field(default_factory=dict)
    challengers: list[str] = field(default_factory=list)


def train(
    store: Store, folder: Path, progress: Progress | None = None, encode: Encode | None = None
) -> TrainingReport:
    """Train a model of each kind, and score all customers by the models in use.

    A model that is worse on held-out data than the one in use is kept as a challenger. One that
    cannot be trained stops no other.

    Parameters
    ----------
    folder:
        Where the models' files are kept.
    progress:
        Called with what is being done, how much is done and how much there is.
    encode:
        Makes vectors of texts, by which products without purchases are compared.

    Raises
    ------
    Invalid
        If the store holds no orders of known customers.
    """
    tell = progress or (lambda _what, _done, _total: None)
    steps = len(KINDS) + 1
    tell(READING, 0, steps)
    with history_of(store) as history:
        counts = require_orders(history)
        report = TrainingReport(counts["customers"], counts["orders"])
        for place, kind in enumerate(KINDS):
            tell(f"training {kind}", place, steps)
            _train_kind(store, folder, history, customer_recipe(kind, history), report)
        tell(f"training {Recommend.kind}", steps - 1, steps)
        _train_kind(store, folder, history, product_recipe(store, encode), report)
        serving = serving_of(store)
        if "segment" in serving.models:
            score_history(store, history, serving, progress)
    return report


def require_orders(history: History) -> dict[str, int]:
    """Return how many customers with orders and how many orders there are.

    Raises
    ------
    Invalid
        If there are none.
    """
    counts = history.counts()
    if not counts["orders"]:
        raise Invalid(
            "no_orders",
            "the store has no orders of known customers: run `attune demo` or `attune import`",
        )
    return counts


def _train_kind(
    store: Store, folder: Path, history: History, recipe: Recipe[M], report: TrainingReport
) -> None:
    kind = recipe.model_class.kind
    model = _try(report.skipped, kind, lambda: recipe.fit(history.now))
    if model is None:
        return
    with store.reading() as unit:
        present = champion(unit, kind)
    # The newest day of which is known what came after it.
    day = history.now - timedelta(days=model.horizon_days)
    metrics = _try(
        report.skipped, f"{kind} evaluation", lambda: recipe.evaluate(recipe.fit(day), day)
    )
    report.metrics[kind] = finite(metrics or {})
    version = history.now.strftime("%Y%m%dT%H%M%S%f")
    path = folder / f"{kind}-{version}.npz"
    model.save(path)
    card = card_of(model, path, history, metrics or {}) | _rival(recipe, present, day)
    with store.transaction() as unit:
        made = register(unit, kind, version, path, card)
    if made.status == CHALLENGER:
        report.challengers.append(kind)


def _rival(recipe: Recipe[M], present: Registered | None, day: datetime) -> dict[str, Any]:
    """Return how well the model in use says the same, if it was trained before that day."""
    if present is None or present.trained_at > day:
        return {}
    found = _try({}, "", lambda: recipe.evaluate(load(present, recipe.model_class), day))
    return (
        {} if found is None else {"rival": {"version": present.version, "metrics": finite(found)}}
    )


def _try(skipped: dict[str, str], kind: str, do: Callable[[], T]) -> T | None:
    """Return what was made, or note why there is nothing."""
    try:
        return do()
    except Invalid as error:
        skipped[kind] = error.detail
        return None
