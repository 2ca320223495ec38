"""Need: the probability that a customer orders within 30 days, and from which category next."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from crm_models.arrays import Floats
from crm_models.classification.classifier import Classifier
from crm_models.feature_tables.features import Features
from crm_models.history import BATCH, History
from crm_models.kinds.contract import CustomerModel
from crm_models.kinds.inputs import SHAPES, inputs
from crm_models.kinds.measuring import measures
from crm_models.kinds.next_category import NextCategory
from crm_models.kinds.reasons import of_buyers, reasons
from crm_models.kinds.snapshots import MOST, lessons, newest_day

_UNKNOWN = 0.5


class Need(CustomerModel):
    """Tells the probability of an order within a month, and the category it would be for.

    Parameters
    ----------
    seed:
        The same seed and history give the same model.
    """

    kind: ClassVar[str] = "need"
    neutral: ClassVar[Mapping[str, Any]] = {"need_probability": _UNKNOWN, "next_category": None}
    measure: ClassVar[str] = "roc_auc"
    horizon_days: ClassVar[int] = 30

    def __init__(self, seed: int = 0) -> None:
        self.classifier = Classifier(seed, SHAPES)
        self.categories = NextCategory.empty()

    def fit(self, history: History, as_of: datetime) -> Need:
        """Learn from what followed on past days.

        Raises
        ------
        Invalid
            If there are too few days or customers, or nearly all did the same.
        """
        learnt = lessons(history, as_of, self.horizon_days, self.labels)
        self.classifier.fit(learnt.frame, learnt.labels, learnt.folds)
        newest = newest_day(as_of, self.horizon_days)
        view = history.features(newest, MOST)
        earlier = NextCategory(history.category_steps(newest, BATCH))
        earlier.weigh(view, history.next_categories(view, self.horizon_days))
        self.categories = NextCategory(history.category_steps(as_of, BATCH), earlier.parts)
        return self

    def labels(self, history: History, features: Features) -> Floats:
        """Return 1 for each customer who ordered within the horizon."""
        orders = history.outcomes(features, self.horizon_days)["orders"]
        return (orders > 0).to_numpy(np.float64)

    def score(self, features: Features) -> pd.DataFrame:
        """Return the probability and the category."""
        known = features.numbers("orders") > 0
        probability = np.full(len(features), _UNKNOWN)
        category = np.full(len(features), None, dtype=object)
        if known.any():
            buyers = features.rows(known)
            probability[known] = self.classifier.predict_proba(inputs(buyers))
            category[known] = self.categories.predict(buyers)
        names = pd.Series(category, dtype=object)
        return pd.DataFrame({"need_probability": probability, "next_category": names})

    def explain(self, features: Features) -> list[list[str]]:
        """Return why an order is likelier than of most, or less likely."""

        def told(buyers: Features) -> list[list[str]]:
            parts = self.parts(buyers)
            likely = parts.to_numpy().sum(axis=1) > parts["base"].to_numpy()
            return reasons(buyers, parts, raises=likely, away=~likely)

        return of_buyers(features, told)

    def parts(self, features: Features) -> pd.DataFrame:
        """Return what each column adds to the log-odds of an order, and ``base``."""
        return self.classifier.explain(inputs(features))

    def evaluate(self, history: History, as_of: datetime) -> dict[str, float]:
        """Return how well orders were foretold, and how often the category was right.

        ``category_hits`` is the share of first orders within the horizon whose main category was
        named, ``top_category_hits`` the same for always naming the customer's own favourite.

        Raises
        ------
        Invalid
            If all did the same, so that nothing can be measured.
        """
        features = history.features(as_of)
        scores = self.score(features)
        probability = scores["need_probability"].to_numpy(np.float64)
        found = measures(self.labels(history, features), probability)
        truth = history.next_categories(features, self.horizon_days)
        bought = truth.notna().to_numpy()
        if bought.any():
            top = features.frame["top_category"]
            found["category_rows"] = float(bought.sum())
            found["category_hits"] = _hits(truth[bought], scores["next_category"][bought])
            found["top_category_hits"] = _hits(truth[bought], top[bought])
        return found

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays."""
        return {**self.classifier.state(), **self.categories.state()}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Need:
        """Return the model that ``state`` was taken from."""
        made = cls()
        made.classifier = Classifier.from_state(state)
        made.categories = NextCategory.from_state(state)
        return made


def _hits(truth: pd.Series, found: pd.Series) -> float:
    return float(np.mean(truth.to_numpy(object) == found.to_numpy(object)))
