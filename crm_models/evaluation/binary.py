"""How well a yes or no is told: every row is tested by a model that has not seen it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from crm.errors import Invalid
from crm_models.classification.cells import Floats
from crm_models.classification.classifier import Classifier, describe, require_classes
from crm_models.classification.members import log_loss, probability
from crm_models.evaluation.labels import labels
from crm_models.evaluation.tables import read_table, require_columns, times

Rows = npt.NDArray[np.intp]
_SURE = 1e-6
_AREAS = ("roc_auc", "pr_auc", "brier", "log_loss", "accuracy")
# A column that alone tells the target so well was most likely written down after it.
_TELLTALE = 0.98


class Tested(NamedTuple):
    """One fold: what was predicted for its test rows, by the blend and by each member."""

    truth: Floats
    predicted: dict[str, Floats]
    fit_seconds: float
    predict_seconds: float
    model: Classifier


def evaluate(
    path: Path,
    target: str,
    positive: str | None = None,
    drop: Sequence[str] = (),
    time: str | None = None,
    folds: int = 5,
    seed: int = 0,
) -> dict[str, Any]:
    """Measure the classifier on a labelled table.

    Parameters
    ----------
    path:
        CSV or Parquet.
    target, positive:
        The column to predict, and its value that counts.
    drop:
        Columns that the model may not see, such as ids.
    time:
        A column of times. With it each part of the rows is predicted from those before it, in
        ``folds`` steps, and the first part is never tested.
    folds, seed:
        Number of parts and the seed of their drawing and of the models.

    Returns
    -------
    dict
        Means over the folds, of the weights in ``model`` too; ``roc_auc_sd`` is between folds;
        seconds are those of one fit, the choice of its settings included.

    Raises
    ------
    Invalid
        If the file, the columns or the labels do not suffice.
    """
    frame = read_table(path)
    require_columns(frame, [target, *drop, *([time] if time else [])])
    truth, yes = labels(frame, target, positive)
    known = truth.notna().to_numpy()
    frame, answers = frame[known].reset_index(drop=True), truth[known].to_numpy(np.float64)
    require_classes(answers)
    table = frame.drop(columns=list({target, *drop, *([time] if time else [])}))
    if not len(table.columns):
        raise Invalid("no_columns", f"{path} has no column beside those that are left out")
    if time is None:
        splits = _drawn(answers, folds, seed)
    else:
        splits = _ordered(times(frame[time], time), answers, folds)
    tested = [_test(table, answers, train, test, seed) for train, test in splits]
    return _report(table, answers, yes, tested) | {
        "blank_targets": int((~known).sum()),
        "notes": _notes(tested[-1].model, table, answers),
    }


def _drawn(truth: Floats, folds: int, seed: int) -> Iterable[tuple[Rows, Rows]]:
    fewest = int(min(truth.sum(), len(truth) - truth.sum()))
    if fewest < folds:
        raise Invalid(
            "too_few_of_a_class", f"{fewest} rows of one class are too few for {folds} folds"
        )
    return StratifiedKFold(folds, shuffle=True, random_state=seed).split(truth, truth)


def _ordered(when: pd.Series, truth: Floats, folds: int) -> list[tuple[Rows, Rows]]:
    if when.isna().any():
        raise Invalid("bad_values", f"{int(when.isna().sum())} of {len(when)} rows have no time")
    instants = when.astype("int64").to_numpy()
    order = np.argsort(instants, kind="stable")
    # Rows of one instant stay on one side.
    starts = [
        int(np.searchsorted(instants[order], instants[order][at]))
        for at in (np.arange(1, folds + 1) * len(order)) // (folds + 1)
    ]
    splits = []
    for start, end in zip(starts, [*starts[1:], len(order)], strict=True):
        if start and end > start and len(np.unique(truth[order[start:end]])) == 2:
            splits.append((order[:start], order[start:end]))
    if not splits:
        raise Invalid("too_few_times", "no later part of the rows has both classes to test on")
    return splits


def _test(table: pd.DataFrame, truth: Floats, train: Rows, test: Rows, seed: int) -> Tested:
    began = perf_counter()
    model = Classifier(seed).fit(table.iloc[train], truth[train])
    fitted = perf_counter()
    predicted = {"blend": model.predict_proba(table.iloc[test])}
    ended = perf_counter()
    for name, log_odds in model.log_odds(table.iloc[test]).items():
        predicted[name] = probability(log_odds)
    return Tested(truth[test], predicted, fitted - began, ended - fitted, model)


def _report(table: pd.DataFrame, truth: Floats, yes: str, tested: list[Tested]) -> dict[str, Any]:
    figures = {
        name: [_figures(one.truth, one.predicted[name]) for one in tested]
        for name in tested[0].predicted
    }
    means = {
        name: {key: float(np.mean([fold[key] for fold in folds])) for key in _AREAS}
        for name, folds in figures.items()
    }
    chosen = [one.model.choice.weights for one in tested]
    weights = {name: float(np.mean([one[name] for one in chosen])) for name in chosen[0]}
    rows_tested = sum(len(one.truth) for one in tested)
    return {
        "rows": len(table),
        "positives": int(truth.sum()),
        "positive": yes,
        **means.pop("blend"),
        "roc_auc_sd": float(np.std([fold["roc_auc"] for fold in figures["blend"]])),
        "fit_seconds": float(np.mean([one.fit_seconds for one in tested])),
        "predict_ms_per_1000": 1e6 * sum(one.predict_seconds for one in tested) / rows_tested,
        "model": describe(weights),
        "folds": len(tested),
        "rows_tested": rows_tested,
        "candidates": means,
    }


def _figures(truth: Floats, predicted: Floats) -> dict[str, float]:
    sure = np.clip(predicted, _SURE, 1 - _SURE)
    return {
        "roc_auc": float(roc_auc_score(truth, predicted)),
        "pr_auc": float(average_precision_score(truth, predicted)),
        "brier": float(np.mean((predicted - truth) ** 2)),
        "log_loss": log_loss(truth, np.log(sure / (1 - sure))),
        "accuracy": float(np.mean((predicted >= 0.5) == (truth == 1))),
    }


def _notes(model: Classifier, table: pd.DataFrame, truth: Floats) -> list[str]:
    notes = [f"left out: '{name}' {why}" for name, why in model.columns.left_out.items()]
    for column in model.columns.columns:
        if column.reading == "words":
            continue
        cells = column.plain(table[column.name])
        blank = int(np.isnan(cells[:, 0]).sum())
        if blank:
            notes.append(f"'{column.name}' is a number; {blank} cells are blank or no number")
        area = roc_auc_score(truth, np.where(np.isnan(cells[:, 0]), column.middle, cells[:, 0]))
        if max(area, 1 - area) >= _TELLTALE:
            notes.append(
                f"'{column.name}' alone tells the target (ROC-AUC {max(area, 1 - area):.3f}); "
                "drop it if it is known only afterwards"
            )
    return notes
