"""The models in use, loaded from their files, and the scores that they give all customers."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from crm.errors import Invalid
from crm.store import Store, Unit
from crm_models.churn import Churn
from crm_models.features import CustomerFeatures, customer_features, day_of, read_orders
from crm_models.model import Model
from crm_models.registry import Registered, champions
from crm_models.scoring import score_rows, write_scores
from crm_models.segmentation import Segmentation
from crm_models.value import LifetimeValue

KINDS: dict[str, type[Model]] = {
    "segment": Segmentation,
    "churn": Churn,
    "value": LifetimeValue,
}
STEPS = ("reading orders", "scoring", "writing scores")

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Serving:
    """The champions that could be loaded, and why the others could not, by kind."""

    models: dict[str, Model]
    versions: dict[str, str]
    missing: dict[str, str]


@dataclass(frozen=True)
class ScoringReport:
    """How many customers were scored, with which models, and which models were missing."""

    customers: int
    versions: dict[str, str]
    missing: dict[str, str]


def load_champions(unit: Unit) -> Serving:
    """Load the models in use; one that is broken or absent stops no other."""
    serving = Serving({}, {}, {})
    registered = champions(unit)
    for kind, model_class in KINDS.items():
        if kind not in registered:
            serving.missing[kind] = "not trained: run `attune models train`"
            continue
        try:
            serving.models[kind] = load(registered[kind], model_class)
            serving.versions[kind] = registered[kind].version
        except Invalid as error:
            serving.missing[kind] = error.detail
    return serving


def load(registered: Registered, model_class: type[Model]) -> Model:
    """Load one model and see that its file is the one that was trained.

    Raises
    ------
    Invalid
        If the file is missing, cannot be read or is not what its card says.
    """
    model = model_class.load(registered.path)
    digest = hashlib.sha256(registered.path.read_bytes()).hexdigest()
    if digest != registered.card.get("sha256"):
        raise Invalid(
            "altered_model",
            f"the {registered.kind} model {registered.path.name} is not the file that was "
            "trained; train it again",
        )
    return model


def score_store(store: Store, progress: Progress | None = None) -> ScoringReport:
    """Score all customers with orders by the models in use, and replace the scores.

    Without churn or value model the neutral defaults of `score_rows` stand in.

    Raises
    ------
    Invalid
        If there is no usable model of segments, without which no row can be written.
    """

    def report(step: int) -> None:
        if progress:
            progress(STEPS[step] if step < len(STEPS) else "done", step, len(STEPS))

    report(0)
    with store.reading() as unit:
        serving = load_champions(unit)
        table, as_of = read_orders(unit), day_of(unit.now)
    report(1)
    rows = rows_of(customer_features(table, as_of), serving)
    report(2)
    with store.transaction() as unit:
        write_scores(unit, rows, serving.versions)
    report(len(STEPS))
    return ScoringReport(len(rows), serving.versions, serving.missing)


def rows_of(features: CustomerFeatures, serving: Serving) -> list[dict[str, object]]:
    """Return the rows of ``customer_scores`` by these models.

    Raises
    ------
    Invalid
        If there is no model of segments.
    """
    if "segment" not in serving.models:
        raise Invalid("no_segments", f"customers cannot be scored: {serving.missing['segment']}")
    return score_rows(
        features,
        cast(Segmentation, serving.models["segment"]),
        cast("Churn | None", serving.models.get("churn")),
        cast("LifetimeValue | None", serving.models.get("value")),
    )
