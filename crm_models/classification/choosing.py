"""The settings of the members and their weights, chosen by cross-validation of training rows."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from crm_models.classification.cells import Floats
from crm_models.classification.columns import Columns
from crm_models.classification.members import (
    SHAPES,
    fit_linear,
    fit_trees,
    log_loss,
    probability,
)

LINEAR = "logistic regression"
MEMBERS = (LINEAR, *SHAPES)
_STRENGTHS = (0.003, 0.02, 0.1, 0.5)
_FOLDS = 4
_MOST_ROWS = 20_000
# Draws the weights to each other, so that few rows do not settle them by chance.
_EQUALITY = 5.0


class Choice(NamedTuple):
    """What the blend is made of; ``losses`` are the log losses of the held-out rows."""

    strength: float
    rounds: dict[str, int]
    weights: dict[str, float]
    base: float
    losses: dict[str, float]


def choose(frame: pd.DataFrame, labels: Floats, seed: int) -> Choice:
    """Compare settings on held-out parts of the training rows.

    Of very many rows a sample is enough to choose by. The weights are those of a logistic
    regression of the labels on the members' held-out log-odds, none negative; its intercept and
    the sum of its weights calibrate the blend (stacking: Wolpert 1992; Platt 1999).
    """
    if len(labels) > _MOST_ROWS:
        kept = np.sort(np.random.default_rng(seed).permutation(len(labels))[:_MOST_ROWS])
        frame, labels = frame.iloc[kept], labels[kept]
    folds = int(min(_FOLDS, labels.sum(), len(labels) - labels.sum()))
    held_out = {strength: np.zeros(len(labels)) for strength in _STRENGTHS}
    curves: dict[str, list[list[float]]] = {name: [] for name in SHAPES}
    grown = []
    for train, test in StratifiedKFold(folds, shuffle=True, random_state=seed).split(frame, labels):
        columns = Columns.fit(frame.iloc[train])
        features, unseen = columns.curves(frame.iloc[train]), columns.curves(frame.iloc[test])
        for strength in _STRENGTHS:
            linear = fit_linear(features, labels[train], strength)
            held_out[strength][test] = linear.log_odds(unseen)
        features, unseen = columns.plain(frame.iloc[train]), columns.plain(frame.iloc[test])
        for name, shape in SHAPES.items():
            watch = (unseen, labels[test])
            trees, curve = fit_trees(features, labels[train], shape, seed, watch)
            curves[name].append(curve)
            grown.append((name, test, trees, unseen))
    strength = min(_STRENGTHS, key=lambda one: log_loss(labels, held_out[one]))
    rounds = {name: _best_round(parts) for name, parts in curves.items()}
    scores = {name: np.zeros(len(labels)) for name in MEMBERS}
    scores[LINEAR] = held_out[strength]
    for name, test, trees, unseen in grown:
        scores[name][test] = trees.predict(unseen, raw_score=True, num_iteration=rounds[name])
    weights, base = _weights(np.column_stack(list(scores.values())), labels)
    losses = {name: log_loss(labels, score) for name, score in scores.items()}
    blended = np.column_stack(list(scores.values())) @ weights + base
    losses["blend"] = log_loss(labels, blended)
    return Choice(strength, rounds, dict(zip(MEMBERS, weights.tolist(), strict=True)), base, losses)


def _best_round(curves: list[list[float]]) -> int:
    """Return the round of the least mean loss, of those that all folds have reached."""
    reached = min(map(len, curves))
    return int(np.argmin(np.mean([curve[:reached] for curve in curves], axis=0))) + 1


def _weights(scores: Floats, labels: Floats) -> tuple[Floats, float]:
    members = scores.shape[1]

    def loss(point: Floats) -> tuple[float, Floats]:
        log_odds = scores @ point[:-1] + point[-1]
        missing = probability(log_odds) - labels
        apart = point[:-1] - 1.0 / members
        value = len(labels) * log_loss(labels, log_odds) + 0.5 * _EQUALITY * float(apart @ apart)
        return value, np.append(scores.T @ missing + _EQUALITY * apart, missing.sum())

    start = np.append(np.full(members, 1.0 / members), 0.0)
    bounds = [(0.0, None)] * members + [(None, None)]
    with threadpool_limits(1):
        found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found[:-1], float(found[-1])
