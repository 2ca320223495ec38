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
            If the orders span too short a time, there are too few customers, or all did the same.
        """
        if not snapshots:
            raise Invalid(
                "too_short",
                f"the churn model needs orders from more than {2 * self.horizon_days} days",
            )
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
        """Return what weighs most for the customer's risk, or against it when it is low."""
        one = _one(features, row)
        risky = float(self.score(one)[0]) >= 0.5
        weights = self._contributions(one)[0] * (1.0 if risky else -1.0)
        words = _words_for_risk(one) if risky else _words_for_staying(one)
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


# One sentence for each column of the matrix; an empty one where there is nothing to say.
def _words_for_risk(one: CustomerFeatures) -> tuple[str, ...]:
    absent = f"has not ordered for {_days(one.recency)}{_rhythm(one)}"
    orders = int(one.frequency[0])
    few = "has ordered only once" if orders == 1 else f"has ordered only {orders} times"
    slower = one.last_gap[0] > 1.3 * one.gap[0]
    slowing = f"the last gap was {_days(one.last_gap)}{_rhythm(one)}" if slower else ""
    bargains = "buys mostly with a discount" if one.discount_share[0] > 0.1 else ""
    return (absent, absent, few if orders < 4 else "", "", slowing, bargains)


def _words_for_staying(one: CustomerFeatures) -> tuple[str, ...]:
    lately = f"ordered {_days(one.recency)} ago{_rhythm(one)}"
    orders = int(one.frequency[0])
    often = f"has ordered {orders} times" if orders > 2 else ""
    full_price = "buys without discounts" if one.discount_share[0] < 0.02 else ""
    return (lately, lately, often, "", "", full_price)


def _days(days: Floats) -> str:
    count = round(float(days[0]))
    return "1 day" if count == 1 else f"{count} days"


def _rhythm(one: CustomerFeatures) -> str:
    return "" if np.isnan(one.gap[0]) else f"; usually every {one.gap[0]:.0f}"


def _one(features: CustomerFeatures, row: int) -> CustomerFeatures:
    fields = CustomerFeatures.__dataclass_fields__
    return CustomerFeatures(**{name: getattr(features, name)[row : row + 1] for name in fields})
