"""Churn of customers without a contract: the probability of no order within a horizon.

A logistic regression on logged features. Snapshots of the past are its training data: what was
known on a day, and whether an order followed within the horizon.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from crm.errors import Invalid
from crm_models.features import CustomerFeatures, Floats, OrderTable, customer_features
from crm_models.model import Model, require_rows

_MINIMUM_ROWS = 20


class Churn(Model):
    """Predicts the probability that a customer does not order within the horizon.

    Parameters
    ----------
    horizon_days:
        Length of the time in which an order must follow.
    """

    kind = "churn"

    def __init__(self, horizon_days: int = 90) -> None:
        self.horizon_days = horizon_days
        self.mean: Floats = np.zeros(0)
        self.scale: Floats = np.ones(0)
        self.coefficients: Floats = np.zeros(0)
        self.intercept = 0.0

    def fit(self, table: OrderTable, snapshots: Sequence[float]) -> Churn:
        """Learn from what followed on past days.

        Parameters
        ----------
        table:
            All orders.
        snapshots:
            Days since 1970; each at least a horizon before the end of the data.

        Raises
        ------
        Invalid
            If there are too few customers, or all of them did the same.
        """
        parts = [customer_features(table, day) for day in snapshots]
        matrix = np.concatenate([_matrix(part) for part in parts])
        labels = np.concatenate(
            [self.labels(table, part, day) for part, day in zip(parts, snapshots, strict=True)]
        )
        require_rows(self.kind, len(labels), _MINIMUM_ROWS)
        if len(np.unique(labels)) < 2:
            raise Invalid("one_class", "all customers did the same; churn cannot be learnt")
        self.mean = matrix.mean(axis=0)
        self.scale = np.where(matrix.std(axis=0) > 0, matrix.std(axis=0), 1.0)
        fitted = LogisticRegression(max_iter=1000).fit((matrix - self.mean) / self.scale, labels)
        self.coefficients = fitted.coef_[0]
        self.intercept = float(fitted.intercept_[0])
        return self

    def labels(self, table: OrderTable, features: CustomerFeatures, day: float) -> Floats:
        """Return 1 for each customer without an order in the horizon after ``day``."""
        following = (table.at >= day) & (table.at < day + self.horizon_days)
        return (~np.isin(features.customer, table.customer[following])).astype(np.float64)

    def score(self, features: CustomerFeatures) -> Floats:
        """Return the probability of churn of each customer."""
        return 1.0 / (1.0 + np.exp(-(self._contributions(features).sum(axis=1) + self.intercept)))

    def explain(self, features: CustomerFeatures, row: int) -> list[str]:
        """Return what weighs most in a customer's risk, in plain words."""
        weights = self._contributions(_one(features, row))[0]
        words = _words(features, row)
        strongest = [i for i in np.argsort(-weights) if weights[i] > 0.05 and words[i]]
        return list(dict.fromkeys(words[i] for i in strongest))[:2]

    def evaluate(self, table: OrderTable, day: float) -> dict[str, float]:
        """Return the area under the ROC curve and the churn rate on one snapshot."""
        features = customer_features(table, day)
        labels = self.labels(table, features, day)
        auc = roc_auc_score(labels, self.score(features)) if len(np.unique(labels)) == 2 else 0.5
        return {"roc_auc": float(auc), "rows": float(len(labels)), "churned": float(labels.mean())}

    def _contributions(self, features: CustomerFeatures) -> Floats:
        standard = (_matrix(features) - self.mean) / self.scale
        contributions: Floats = standard * self.coefficients
        return contributions

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays."""
        return {
            "mean": self.mean,
            "scale": self.scale,
            "coefficients": self.coefficients,
            "intercept": np.array(self.intercept),
            "horizon_days": np.array(self.horizon_days),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Churn:
        """Return the model that ``state`` was taken from."""
        model = cls(int(state["horizon_days"]))
        model.mean, model.scale = state["mean"], state["scale"]
        model.coefficients, model.intercept = state["coefficients"], float(state["intercept"])
        return model


def _matrix(features: CustomerFeatures) -> Floats:
    """Return the logged inputs, shape ``(n, 6)``."""
    # With one order there is no rhythm yet: the tenure stands in for it.
    gap = np.where(np.isnan(features.gap), features.tenure, features.gap)
    last_gap = np.where(np.isnan(features.last_gap), features.tenure, features.last_gap)
    columns = (
        np.log1p(features.recency),
        np.log1p(features.recency / np.maximum(gap, 1.0)),
        np.log1p(features.frequency),
        np.log1p(features.revenue),
        np.log1p(last_gap / np.maximum(gap, 1.0)),
        features.discount_share,
    )
    return np.stack(columns, axis=1)


def _words(features: CustomerFeatures, row: int) -> list[str]:
    recency, gap = features.recency[row], features.gap[row]
    rhythm = f"; usually every {gap:.0f}" if not np.isnan(gap) else ""
    absent = f"has not ordered for {recency:.0f} days{rhythm}"
    orders = int(features.frequency[row])
    few = f"has ordered {'once' if orders == 1 else f'{orders} times'} so far"
    slower = f"the last gap was {features.last_gap[row]:.0f} days" if orders > 2 else ""
    return [absent, absent, few, "", slower, "buys mostly with a discount"]


def _one(features: CustomerFeatures, row: int) -> CustomerFeatures:
    fields = CustomerFeatures.__dataclass_fields__
    return CustomerFeatures(**{name: getattr(features, name)[row : row + 1] for name in fields})
