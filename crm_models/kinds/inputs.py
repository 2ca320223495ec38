"""What churn and need look at: the features, and how they stand to the customer's own rhythm."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_models.arrays import Floats
from crm_models.classification.members import Shape
from crm_models.feature_tables.catalogue import FEATURES
from crm_models.feature_tables.features import Features

# Scored and explained for a million customers: few small trees, see `small_trees`.
SHAPES = {"boosted trees, 6 leaves": Shape(6, 0.08, 120, 0.4)}

# How long the row has been there says how the shop was filled rather than what the customer does;
# a slope of few gaps is mostly chance, and the last gap beside the usual one tells what it would.
_LEFT_OUT = frozenset({"known_days", "gap_trend_days"})
# With one or two orders there is no rhythm yet: what has passed stands in for it.
_FROM_TENURE = frozenset({"gap_mean_days", "gap_last_days", "gap_sd_days"})
# Shares and moods are bounded; all other numbers have long tails and are logged.
_BOUNDED = frozenset({"0 to 1", "-1 to 1"})
# A rhythm of several orders a day would make every ratio huge.
_LEAST_GAP = 1.0


def inputs(features: Features) -> pd.DataFrame:
    """Return the columns to learn from, one row a customer, blank where nothing is known.

    Numbers alone: names of categories and channels did not help. Days, counts and amounts are
    logged: log(1 + x), with its sign.
    """
    tenure = features.numbers("tenure_days")
    columns = {}
    for feature in FEATURES:
        if feature.kind == "string" or feature.name in _LEFT_OUT:
            continue
        value = features.numbers(feature.name)
        if feature.name in _FROM_TENURE:
            value = np.where(np.isnan(value), tenure, value)
        columns[feature.name] = value if feature.unit in _BOUNDED else _logged(value)
    return pd.DataFrame(columns | _of_the_rhythm(features, tenure))


def _of_the_rhythm(features: Features, tenure: Floats) -> dict[str, Floats]:
    recency, own_gap = features.numbers("recency_days"), features.numbers("gap_mean_days")
    gap = np.maximum(np.where(np.isnan(own_gap), tenure, own_gap), _LEAST_GAP)
    last_gap = features.numbers("gap_last_days") / gap
    return {
        "overdue": np.log1p(recency) - np.log1p(gap),
        "recency_share": recency / np.maximum(tenure, _LEAST_GAP),
        "gap_last_gaps": _logged(np.where(np.isnan(last_gap), 1.0, last_gap)),
        "orders_a_year": _logged(_a_year(features.numbers("orders"), tenure)),
        "revenue_a_year": _logged(_a_year(features.numbers("revenue_minor"), tenure)),
    }


def _logged(values: Floats) -> Floats:
    return np.sign(values) * np.log1p(np.abs(values))


def _a_year(total: Floats, days: Floats) -> Floats:
    """Return a yearly rate; a month is added, so that the newest do not have the largest."""
    return total * 365.0 / (days + 30.0)
