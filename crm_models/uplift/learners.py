"""S-, T- and X-learners of a treatment's effect (Künzel et al., 2019, PNAS 116(10)).

- S: one model of the outcome with the treatment as a column; the effect is its difference.
- T: one model of the treated and one of the others; the effect is their difference.
- X: the effects that the two models of T imply for single customers, learnt by two further models
  and weighted by the share of the treated.

Each on logistic regression (linear for amounts) and on small gradient-boosted trees. The treatment
must have been given at random: nothing here corrects for who was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import lightgbm
import numpy as np
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import StratifiedKFold

from crm_models.arrays import Floats
from crm_models.uplift.measures import qini

# From the simplest: it wins a draw.
CANDIDATES = tuple(f"{kind}-learner, {base}" for base in ("linear", "trees") for kind in "TSX")
_TREES: dict[str, Any] = {
    "n_estimators": 100,
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_child_samples": 100,
    "deterministic": True,
    "force_row_wise": True,
    "n_jobs": 1,  # more threads are many times slower on a busy machine
    "verbose": -1,
}


class Uplift:
    """The effect of a treatment on single customers.

    Parameters
    ----------
    name:
        One of `CANDIDATES`.
    seed:
        Makes the fit reproducible.
    """

    def __init__(self, name: str = CANDIDATES[0], seed: int = 0) -> None:
        kind, base = name.split("-learner, ")
        self.name = name
        self._kind = kind
        self._trees = base == "trees"
        self._seed = seed
        self._models: list[Any] = []
        self._share = 0.5

    def fit(self, rows: Floats, treated: Floats, outcome: Floats) -> Uplift:
        """Learn from an experiment.

        Parameters
        ----------
        rows:
            What was known before the treatment, standardised, without gaps, ``(n, columns)``.
        treated:
            1 or 0, shape ``(n,)``.
        outcome:
            0 or 1, or an amount, shape ``(n,)``.
        """
        self._share = float(treated.mean())
        if self._kind == "S":
            self._models = [self._outcome(np.column_stack([rows, treated]), outcome)]
            return self
        without, given = treated == 0, treated == 1
        self._models = [self._outcome(rows[arm], outcome[arm]) for arm in (without, given)]
        if self._kind == "X":
            first, second = self._models
            self._models = [
                self._amount(rows[without], _mean(second, rows[without]) - outcome[without]),
                self._amount(rows[given], outcome[given] - _mean(first, rows[given])),
            ]
        return self

    def score(self, rows: Floats) -> Floats:
        """Return the predicted effect on each customer, shape ``(n,)``."""
        if self._kind == "S":
            both = [np.column_stack([rows, np.full(len(rows), arm)]) for arm in (0.0, 1.0)]
            without, given = (_mean(self._models[0], arm) for arm in both)
            return given - without
        first, second = (_mean(model, rows) for model in self._models)
        if self._kind == "X":
            return self._share * first + (1 - self._share) * second
        return second - first

    def _outcome(self, rows: Floats, outcome: Floats) -> Any:
        values = np.unique(outcome)
        if len(values) == 2 and set(values.tolist()) == {0.0, 1.0}:
            if self._trees:
                return lightgbm.LGBMClassifier(**_TREES, random_state=self._seed).fit(rows, outcome)
            return LogisticRegression(max_iter=1_000).fit(rows, outcome)
        return self._amount(rows, outcome)

    def _amount(self, rows: Floats, amount: Floats) -> Any:
        if self._trees:
            return lightgbm.LGBMRegressor(**_TREES, random_state=self._seed).fit(rows, amount)
        return Ridge(alpha=1.0).fit(rows, amount)


def choose(
    rows: Floats, treated: Floats, outcome: Floats, folds: int = 3, seed: int = 0
) -> tuple[Uplift, Mapping[str, float]]:
    """Return the learner with the best cross-validated Qini, fitted on all rows, and all figures.

    Parameters
    ----------
    rows, treated, outcome:
        As `Uplift.fit` takes them: the training part only.
    folds:
        Each row is predicted once, by models of the other folds.
    seed:
        The same gives the same choice.
    """
    found: dict[str, list[float]] = {name: [] for name in CANDIDATES}
    for train, test in parts(treated, outcome, folds, seed):
        for name, figures in found.items():
            model = Uplift(name, seed).fit(rows[train], treated[train], outcome[train])
            figures.append(qini(outcome[test], treated[test], model.score(rows[test])))
    means = {name: float(np.mean(np.nan_to_num(figures))) for name, figures in found.items()}
    best = max(means, key=lambda name: means[name])
    return Uplift(best, seed).fit(rows, treated, outcome), means


def parts(treated: Floats, outcome: Floats, folds: int, seed: int) -> list[tuple[Any, Any]]:
    """Return rows to train on and to test, alike in the treated and in who has an outcome."""
    groups = 2 * treated + (outcome > 0)
    splitter = StratifiedKFold(folds, shuffle=True, random_state=seed)
    return list(splitter.split(groups, groups))


def _mean(model: Any, rows: Floats) -> Floats:
    """Return the expected outcome, a probability where there are two."""
    found = model.predict_proba(rows)[:, 1] if hasattr(model, "classes_") else model.predict(rows)
    return np.asarray(found, dtype=np.float64)
