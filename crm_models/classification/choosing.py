"""The settings of the members and their weights, chosen by cross-validation of training rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import lightgbm
import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import logit
from sklearn.model_selection import StratifiedKFold
from threadpoolctl import threadpool_limits

from crm_models.classification.cells import Floats
from crm_models.classification.columns import Columns
from crm_models.classification.members import (
    FOREST,
    SHAPES,
    Shape,
    fit_forest,
    fit_linear,
    fit_trees,
    log_loss,
    probability,
)

LINEAR = "logistic regression"
_STRENGTHS = (0.003, 0.02, 0.1, 0.5)
_FOLDS = 4
_MOST_ROWS = 20_000
# Draws the weights to each other, so that few rows do not settle them by chance.
_EQUALITY = 5.0


Rows = NDArray[np.intp]
Folds = Sequence[tuple[Rows, Rows]]
"""Positions of the rows to learn from and of those to test on; no row is tested twice."""


class Choice(NamedTuple):
    """What the blend is made of.

    ``losses`` are the log losses of the held-out rows. The random forest is no member: it is
    compared, at its best slope and intercept on these rows, as its votes are no probabilities.
    """

    strength: float
    rounds: dict[str, int]
    weights: dict[str, float]
    base: float
    losses: dict[str, float]


def choose(
    frame: pd.DataFrame,
    labels: Floats,
    seed: int,
    folds: Folds | None = None,
    shapes: Mapping[str, Shape] = SHAPES,
) -> Choice:
    """Compare settings on held-out parts of the training rows.

    Of very many rows a sample is enough to choose by. The weights are those of a logistic
    regression of the labels on the members' held-out log-odds, none negative; its intercept and
    the sum of its weights calibrate the blend (stacking: Wolpert 1992; Platt 1999).

    Parameters
    ----------
    folds:
        Such as earlier rows and later ones, where time exists; drawn unless they are given.
    """
    if len(labels) > _MOST_ROWS:
        kept = np.sort(np.random.default_rng(seed).permutation(len(labels))[:_MOST_ROWS])
        frame, labels = frame.iloc[kept], labels[kept]
        folds = None if folds is None else [_among(kept, *fold) for fold in folds]
    if folds is None:
        parts = int(min(_FOLDS, labels.sum(), len(labels) - labels.sum()))
        drawing = StratifiedKFold(parts, shuffle=True, random_state=seed)
        folds = list(drawing.split(frame, labels))
    tried = [_try(frame, labels, train, test, seed, shapes) for train, test in folds]
    truth = labels[np.concatenate([test for _, test in folds])]
    linear = {one: np.concatenate([fold.linear[one] for fold in tried]) for one in _STRENGTHS}
    strength = min(_STRENGTHS, key=lambda one: log_loss(truth, linear[one]))
    rounds = {name: _best_round([fold.trees[name][1] for fold in tried]) for name in shapes}
    scores = {LINEAR: linear[strength]} | {
        name: np.concatenate([fold.grown(name, rounds[name]) for fold in tried]) for name in shapes
    }
    weights, base = _weights(np.column_stack(list(scores.values())), truth)
    blended = np.column_stack(list(scores.values())) @ weights + base
    forest = np.concatenate([fold.forest for fold in tried])[:, None]
    slope, middle = _weights(forest, truth)
    scores |= {FOREST: forest @ slope + middle, "blend": blended}
    losses = {name: log_loss(truth, score) for name, score in scores.items()}
    members = (LINEAR, *shapes)
    return Choice(strength, rounds, dict(zip(members, weights.tolist(), strict=True)), base, losses)


class _Tried(NamedTuple):
    """What models of the other rows say of a fold's held-out rows ``unseen``, as log-odds."""

    unseen: Floats
    linear: dict[float, Floats]
    trees: dict[str, tuple[lightgbm.Booster, list[float]]]
    forest: Floats

    def grown(self, name: str, rounds: int) -> Floats:
        trees = self.trees[name][0]
        return np.asarray(trees.predict(self.unseen, raw_score=True, num_iteration=rounds))


def _try(
    frame: pd.DataFrame,
    labels: Floats,
    train: Rows,
    test: Rows,
    seed: int,
    shapes: Mapping[str, Shape],
) -> _Tried:
    columns = Columns.fit(frame.iloc[train])
    curves, unseen = columns.curves(frame.iloc[train]), columns.curves(frame.iloc[test])
    linear = {
        strength: fit_linear(curves, labels[train], strength).log_odds(unseen)
        for strength in _STRENGTHS
    }
    plain, unseen = columns.plain(frame.iloc[train]), columns.plain(frame.iloc[test])
    watch = (unseen, labels[test])
    trees = {
        name: fit_trees(plain, labels[train], shape, seed, watch) for name, shape in shapes.items()
    }
    votes = np.asarray(fit_forest(plain, labels[train], seed).predict(unseen))
    return _Tried(unseen, linear, trees, logit(np.clip(votes, 1e-6, 1 - 1e-6)))


def _among(kept: Rows, train: Rows, test: Rows) -> tuple[Rows, Rows]:
    """Return a fold's rows that were kept, by their positions among these."""
    return np.flatnonzero(np.isin(kept, train)), np.flatnonzero(np.isin(kept, test))


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
