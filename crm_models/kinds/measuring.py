"""Measures of a probability against what came to pass."""

from __future__ import annotations

import numpy as np
from sklearn.metrics import average_precision_score, roc_auc_score

from crm.errors import Invalid
from crm_models.arrays import Floats

_SURE = 1e-6


def measures(truth: Floats, probability: Floats) -> dict[str, float]:
    """Return areas, losses and calibration.

    Parameters
    ----------
    truth, probability:
        0 or 1, and the probability of a 1, a row; shape ``(n,)``.

    Raises
    ------
    Invalid
        If all rows are of one class, so that nothing can be measured.
    """
    if len(np.unique(truth)) < 2:
        raise Invalid(
            "one_class", f"{int(truth.sum())} of {len(truth)} outcomes are a yes: both are needed"
        )
    sure = np.clip(probability, _SURE, 1 - _SURE)
    return {
        "rows": float(len(truth)),
        "rate": float(truth.mean()),
        "mean_probability": float(probability.mean()),
        "roc_auc": float(roc_auc_score(truth, probability)),
        "pr_auc": float(average_precision_score(truth, probability)),
        "brier": float(np.mean((probability - truth) ** 2)),
        "log_loss": float(-np.mean(np.log(np.where(truth == 1, sure, 1 - sure)))),
    }
