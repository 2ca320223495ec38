"""What a prediction is, and what stands for one when there is no model.

This file needs no library of models, so that a service that is asked for none loads none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

NEUTRAL: dict[str, dict[str, Any]] = {
    "segment": {
        "recency_days": 0,
        "frequency": 0,
        "monetary_minor": 0,
        "rfm": "",
        "rfm_score": 0,
        "segment": "unknown",
        "cluster": -1,
    },
    "value": {"lifetime_value_minor": 0, "value_band": "middle", "expected_orders": 0.0},
    "churn": {"churn_probability": 0.5, "churn_risk": "middle"},
    "need": {"need_probability": 0.5, "next_category": None},
    "recommend": {"products": []},
}
"""By kind the columns of an answer, with what stands for somebody of whom nothing is known.

The same as the models themselves have (`CustomerModel.neutral`); a test compares them.
"""


@dataclass(frozen=True)
class Prediction:
    """Scores of some customers.

    Parameters
    ----------
    model:
        Version of the model that they are by; none: they are neutral.
    note:
        Why they are neutral.
    columns:
        The scores, a list for each column, as JSON values.
    reasons:
        For each customer, in words, weightiest first.
    """

    model: str | None
    note: str | None
    columns: dict[str, list[Any]]
    reasons: list[list[str]]

    def to_json(self) -> dict[str, Any]:
        """Return the answer of the API."""
        answer = {**self.columns, "reasons": self.reasons, "model": self.model}
        return answer | ({"note": self.note} if self.note else {})


def neutral(columns: Mapping[str, Any], count: int, note: str) -> Prediction:
    """Return neutral scores for ``count`` customers.

    Parameters
    ----------
    columns:
        By name what each of them gets.
    """
    repeated = {name: [value] * count for name, value in columns.items()}
    return Prediction(None, note, repeated, [[] for _ in range(count)])
