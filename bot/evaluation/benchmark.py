"""The reading part on any labelled pair of files: trained on one, measured on the other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.evaluation import scores
from bot.evaluation.labelled_rows import BadFile, Row, read_rows
from bot.evaluation.reader import Reader, Reading, Settings, Tell, load_encoder


def benchmark(
    train: Path,
    test: Path,
    config: Path,
    text: str | None,
    label: str | None,
    oos: str | None,
    tell: Tell,
) -> dict[str, Any]:
    """Train on a file, read another, and return the figures; see `figures`.

    Args:
        train, test: files that `read_rows` reads.
        config: Rasa's configuration, whose settings of the reading are used.
        text, label: names of their columns; common names are found without.
        oos: the label that means out of scope.
        tell: is told what goes on.

    Raises:
        BadFile: a file cannot be used.
        EncoderMissing: there is no encoder yet.
    """
    settings = Settings.read(config)
    train_rows, test_rows = read_rows(train, text, label), read_rows(test, text, label)
    if oos is not None and all(row.label != oos for row in [*train_rows, *test_rows]):
        raise BadFile(f"--oos {oos!r} is no label of {train} or {test}")
    unknown = {row.label for row in test_rows} - {row.label for row in train_rows} - {oos}
    if unknown:
        tell(f"labels of {test} that {train} lacks: {', '.join(sorted(unknown))}")
    encoder = load_encoder()
    tell(f"training on {len(train_rows)} examples of {len({r.label for r in train_rows})} labels")
    reader = Reader.train(encoder, train_rows, settings)
    readings = reader.read_all([row.text for row in test_rows], tell)
    return {
        **figures(test_rows, readings, oos, settings.threshold),
        "train_seconds": round(reader.train_seconds, 2),
        "ms_p50": rounded(scores.percentile([r.milliseconds for r in readings], 50), 3),
        "ms_p95": rounded(scores.percentile([r.milliseconds for r in readings], 95), 3),
    }


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
