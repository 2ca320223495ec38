"""The peers that tell a yes from a no, in the peers' environment: probabilities for each split."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from catboost import CatBoostClassifier
from lightgbm import LGBMClassifier
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from benchmarks.models_exchange import Answers, Job, say

PACKAGES = ("scikit-learn", "lightgbm", "catboost")
_QUIET = {"n_jobs": 1, "verbose": -1, "random_state": 0}
Model = Callable[[pd.DataFrame, np.ndarray], Any]


def main(folder: Path) -> None:
    """Fit each model on each split's training rows and predict its test rows."""
    job, answers = Job.read(folder), Answers()
    rows = prepared(job.tables["rows"])
    labels = job.arrays["labels"]
    models = MODELS | (LOGGED if job.options.get("logged") else {})
    for model, fit in models.items():
        for split in range(job.options["splits"]):
            say(f"{model}, split {split + 1} of {job.options['splits']}")
            train, test = job.arrays[f"train{split}"], job.arrays[f"test{split}"]
            with answers.timed(model):
                fitted = fit(rows.iloc[train], labels[train])
            answers.put(model, split, fitted.predict_proba(rows.iloc[test])[:, 1])
    answers.write(folder, PACKAGES)


def prepared(rows: pd.DataFrame) -> pd.DataFrame:
    """Return numbers as numbers, with 0 for their few blanks, and words as categories."""
    columns = {}
    for name, column in rows.items():
        number = pd.to_numeric(column, errors="coerce")
        words = not pd.api.types.is_numeric_dtype(column) and number.isna().mean() > 0.5
        columns[name] = column.astype(str).astype("category") if words else number.fillna(0.0)
    return pd.DataFrame(columns).astype(
        {name: float for name, column in columns.items() if column.dtype != "category"}
    )


def _logistic(rows: pd.DataFrame, labels: np.ndarray, logged: bool = False) -> Any:
    numbers = FunctionTransformer(_logs) if logged else FunctionTransformer()
    columns = _encoder(rows, make_pipeline(numbers, StandardScaler()))
    return make_pipeline(columns, LogisticRegression(max_iter=2_000)).fit(rows, labels)


def _logs(values: Any) -> Any:
    return np.sign(values) * np.log1p(np.abs(values))


def _forest(rows: pd.DataFrame, labels: np.ndarray) -> Any:
    forest = RandomForestClassifier(500, min_samples_leaf=5, random_state=0, n_jobs=1)
    return make_pipeline(_encoder(rows, "passthrough"), forest).fit(rows, labels)


def _encoder(rows: pd.DataFrame, numbers: Any) -> Any:
    words = [name for name in rows if rows[name].dtype == "category"]
    others = [name for name in rows if name not in words]
    one_hot = OneHotEncoder(handle_unknown="ignore", min_frequency=5)
    return make_column_transformer((one_hot, words), (numbers, others), sparse_threshold=0)


def _lightgbm(rows: pd.DataFrame, labels: np.ndarray) -> Any:
    return LGBMClassifier(**_QUIET).fit(rows, labels)


def _small_trees(rows: pd.DataFrame, labels: np.ndarray) -> Any:
    settings = {"num_leaves": 7, "learning_rate": 0.03, "n_estimators": 300}
    bagged = {"subsample": 0.8, "subsample_freq": 1, "colsample_bytree": 0.5, "reg_lambda": 5.0}
    return LGBMClassifier(**settings, **bagged, **_QUIET).fit(rows, labels)


def _catboost(rows: pd.DataFrame, labels: np.ndarray) -> Any:
    words = [name for name in rows if rows[name].dtype == "category"]
    model = CatBoostClassifier(
        depth=4, iterations=500, learning_rate=0.04, random_seed=0, thread_count=1, verbose=False,
        allow_writing_files=False, cat_features=words,
    )  # fmt: skip
    return model.fit(rows, labels)


MODELS: dict[str, Model] = {
    "logistic regression": _logistic,
    "random forest 500": _forest,
    "LightGBM, defaults": _lightgbm,
    "LightGBM, 7 leaves": _small_trees,
    "CatBoost, depth 4": _catboost,
}
LOGGED: dict[str, Model] = {
    "logistic regression, logged": lambda rows, labels: _logistic(rows, labels, logged=True)
}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
