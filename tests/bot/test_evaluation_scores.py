"""The measures of readings, against worked examples, laws, and scikit-learn."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn import metrics

from bot.evaluation import scores

LABELS = st.sampled_from("abcd")
PAIRS = st.lists(st.tuples(LABELS, LABELS), min_size=1, max_size=40)
SURE = st.floats(0, 1, allow_nan=False)
READINGS = st.lists(st.tuples(SURE, st.booleans()), min_size=1, max_size=60)


@given(PAIRS)
def test_f1_and_correlation_are_scikit_learns(pairs: list[tuple[str, str]]) -> None:
    """Macro-F1, weighted F1 and Matthews' correlation are those that others compute."""
    truth, said = [t for t, _ in pairs], [s for _, s in pairs]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        expected = [
            metrics.f1_score(truth, said, average="macro", zero_division=0),
            metrics.f1_score(truth, said, average="weighted", zero_division=0),
            metrics.matthews_corrcoef(truth, said),
        ]
    actual = [scores.macro_f1(truth, said), scores.weighted_f1(truth, said)]

    assert pytest.approx(expected, abs=1e-9) == [*actual, scores.matthews(truth, said)]


@given(st.lists(SURE, min_size=1, max_size=30), st.lists(SURE, min_size=1, max_size=30))
def test_auroc_is_scikit_learns(higher: list[float], lower: list[float]) -> None:
    """The area under the ROC curve counts ties as half."""
    truth = [1] * len(higher) + [0] * len(lower)
    expected = metrics.roc_auc_score(truth, [*higher, *lower])

    assert pytest.approx(expected) == scores.auroc(higher, lower)


@given(st.lists(SURE, min_size=1, max_size=30), st.lists(SURE, min_size=1, max_size=30))
def test_auroc_of_swapped_sides_is_the_rest(higher: list[float], lower: list[float]) -> None:
    """What one side wins the other loses."""
    assert pytest.approx(1.0) == sum(map(float, [
        scores.auroc(higher, lower) or 0, scores.auroc(lower, higher) or 0,
    ]))  # fmt: skip


@pytest.mark.parametrize(
    ("confidence", "right", "expected"),
    [
        ([1.0, 1.0], [True, True], 0.0),
        ([1.0, 1.0], [False, False], 1.0),
        ([0.0], [False], 0.0),
        # Two in the bin up to 0.8 of which one is right, two in the bin up to 0.2: none.
        ([0.75, 0.77, 0.19, 0.19], [True, False, False, False], (2 * 0.26 + 2 * 0.19) / 4),
        # An edge belongs to the bin below: 0.2 shares one with 0.14.
        ([0.2, 0.14], [True, False], 0.33),
        ([], [], None),
    ],
)
def test_calibration_error(confidence: list[float], right: list[bool], expected: Any) -> None:
    """The gap of confidence and accuracy is weighted by how many readings lie in a bin."""
    assert pytest.approx(expected) == scores.expected_calibration_error(confidence, right)


@given(READINGS)
def test_calibration_bins_hold_all_readings(readings: list[tuple[float, bool]]) -> None:
    """No reading is lost, each lies within its bin, and the error is a share."""
    sure, right = [c for c, _ in readings], [r for _, r in readings]
    bins = scores.calibration_bins(sure, right)
    error = scores.expected_calibration_error(sure, right)
    within = all(b["low"] - 1e-9 <= b["confidence"] <= b["high"] + 1e-9 for b in bins)

    assert (len(readings), True) == (sum(b["n"] for b in bins), within)
    assert error is not None
    assert -1e-9 <= error <= 1 + 1e-9


@given(READINGS)
def test_risk_coverage_ends_at_all_readings(readings: list[tuple[float, bool]]) -> None:
    """Coverage rises to one, where the risk is the share of all that is wrong."""
    sure, right = [c for c, _ in readings], [r for _, r in readings]
    curve = scores.risk_coverage(sure, right)
    coverages = [coverage for coverage, _ in curve]

    assert sorted(set(coverages)) == coverages
    assert pytest.approx((1.0, 1 - np.mean(right))) == curve[-1]


def test_area_under_risk_by_hand() -> None:
    """Half is answered rightly, the other half, less sure, wrongly."""
    curve = scores.risk_coverage([0.9, 0.8, 0.3, 0.2], [True, True, False, False])

    assert [(0.25, 0.0), (0.5, 0.0), (0.75, pytest.approx(1 / 3)), (1.0, 0.5)] == curve
    assert pytest.approx(0.25 * (1 / 3 + 0.5)) == scores.area_under_risk(curve)


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        (0.0, {"in_scope_accuracy": 2 / 3, "oos_recall": 0.0, "coverage": 1.0, "risk": 0.6}),
        (0.5, {"in_scope_accuracy": 2 / 3, "oos_recall": 0.5, "coverage": 0.8, "risk": 0.5}),
        (0.7, {"in_scope_accuracy": 1 / 3, "oos_recall": 1.0, "coverage": 0.4, "risk": 0.5}),
        (1.0, {"in_scope_accuracy": 0.0, "oos_recall": 1.0, "coverage": 0.0, "risk": None}),
    ],
)
def test_thresholds_as_hint3_defines_them(threshold: float, expected: dict[str, Any]) -> None:
    """A reading below the threshold counts as out of scope, one at the threshold does not."""
    truth = ["a", "b", "b", None, None]
    said, sure = ["a", "b", "a", "a", "b"], [0.9, 0.5, 0.8, 0.6, 0.1]
    found = scores.at_threshold(truth, said, sure, threshold)

    assert expected == {name: pytest.approx(found[name]) for name in expected}


def test_without_rows_out_of_scope_there_is_no_recall_of_them() -> None:
    """What is not defined is None, not zero."""
    found = scores.at_threshold(["a"], ["a"], [0.9], 0.5)

    assert (1.0, None) == (found["in_scope_accuracy"], found["oos_recall"])
    assert (None, None, None) == (scores.accuracy([], []), scores.auroc([1.0], []),
                                  scores.percentile([], 50))  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from(["a", "b", None]), LABELS, SURE), min_size=1))
def test_a_higher_threshold_never_answers_more(rows: list[tuple[Any, str, float]]) -> None:
    """Over rising thresholds coverage and in-scope accuracy fall and the recall rises."""
    truth, said, sure = zip(*rows, strict=True)
    found = [scores.at_threshold(truth, said, sure, limit) for limit in scores.THRESHOLDS]

    for name, direction in (("coverage", -1), ("in_scope_accuracy", -1), ("oos_recall", 1)):
        values = [direction * row[name] for row in found if row[name] is not None]
        assert sorted(values) == values
