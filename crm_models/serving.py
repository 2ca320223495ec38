"""The models in use, loaded from their files, and the scores that they give all customers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from crm.errors import Invalid
from crm.store import Store
from crm_models.history import History, history_of
from crm_models.kinds.catalogue import KINDS
from crm_models.kinds.contract import CustomerModel
from crm_models.kinds.recommend import Recommend
from crm_models.model_files import NOT_TRAINED, digest_of
from crm_models.recommendation_rows import write_recommendations
from crm_models.registry import Registered, champions
from crm_models.score_rows import score_columns, settle, write_scores

READING = "reading the store"

M = TypeVar("M", CustomerModel, Recommend)

Progress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Serving:
    """The champions that could be loaded, and why the others could not, by kind."""

    models: dict[str, CustomerModel] = field(default_factory=dict)
    recommend: Recommend | None = None
    versions: dict[str, str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ScoringReport:
    """How many customers were scored, how many products were recommended to them, with which
    models, and which models were missing."""

    customers: int
    recommendations: int
    versions: dict[str, str]
    missing: dict[str, str]


def serving_of(store: Store) -> Serving:
    """Load the models in use; one that is broken or absent stops no other."""
    with store.reading() as unit:
        registered = champions(unit)
    missing: dict[str, str] = {}
    models: dict[str, CustomerModel] = {}
    for kind, model_class in KINDS.items():
        found = _loaded(registered, model_class, missing)
        if found is not None:
            models[kind] = found
    recommend = _loaded(registered, Recommend, missing)
    versions = {kind: one.version for kind, one in registered.items() if kind not in missing}
    return Serving(models, recommend, versions, missing)


def _loaded(
    registered: Mapping[str, Registered], model_class: type[M], missing: dict[str, str]
) -> M | None:
    kind = model_class.kind
    if kind not in registered:
        missing[kind] = NOT_TRAINED
        return None
    try:
        return load(registered[kind], model_class)
    except Invalid as error:
        missing[kind] = error.detail
        return None


def load(registered: Registered, model_class: type[M]) -> M:
    """Load one model and see that its file is the one that was trained.

    Raises
    ------
    Invalid
        If the file is missing, cannot be read or is not what its card says.
    """
    model = model_class.load(registered.path)
    if digest_of(registered.path) != registered.card.get("sha256"):
        raise Invalid(
            "altered_model",
            f"the {registered.kind} model {registered.path.name} is not the file that was "
            "trained; train it again",
        )
    return model


def score_store(store: Store, progress: Progress | None = None) -> ScoringReport:
    """Score all customers with orders by the models in use, and replace the scores.

    A kind without a usable model gives its neutral scores.

    Raises
    ------
    Invalid
        If there is no usable model of segments, without which no row can be written.
    """
    serving = serving_of(store)
    if "segment" not in serving.models:
        raise Invalid("no_segments", f"customers cannot be scored: {serving.missing['segment']}")
    if progress:
        progress(READING, 0, 1)
    with history_of(store) as history:
        return score_history(store, history, serving, progress)


def score_history(
    store: Store, history: History, serving: Serving, progress: Progress | None = None
) -> ScoringReport:
    """Score all customers of a history, some at a time, and recommend products to them."""

    def tell(what: str, done: int, total: int) -> None:
        if progress:
            progress(f"{what} {done:,} of {total:,} customers", done, total)

    total, done = history.counts()["customers"], 0
    # While a batch is written, the next one is scored.
    with ThreadPoolExecutor(1) as writer:
        writing: Future[None] | None = None
        for features in history.feature_batches(history.now):
            columns = score_columns(features, KINDS, serving.models, serving.versions)
            if writing is not None:
                writing.result()
            writing = writer.submit(write_scores, store, columns)
            done += len(features)
            tell("scoring", done, total)
        if writing is not None:
            writing.result()
    settle(store, history.now, history.last_event)
    written = 0
    if serving.recommend is not None:
        written = write_recommendations(
            store, serving.recommend, progress=partial(tell, "recommending to")
        )
    return ScoringReport(done, written, serving.versions, serving.missing)
