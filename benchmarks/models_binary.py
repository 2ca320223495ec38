"""Telco churn and online shoppers' need: ours beside the peers on the same folds."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.metrics import average_precision_score, roc_auc_score
from sklearn.model_selection import StratifiedKFold

from benchmarks.models_exchange import Answers, Job
from benchmarks.models_peers import Peers, Tell
from benchmarks.models_verdicts import OURS, Found, Row, joined, over_draws, over_folds
from crm_models.classification.classifier import Classifier
from crm_models.evaluation.labels import labels
from crm_models.evaluation.tables import read_table

Measure = Callable[[np.ndarray, np.ndarray], float]
Splits = list[tuple[np.ndarray, np.ndarray]]

MEASURES: Mapping[str, tuple[Measure, bool]] = {
    "ROC-AUC": (lambda truth, p: float(roc_auc_score(truth, p)), True),
    "PR-AUC": (lambda truth, p: float(average_precision_score(truth, p)), True),
    "Brier": (lambda truth, p: float(np.mean((p - truth) ** 2)), False),
    "accuracy": (lambda truth, p: float(np.mean((p >= 0.5) == (truth == 1))), True),
}
_LATE = ("Nov", "Dec")


def telco(data: Path, peers: Peers, tell: Tell) -> Found:
    """Who leaves a telephone company: three times five folds."""
    rows, truth = _table(data / "telco" / "Telco-Customer-Churn.csv", "Churn", "Yes")
    rows = rows.drop(columns="customerID")
    splits = [split for seed in range(3) for split in folds(truth, 5, seed)]
    tested, seconds = predict("telco", rows, truth, splits, peers, tell)
    size = f"{len(rows):,} rows, 3 x 5 stratified folds"
    return Found("Churn, Telco", size, fold_rows(tested, truth, splits), seconds)


def shoppers(data: Path, peers: Peers, tell: Tell) -> Found:
    """Who buys in a web session: five folds with and without the column that may know it."""
    rows, truth = _table(
        data / "online_shoppers" / "online_shoppers_intention_12330.csv", "Revenue", "1"
    )
    splits = folds(truth, 5, 0)
    found = Found("Need, online shoppers", f"{len(rows):,} sessions, 5 stratified folds", [])
    for words, table in (("", rows), (", no PageValues", rows.drop(columns="PageValues"))):
        tested, seconds = predict("shoppers", table, truth, splits, peers, tell)
        found.rows += fold_rows(tested, truth, splits, words)
        found.cpu_seconds = found.cpu_seconds or seconds
    late = rows["Month"].isin(_LATE).to_numpy()
    table = rows.drop(columns=["PageValues", "Month"])
    split = [(np.flatnonzero(~late), np.flatnonzero(late))]
    tested, _ = predict("shoppers", table, truth, split, peers, tell)
    words = ", no PageValues, November and December from the months before"
    predicted = {name: one["0"] for name, one in tested.items()}
    found.rows += draw_rows(predicted, truth[late], words)
    return found


def predict(
    name: str, rows: pd.DataFrame, truth: np.ndarray, splits: Splits, peers: Peers, tell: Tell
) -> tuple[dict[str, dict[str, np.ndarray]], dict[str, float]]:
    """Return the probabilities of every model by split, and the processor seconds of a fit."""
    ours = Answers()
    for number, (train, test) in enumerate(splits):
        tell(f"{name}: {OURS}, split {number + 1} of {len(splits)}")
        with ours.timed(OURS):
            model = Classifier(0).fit(rows.iloc[train], truth[train])
        ours.put(OURS, number, model.predict_proba(rows.iloc[test]))
    arrays = {"labels": truth}
    for number, (train, test) in enumerate(splits):
        arrays |= {f"train{number}": train, f"test{number}": test}
    theirs = peers.run(
        "models_peer_binary", name, Job({"rows": rows}, arrays, {"splits": len(splits)})
    )
    seconds = {**ours.cpu_seconds, **theirs.cpu_seconds}
    return joined(ours, theirs), {name: spent / len(splits) for name, spent in seconds.items()}


def folds(truth: np.ndarray, count: int, seed: int) -> Splits:
    """Return the folds that `attune models evaluate churn` draws with a seed."""
    return list(StratifiedKFold(count, shuffle=True, random_state=seed).split(truth, truth))


def fold_rows(
    tested: Mapping[str, Mapping[str, np.ndarray]],
    truth: np.ndarray,
    splits: Splits,
    words: str = "",
) -> list[Row]:
    """Return a row for each measure, over the folds."""
    ratio = len(splits[0][1]) / len(splits[0][0])
    return [
        over_folds(
            f"{measure}{words}",
            {
                name: [figure(truth[test], one[str(n)]) for n, (_, test) in enumerate(splits)]
                for name, one in tested.items()
            },
            ratio,
            higher,
        )
        for measure, (figure, higher) in MEASURES.items()
    ]


def draw_rows(
    predicted: Mapping[str, np.ndarray],
    truth: np.ndarray,
    words: str = "",
    only: Sequence[str] = tuple(MEASURES),
) -> list[Row]:
    """Return a row for each measure, or only some of them, of one test set."""
    return [
        over_draws(f"{measure}{words}", predicted, _of_rows(MEASURES[measure][0], truth), higher)
        for measure, (_, higher) in MEASURES.items()
        if measure in only
    ]


def _of_rows(figure: Measure, truth: np.ndarray) -> Measure:
    return lambda values, rows: figure(truth[rows], values[rows])


def _table(path: Path, target: str, positive: str) -> tuple[pd.DataFrame, np.ndarray]:
    frame = read_table(path)
    answers, _ = labels(frame, target, positive)
    return frame.drop(columns=target), answers.to_numpy(np.float64)
