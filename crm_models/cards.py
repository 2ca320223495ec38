"""What is written down of a trained model beside its file."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from typing import Any

from crm_models.feature_tables.catalogue import FEATURES
from crm_models.history import History
from crm_models.kinds.contract import CustomerModel
from crm_models.kinds.recommend import Recommend
from crm_models.model_files import digest_of

LIBRARIES = ("numpy", "pandas", "scikit-learn", "lightgbm", "duckdb", "ibis-framework")


def card_of(
    model: CustomerModel | Recommend, path: Path, history: History, metrics: Mapping[str, float]
) -> dict[str, Any]:
    """Return the card of a model that was saved at ``path``.

    Returns
    -------
    Data window and rows, features, held-out metrics and which of them counts, what the model says
    of itself, library versions, and the digest that its file must have. What is not defined, such
    as the error of a total of nothing, is null.
    """
    first = history.first_order()
    card = {
        **history.counts(),
        "first_order": None if first is None else first.isoformat(),
        "as_of": history.now.isoformat(),
        "horizon_days": model.horizon_days,
        "features": [feature.name for feature in FEATURES],
        "measure": model.measure,
        "metrics": metrics,
        **(model.facts() if isinstance(model, CustomerModel) else {}),
        "libraries": {name: version(name) for name in LIBRARIES},
        "sha256": digest_of(path),
    }
    return {name: finite(value) for name, value in card.items()}


def finite(value: Any) -> Any:
    """Return a value that JSON can hold: null in place of NaN and infinity, at any depth."""
    if isinstance(value, Mapping):
        return {str(name): finite(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [finite(inner) for inner in value]
    return None if isinstance(value, float) and not isfinite(value) else value
