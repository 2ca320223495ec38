"""Measures of readings, as pure functions over arrays. None stands for what is not defined."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np

BINS = 15
# HINT3 (Arora et al., 2020) reports 0.1 to 0.9; twice as fine here, with 0 for no rejection.
THRESHOLDS = tuple(step / 20 for step in range(20))


def accuracy(truth: Sequence[Hashable], predicted: Sequence[Hashable]) -> float | None:
    """Return the share of equal pairs."""
    if not truth:
        return None
    return sum(t == p for t, p in zip(truth, predicted, strict=True)) / len(truth)


def by_label(
    truth: Sequence[Hashable], predicted: Sequence[Hashable]
) -> dict[Hashable, dict[str, Any]]:
    """Return n, precision, recall and F1 of each label that is true or predicted anywhere.

    Precision is 0 where a label was never predicted, recall 0 where it was never true, as with
    `zero_division=0` in scikit-learn's `precision_recall_fscore_support`.
    """
    true, said = Counter(truth), Counter(predicted)
    both = Counter(t for t, p in zip(truth, predicted, strict=True) if t == p)
    return {
        label: {"n": true[label], **precision_recall_f1(both[label], said[label], true[label])}
        for label in sorted({*true, *said}, key=str)
    }


def precision_recall_f1(both: int, said: int, true: int) -> dict[str, float]:
    """Return precision, recall and F1 from counts: right, predicted, true; 0 where undefined."""
    return {
        "precision": both / said if said else 0.0,
        "recall": both / true if true else 0.0,
        "f1": 2 * both / (said + true) if said + true else 0.0,
    }


def macro_f1(truth: Sequence[Hashable], predicted: Sequence[Hashable]) -> float | None:
    """Return the mean F1 of all labels that are true or predicted anywhere.

    The same as scikit-learn's `f1_score(average="macro")`.
    """
    if not truth:
        return None
    return float(np.mean([row["f1"] for row in by_label(truth, predicted).values()]))


def weighted_f1(truth: Sequence[Hashable], predicted: Sequence[Hashable]) -> float | None:
    """Return the mean F1 weighted by how often a label is true (HINT3's "Weighted F1")."""
    if not truth:
        return None
    return sum(row["f1"] * row["n"] for row in by_label(truth, predicted).values()) / len(truth)


def matthews(truth: Sequence[Hashable], predicted: Sequence[Hashable]) -> float | None:
    """Return Matthews' correlation for many classes (Gorodkin, 2004); 0 where it is 0/0."""
    if not truth:
        return None
    labels = {*truth, *predicted}
    right = sum(t == p for t, p in zip(truth, predicted, strict=True))
    true_counts, said_counts = Counter(truth), Counter(predicted)
    true = np.array([true_counts[label] for label in labels], dtype=float)
    said = np.array([said_counts[label] for label in labels], dtype=float)
    total = float(len(truth))
    spread = (total**2 - said @ said) * (total**2 - true @ true)
    return float((right * total - true @ said) / np.sqrt(spread)) if spread > 0 else 0.0


def calibration_bins(
    confidence: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> list[dict[str, Any]]:
    """Return n, mean confidence and accuracy of each of the bins of equal width that is not empty.

    A confidence on an edge belongs to the bin below it, as in Guo et al. (2017); 0 to the first.
    """
    sure, correct = np.asarray(confidence, dtype=float), np.asarray(right, dtype=float)
    places = np.clip(np.ceil(sure * bins).astype(int) - 1, 0, bins - 1)
    found = []
    for place in range(bins):
        chosen = places == place
        if chosen.any():
            found.append({
                "low": place / bins,
                "high": (place + 1) / bins,
                "n": int(chosen.sum()),
                "confidence": float(sure[chosen].mean()),
                "accuracy": float(correct[chosen].mean()),
            })  # fmt: skip
    return found


def expected_calibration_error(
    confidence: Sequence[float], right: Sequence[bool], bins: int = BINS
) -> float | None:
    """Return the mean gap of confidence and accuracy over bins, weighted by their size.

    Guo et al., "On Calibration of Modern Neural Networks" (2017), with 15 bins as there.
    """
    if len(confidence) == 0:
        return None
    rows = calibration_bins(confidence, right, bins)
    return float(sum(r["n"] * abs(r["confidence"] - r["accuracy"]) for r in rows) / len(right))


def auroc(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """Return the probability that one of `higher` is above one of `lower`, ties counting half.

    The area under the ROC curve by the Mann-Whitney statistic (Hanley and McNeil, 1982).
    """
    if len(higher) == 0 or len(lower) == 0:
        return None
    values, order = np.asarray(higher, dtype=float), np.sort(np.asarray(lower, dtype=float))
    below = np.searchsorted(order, values, side="left")
    up_to = np.searchsorted(order, values, side="right")
    return float((below + up_to).sum() / (2 * len(values) * len(order)))


def risk_coverage(confidence: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Return (coverage, risk) for each confidence that a threshold can be set to, rising.

    Coverage is the share that is answered, risk the share of wrong ones among the answered
    (El-Yaniv and Wiener, 2010). Equal confidences are answered together.
    """
    sure, correct = np.asarray(confidence, dtype=float), np.asarray(right, dtype=bool)
    order = np.argsort(-sure, kind="stable")
    sure, wrong = sure[order], np.cumsum(~correct[order])
    total = len(sure)
    last = [i for i in range(total) if i + 1 == total or sure[i + 1] < sure[i]]
    return [((i + 1) / total, float(wrong[i]) / (i + 1)) for i in last]


def area_under_risk(curve: Sequence[tuple[float, float]]) -> float | None:
    """Return the area under a risk-coverage curve: the mean risk over all coverages, as steps."""
    area, before = 0.0, 0.0
    for coverage, risk in curve:
        area += (coverage - before) * risk
        before = coverage
    return area if curve else None


def at_threshold(
    truth: Sequence[str | None],
    predicted: Sequence[str],
    confidence: Sequence[float],
    threshold: float,
) -> dict[str, float | None]:
    """Return what comes of rejecting all readings whose confidence is below a threshold.

    The measures are HINT3's (Arora et al., "HINT3: Raising the bar for Intent Detection in the
    Wild", 2020): a rejected reading counts as out of scope; `in_scope_accuracy` is the share of
    right ones among rows in scope, `oos_recall` that of rejected ones among those out of scope,
    `accuracy` over all rows. `coverage` and `risk` as in `risk_coverage`; a row out of scope that
    is answered is wrong.

    Args:
        truth: true intents; None means out of scope.
        predicted: best intents.
        confidence: their confidence.
        threshold: in [0, 1].
    """
    said = [p if c >= threshold else None for p, c in zip(predicted, confidence, strict=True)]
    pairs = list(zip(truth, said, strict=True))
    inside = [(t, s) for t, s in pairs if t is not None]
    outside = [s for t, s in pairs if t is None]
    answered = [(t, s) for t, s in pairs if s is not None]
    return {
        "threshold": threshold,
        "accuracy": accuracy(truth, said),
        "in_scope_accuracy": _share([t == s for t, s in inside]),
        "oos_recall": _share([s is None for s in outside]),
        "weighted_f1": weighted_f1(truth, said),
        "mcc": matthews(truth, said),
        "coverage": _share([s is not None for s in said]),
        "risk": _share([t != s for t, s in answered]),
    }


def percentile(values: Sequence[float], rank: float) -> float | None:
    """Return a percentile (rank in [0, 100]), linear between neighbours."""
    return float(np.percentile(values, rank)) if len(values) else None


def _share(told: Sequence[bool]) -> float | None:
    return sum(told) / len(told) if told else None
