"""Small customer models for tests of what serves them: real files, trained in no time."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from crm.store import Store
from crm_models.feature_tables.features import Features
from crm_models.history import History
from crm_models.kinds.contract import CustomerModel
from crm_models.kinds.recommend import Recommend
from crm_models.registry import Registered, register


class SmallSegment(CustomerModel):
    """Puts who has more orders than a limit into cluster 1; a negative sum comes to nothing."""

    kind = "segment"
    neutral: ClassVar[Mapping[str, Any]] = {"segment": "unknown", "cluster": -1}
    measure = "none"
    horizon_days = 1

    def __init__(self, limit: float = 3) -> None:
        self.limit = limit

    def fit(self, history: History, as_of: datetime) -> Self:
        """Learn nothing."""
        return self

    def score(self, features: Features) -> pd.DataFrame:
        """Compare orders with the limit."""
        many = features.numbers("orders") > self.limit
        names = np.where(many, "loyal", "promising")
        return pd.DataFrame({"segment": names, "cluster": many.astype(int)})

    def explain(self, features: Features) -> list[list[str]]:
        """Say how many orders there are."""
        return [[f"has ordered {orders:.0f} times"] for orders in features.numbers("orders")]

    def evaluate(self, history: History, as_of: datetime) -> dict[str, float]:
        """Measure nothing."""
        return {}

    def state(self) -> dict[str, Any]:
        """Return the limit."""
        return {"limit": np.array(self.limit)}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Return the model with a limit."""
        return cls(float(state["limit"]))


class SmallChurn(SmallSegment):
    """Gives the churn as a limit over the money spent: not finite for who spent nothing."""

    kind = "churn"
    neutral: ClassVar[Mapping[str, Any]] = {"churn_probability": 0.5, "churn_risk": "middle"}

    def score(self, features: Features) -> pd.DataFrame:
        """Divide the limit by the revenue."""
        with np.errstate(divide="ignore"):
            found = self.limit / features.numbers("revenue_minor")
        return pd.DataFrame({"churn_probability": found, "churn_risk": "middle"})


def use(store: Store, folder: Path, model: CustomerModel | Recommend, version: str) -> Registered:
    """Save a model, register it and bring it into use."""
    path = folder / f"{model.kind}-{version}.npz"
    model.save(path)
    card = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest()}
    with store.transaction() as unit:
        return register(unit, model.kind, version, path, card)
