"""The peers that rank customers by a treatment's effect, in the peers' environment.

S-, T- and X-learners (Künzel et al., 2019, PNAS 116(10)) on the public libraries' own classifiers.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from lightgbm import LGBMClassifier, LGBMRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.models_exchange import Answers, Job, say

PACKAGES = ("lightgbm", "scikit-learn")
_TREES = {
    "n_estimators": 100,
    "learning_rate": 0.05,
    "num_leaves": 7,
    "min_child_samples": 200,
    "n_jobs": 1,
    "verbose": -1,
    "random_state": 0,
}


def main(folder: Path) -> None:
    """Fit each learner on each split's training rows and rank its test rows."""
    job, answers = Job.read(folder), Answers()
    rows = pd.get_dummies(job.tables["rows"], dtype=float).to_numpy()
    treated, outcome = job.arrays["treated"], job.arrays["outcome"]
    for split in range(job.options["splits"]):
        say(f"split {split + 1} of {job.options['splits']}")
        train, test = job.arrays[f"train{split}"], job.arrays[f"test{split}"]
        for name, learner in LEARNERS.items():
            with answers.timed(name):
                uplift = learner(rows[train], treated[train], outcome[train], rows[test])
            answers.put(name, split, uplift)
    answers.write(folder, PACKAGES)


def _chance(model: Any, rows: np.ndarray) -> np.ndarray:
    return model.predict_proba(rows)[:, 1]


def _response(rows: np.ndarray, t: np.ndarray, y: np.ndarray, test: np.ndarray) -> np.ndarray:
    """Who answers an e-mail anyway: what many shops take for uplift."""
    return _chance(LGBMClassifier(**_TREES).fit(rows[t == 1], y[t == 1]), test)


def _s_learner(rows: np.ndarray, t: np.ndarray, y: np.ndarray, test: np.ndarray) -> np.ndarray:
    model = LGBMClassifier(**_TREES).fit(np.column_stack([rows, t]), y)
    both = [np.column_stack([test, np.full(len(test), arm)]) for arm in (0.0, 1.0)]
    return _chance(model, both[1]) - _chance(model, both[0])


def _t_learner(rows: np.ndarray, t: np.ndarray, y: np.ndarray, test: np.ndarray) -> np.ndarray:
    without, given = (LGBMClassifier(**_TREES).fit(rows[t == a], y[t == a]) for a in (0, 1))
    return _chance(given, test) - _chance(without, test)


def _x_learner(rows: np.ndarray, t: np.ndarray, y: np.ndarray, test: np.ndarray) -> np.ndarray:
    without, given = (LGBMClassifier(**_TREES).fit(rows[t == a], y[t == a]) for a in (0, 1))
    effects = (
        LGBMRegressor(**_TREES).fit(rows[t == 0], _chance(given, rows[t == 0]) - y[t == 0]),
        LGBMRegressor(**_TREES).fit(rows[t == 1], y[t == 1] - _chance(without, rows[t == 1])),
    )
    share = t.mean()
    return share * effects[0].predict(test) + (1 - share) * effects[1].predict(test)


def _logistic_t(rows: np.ndarray, t: np.ndarray, y: np.ndarray, test: np.ndarray) -> np.ndarray:
    def fitted(arm: int) -> Any:
        model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=1_000))
        return model.fit(rows[t == arm], y[t == arm])

    return _chance(fitted(1), test) - _chance(fitted(0), test)


LEARNERS = {
    "response model": _response,
    "S-learner LightGBM": _s_learner,
    "T-learner LightGBM": _t_learner,
    "X-learner LightGBM": _x_learner,
    "T-learner logistic": _logistic_t,
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
