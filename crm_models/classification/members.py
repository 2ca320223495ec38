"""The members of the blend: a logistic regression on curves, and boosted trees."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import lightgbm
import numpy as np
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from crm_models.classification.cells import Floats

_STEPS, _MANY_STEPS = 100, 2_000
_MOST_FOR_NEWTON = 500
_PATIENCE = 30


class Linear(NamedTuple):
    """A logistic regression: log-odds = ``base`` + Σ ``weights`` × (features − ``mean``)."""

    mean: Floats
    weights: Floats
    base: float

    def log_odds(self, features: Floats) -> Floats:
        """Return the log-odds of each row."""
        return (features - self.mean) @ self.weights + self.base


def fit_linear(features: Floats, labels: Floats, strength: float) -> Linear:
    """Fit a logistic regression on standardised features.

    Parameters
    ----------
    features, labels:
        Rows by features without NaN; 0 or 1 a row.
    strength:
        Inverse of the weight of the penalty (``C``).
    """
    mean, spread = features.mean(axis=0), features.std(axis=0)
    # A level that only other rows have must not become infinite.
    scale = np.where(spread > 1e-12, spread, np.inf)
    # Few columns and many rows: some ten Newton steps do what takes others hundreds. But a step
    # takes the cube of the number of columns.
    few = features.shape[1] <= _MOST_FOR_NEWTON
    solver, steps = ("newton-cholesky", _STEPS) if few else ("lbfgs", _MANY_STEPS)
    fitted = LogisticRegression(C=strength, solver=solver, max_iter=steps)
    # Threads of the linear algebra only hinder each other at matrices of this size.
    with threadpool_limits(1):
        fitted.fit((features - mean) / scale, labels)
    return Linear(mean, fitted.coef_[0] / scale, float(fitted.intercept_[0]))


class Shape(NamedTuple):
    """How trees are grown."""

    leaves: int
    rate: float
    rounds: int
    features: float


FOREST = "random forest"
SHAPES = {
    "boosted trees, 6 leaves": Shape(6, 0.04, 300, 0.4),
    "boosted trees, 15 leaves": Shape(15, 0.05, 200, 0.9),
}
# Compared with the members; grown deep on parts of the rows, its trees vote.
_FOREST_TREES, _FOREST_LEAVES = 150, 255


def fit_trees(
    features: Floats,
    labels: Floats,
    shape: Shape,
    seed: int,
    watch: tuple[Floats, Floats] | None = None,
) -> tuple[lightgbm.Booster, list[float]]:
    """Fit boosted trees.

    Parameters
    ----------
    watch:
        Features and labels of held-out rows; trees stop when these have long not gained.

    Returns
    -------
    tuple
        The trees, and the log loss of the held-out rows after each round.
    """
    settings: dict[str, Any] = {
        "objective": "binary",
        "num_leaves": shape.leaves,
        "learning_rate": shape.rate,
        "feature_fraction": shape.features,
        "bagging_fraction": 0.7,
        "bagging_freq": 1,
        "lambda_l2": 5.0,
        "min_data_in_leaf": int(np.clip(len(labels) // 50, 3, 30)),
        "metric": "binary_logloss",
        # Two threads on a busy machine run many times slower than one.
        "num_threads": 1,
        "deterministic": True,
        "force_row_wise": True,
        "seed": seed,
        "verbose": -1,
    }
    losses: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    data = lightgbm.Dataset(features, labels, params={"verbose": -1})
    if watch is not None:
        held_out = lightgbm.Dataset(*watch, reference=data, params={"verbose": -1})
        watching: list[Callable[..., Any]] = [
            lightgbm.record_evaluation(losses),
            lightgbm.early_stopping(_PATIENCE, verbose=False),
        ]
        extra = {"valid_sets": [held_out], "valid_names": ["held"], "callbacks": watching}
    trees = lightgbm.train(settings, data, shape.rounds, **extra)
    return trees, losses["held"]["binary_logloss"] if watch is not None else []


def fit_forest(features: Floats, labels: Floats, seed: int) -> lightgbm.Booster:
    """Fit a random forest (Breiman 2001), each tree on other rows, each split on other columns."""
    settings = {
        "boosting": "rf",
        "objective": "binary",
        "num_leaves": _FOREST_LEAVES,
        "bagging_fraction": 0.632,
        "bagging_freq": 1,
        "feature_fraction_bynode": features.shape[1] ** -0.5,
        "min_data_in_leaf": int(np.clip(len(labels) // 500, 3, 20)),
        "num_threads": 1,
        "deterministic": True,
        "force_row_wise": True,
        "seed": seed,
        "verbose": -1,
    }
    data = lightgbm.Dataset(features, labels, params={"verbose": -1})
    return lightgbm.train(settings, data, _FOREST_TREES)


def log_loss(labels: Floats, log_odds: Floats) -> float:
    """Return the mean log loss; lower is better."""
    return float(np.mean(np.logaddexp(0.0, log_odds) - labels * log_odds))


def probability(log_odds: Floats) -> Floats:
    """Return the probabilities of log-odds."""
    return expit(log_odds)
