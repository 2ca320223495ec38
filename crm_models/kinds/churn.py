"""Churn of customers without a contract: the probability of no order within the own rhythm."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar

import numpy as np
import pandas as pd

from crm.score_adjustment import CHURN_HIGH, CHURN_MIDDLE
from crm_models.arrays import Floats
from crm_models.classification.classifier import Classifier
from crm_models.feature_tables.features import Features
from crm_models.history import History
from crm_models.kinds.contract import CustomerModel
from crm_models.kinds.inputs import SHAPES, inputs
from crm_models.kinds.measuring import measures
from crm_models.kinds.reasons import of_buyers, reasons
from crm_models.kinds.rhythm import Rhythm
from crm_models.kinds.snapshots import lessons

_UNKNOWN = 0.5


class Churn(CustomerModel):
    """Tells the probability that a customer does not order within a horizon of the own rhythm.

    Parameters
    ----------
    rhythm:
        The rule of the horizon: by default two usual gaps, from 30 to 120 days, and 90 days for
        who has ordered once.
    seed:
        The same seed and history give the same model.
    """

    kind: ClassVar[str] = "churn"
    neutral: ClassVar[Mapping[str, Any]] = {
        "churn_probability": _UNKNOWN,
        "churn_risk": "middle",
    }
    measure: ClassVar[str] = "roc_auc"
    horizon_days: ClassVar[int] = int(Rhythm().ceiling)

    def __init__(self, rhythm: Rhythm | None = None, seed: int = 0) -> None:
        self.rhythm = rhythm or Rhythm()
        self.classifier = Classifier(seed, SHAPES)

    def fit(self, history: History, as_of: datetime) -> Churn:
        """Learn from what followed on past days, each at least a longest horizon ago.

        Raises
        ------
        Invalid
            If there are too few days or customers, or nearly all did the same.
        """
        learnt = lessons(history, as_of, self.rhythm.ceiling, self.labels)
        self.classifier.fit(learnt.frame, learnt.labels, learnt.folds)
        return self

    def labels(self, history: History, features: Features) -> Floats:
        """Return 1 for each customer who did not order within the own horizon."""
        orders = history.outcomes(features, self.rhythm.days(features))["orders"]
        return (orders == 0).to_numpy(np.float64)

    def score(self, features: Features) -> pd.DataFrame:
        """Return the probability and the risk in words."""
        known = features.numbers("orders") > 0
        found = np.full(len(features), _UNKNOWN)
        if known.any():
            found[known] = self.classifier.predict_proba(inputs(features.rows(known)))
        return pd.DataFrame({"churn_probability": found, "churn_risk": risks(found)})

    def explain(self, features: Features) -> list[list[str]]:
        """Return why the risk is high or low; of a middle one, why it is not the mean."""

        def told(buyers: Features) -> list[list[str]]:
            parts = self.parts(buyers)
            log_odds = parts.to_numpy().sum(axis=1)
            above = log_odds > parts["base"].to_numpy()
            risky = np.where(
                log_odds >= _odds(CHURN_HIGH), True, (log_odds >= _odds(CHURN_MIDDLE)) & above
            )
            return reasons(buyers, parts, raises=risky, away=risky)

        return of_buyers(features, told)

    def parts(self, features: Features) -> pd.DataFrame:
        """Return what each column adds to the log-odds of churn, and ``base``."""
        return self.classifier.explain(inputs(features))

    def evaluate(self, history: History, as_of: datetime) -> dict[str, float]:
        """Return how well the probabilities tell who did not come back.

        Raises
        ------
        Invalid
            If all did the same, so that nothing can be measured.
        """
        features = history.features(as_of)
        probability = self.score(features)["churn_probability"].to_numpy(np.float64)
        return measures(self.labels(history, features), probability)

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays."""
        return {"rhythm": np.array(json.dumps(self.rhythm)), **self.classifier.state()}

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Churn:
        """Return the model that ``state`` was taken from."""
        made = cls(Rhythm(*json.loads(str(state["rhythm"]))))
        made.classifier = Classifier.from_state(state)
        return made


def risks(probability: Floats) -> Any:
    """Return probabilities in words: ``high``, ``middle`` or ``low``."""
    return np.array(["low", "middle", "high"], object)[
        np.searchsorted([CHURN_MIDDLE, CHURN_HIGH], probability, side="right")
    ]


def _odds(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))
