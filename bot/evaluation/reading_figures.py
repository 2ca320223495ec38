"""The measures of readings of labelled texts; nothing of the engine is needed for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.evaluation import scores
from bot.evaluation.labelled_rows import Row


@dataclass(frozen=True)
class Reading:
    """The best intent of a text, its confidence, all intents that were ranked, and the time."""

    intent: str
    confidence: float
    ranking: list[tuple[str, float]]
    milliseconds: float


def figures(
    rows: Sequence[Row], readings: Sequence[Reading], oos: str | None, threshold: float
) -> dict[str, Any]:
    """Return the measures of readings.

    `in_scope_accuracy`, `macro_f1` and `ece` are over the rows in scope with nothing rejected, as
    few-shot results are published; `oos_recall` is the share of rows out of scope that are
    rejected at `threshold`, the one of config.yml; `oos_auroc` needs none; `ece_all` counts rows
    out of scope as misread. `by_threshold` has everything at each threshold, `at_threshold` at the
    one of config.yml, by HINT3's definitions. What needs rows out of scope is None without them.

    The label `oos`, where the training rows have it, is an intent of its own whose choice
    rejects a message, as `out_of_scope` is in the product.
    """
    truth = [None if row.label == oos else row.label for row in rows]
    said = [reading.intent for reading in readings]
    known = [known_confidence(reading, oos) for reading in readings]
    inside = [i for i, label in enumerate(truth) if label is not None]
    outside = [i for i, label in enumerate(truth) if label is None]
    labels, best = [truth[i] for i in inside], [said[i] for i in inside]
    right = [label == intent for label, intent in zip(truth, said, strict=True)]
    sure = [reading.confidence for reading in readings]

    def at(limit: float) -> dict[str, Any]:
        # A row whose best intent is `oos` is out of scope at any threshold.
        confidence = [-1.0 if s == oos else c for s, c in zip(said, known, strict=True)]
        measured = scores.at_threshold(truth, said, confidence, limit)
        return {name: rounded(value) for name, value in measured.items()}

    here = at(threshold)
    return {
        "n": len(rows),
        "n_in_scope": len(inside),
        "in_scope_accuracy": rounded(scores.accuracy(labels, best)),
        "macro_f1": rounded(scores.macro_f1(labels, best)),
        "oos_recall": here["oos_recall"],
        "oos_auroc": rounded(scores.auroc([known[i] for i in inside], [known[i] for i in outside])),
        "ece": rounded(
            scores.expected_calibration_error([sure[i] for i in inside], [right[i] for i in inside])
        ),
        "ece_all": rounded(scores.expected_calibration_error(sure, right)) if outside else None,
        "aurc": rounded(scores.area_under_risk(scores.risk_coverage(known, right))),
        "threshold": threshold,
        "at_threshold": here,
        "by_threshold": [at(limit) for limit in scores.THRESHOLDS],
    }


def known_confidence(reading: Reading, oos: str | None) -> float:
    """Return how sure a reading is that the text is in scope.

    That is the confidence of its best intent; where the best one is `oos`, the probability of the
    best other one.
    """
    if reading.intent != oos:
        return reading.confidence
    others = [probability for name, probability in reading.ranking if name != oos]
    return min(1.0 - reading.confidence, max(others, default=0.0))


def rounded(value: float | None, digits: int = 4) -> float | None:
    """Return a figure with as many digits as mean something."""
    return None if value is None else round(value, digits)
