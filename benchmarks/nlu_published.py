"""Figures that others published or measured on the same splits, with where each is from."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

LEADERBOARD = "leaderboard of github.com/jianguoz/Few-Shot-Intent-Detection (commit fa95533)"
SMALL_PEERS = "measured on the same splits with these libraries on two cores, November 2026"

# Accuracy, by split and system. Models of 110 to 355 million parameters, fine-tuned on GPUs.
FEW_SHOT: dict[str, dict[str, float]] = {
    "banking77/5-shot": {
        "RoBERTa + classifier": 0.740, "USE + ConveRT": 0.778, "DNNC": 0.804, "CPFT": 0.809,
        "ICDA": 0.840,
    },
    "banking77/10-shot": {
        "RoBERTa + classifier": 0.843, "USE + ConveRT": 0.852, "DNNC": 0.867, "CPFT": 0.872,
        "ICDA": 0.898,
    },
    "clinc150/5-shot": {
        "RoBERTa + classifier": 0.880, "USE + ConveRT": 0.905, "DNNC": 0.910, "CPFT": 0.923,
        "ICDA": 0.926,
    },
    "clinc150/10-shot": {
        "RoBERTa + classifier": 0.916, "USE + ConveRT": 0.933, "DNNC": 0.938, "CPFT": 0.942,
        "ICDA": 0.948,
    },
    "hwu64/5-shot": {
        "RoBERTa + classifier": 0.756, "USE + ConveRT": 0.800, "DNNC": 0.805, "CPFT": 0.820,
        "ICDA": 0.825,
    },
    "hwu64/10-shot": {
        "RoBERTa + classifier": 0.829, "USE + ConveRT": 0.858, "DNNC": 0.847, "CPFT": 0.871,
        "ICDA": 0.874,
    },
}  # fmt: skip
# In-scope accuracy of small models: tf-idf and logistic regression, the encoder (22 million
# parameters) and logistic regression, default Rasa with DIET.
SMALL: dict[str, dict[str, float]] = {
    "banking77/10-shot": {"tf-idf + LR": 0.758, "encoder + LR": 0.859, "default Rasa": 0.628},
    "hwu64/10-shot": {"tf-idf + LR": 0.708, "encoder + LR": 0.836, "default Rasa": 0.579},
    "clinc150/10-shot": {"tf-idf + LR": 0.810, "encoder + LR": 0.901, "default Rasa": 0.677},
    "hint3/sofmattress/v1/full": {
        "tf-idf + LR": 0.732, "encoder + LR": 0.749, "default Rasa": 0.671,
    },
    "hint3/powerplay11/v1/full": {
        "tf-idf + LR": 0.622, "encoder + LR": 0.600, "default Rasa": 0.516,
    },
}  # fmt: skip
# Out of scope, area under the ROC curve: top probability, and cosine to the nearest example.
SMALL_OOS: dict[str, dict[str, float]] = {
    "clinc150/10-shot": {"tf-idf + LR": 0.909, "encoder + LR": 0.956, "nearest example": 0.948},
    "hint3/sofmattress/v1/full": {
        "tf-idf + LR": 0.844, "encoder + LR": 0.824, "nearest example": 0.887,
        "default Rasa": 0.820,
    },
    "hint3/powerplay11/v1/full": {
        "tf-idf + LR": 0.728, "encoder + LR": 0.741, "nearest example": 0.814,
        "default Rasa": 0.680,
    },
}  # fmt: skip
# Positive against negative, (accuracy, macro-F1), 755 of the customer reviews.
SENTIMENT = {
    "custrev": {
        "VADER": (0.743, 0.685),
        "encoder + LR, trained on the set": (0.816, 0.805),
        "encoder + LR, trained on film reviews": (0.766, 0.761),
    }
}
HINT3_SYSTEMS = ("dialogflow", "luis", "haptik", "bert", "rasa")


def hint3_curves(folder: Path, split: str) -> dict[str, list[dict[str, float]]]:
    """Return what HINT3 published of a split: for each system a row a threshold.

    Its results (2020) are of version 1 and lie in the data's folder, `hint3/results`.
    """
    _, bot, version, kind = split.split("/")
    if version != "v1":
        return {}
    found = {}
    for system in HINT3_SYSTEMS:
        file = folder / "hint3" / "results" / f"{system}_{bot}{'_subset' * (kind == 'subset')}.csv"
        if file.is_file():
            with file.open(encoding="utf-8", newline="") as lines:
                found[system] = [_measures(row) for row in csv.DictReader(lines)]
    return found


def _measures(row: dict[str, Any]) -> dict[str, float]:
    return {
        "threshold": float(row["Threshold"]),
        "accuracy": float(row["Accuracy"]),
        "in_scope_accuracy": float(row["Inscope Accuracy"]),
        "oos_recall": float(row["OOS Recall"]),
        "weighted_f1": float(row["Weighted F1"]),
        "mcc": float(row["MCC"]),
    }
