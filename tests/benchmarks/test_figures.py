"""Figures from measured turns."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.figures import growth, percentile, summary
from benchmarks.load import Measured, Turn

SECONDS = st.floats(min_value=0, max_value=100, allow_nan=False)


def turns(*seconds: float, fault: str | None = None, failed: bool = False) -> list[Turn]:
    """Return turns that took so many seconds."""
    return [Turn("hello", value, fault, failed) for value in seconds]


@pytest.mark.parametrize(
    ("values", "per_cent", "expected"),
    [
        ([7.0], 95, 7.0),
        ([1.0, 3.0], 50, 2.0),
        ([3.0, 1.0, 2.0], 50, 2.0),
        ([10.0, 0.0], 95, 9.5),
        ([1.0, 2.0, 3.0, 4.0, 5.0], 100, 5.0),
    ],
)
def test_percentile(values: list[float], per_cent: float, expected: float) -> None:
    """A percentile lies linearly between the two nearest values."""
    actual = percentile(values, per_cent)

    assert expected == pytest.approx(actual)


@given(st.lists(SECONDS, min_size=1))
def test_middle_percentile_is_the_median(values: list[float]) -> None:
    """The 50th percentile is what the standard library calls the median."""
    actual = percentile(values, 50)

    assert statistics.median(values) == pytest.approx(actual)


def test_percentile_of_nothing_is_refused() -> None:
    """No figure is made up where nothing was measured."""
    with pytest.raises(ValueError, match="at least one"):
        percentile([], 50)


def test_only_right_answers_count() -> None:
    """Fast wrong answers make neither the rate nor the percentiles look better."""
    measured = Measured(
        turns(0.1, 0.1) + turns(0.001, fault="read as None") + turns(0.001, fault="?", failed=True),
        seconds=2.0,
    )

    figures = summary(measured)

    keys = ("turns", "right", "wrong", "failed", "turns_per_second")
    assert (4, 2, 1, 1, 1.0) == tuple(figures[key] for key in keys)
    assert 100.0 == figures["milliseconds"]["p50"]


def test_nothing_right_has_no_percentiles() -> None:
    """A bot that never answers rightly gets no percentile at all."""
    figures = summary(Measured(turns(0.1, fault="empty reply", failed=True), 1.0))

    assert (0.0, None) == (figures["turns_per_second"], figures["milliseconds"]["p95"])


def test_faults_are_counted_by_line() -> None:
    """The same fault at the same line is told once, with how often it came."""
    figures = summary(Measured(turns(0.1, 0.2, fault="empty reply", failed=True), 1.0))

    assert [{"line": "hello", "fault": "empty reply", "times": 2}] == figures["faults"]


def test_growth_compares_first_and_last_turns() -> None:
    """A conversation whose last turns take three times as long is called three times dearer."""
    seconds = [0.01] * 20 + [0.02] * 160 + [0.03] * 20

    figures = growth(turns(*seconds))

    assert (10.0, 10.0, 30.0, 3.0) == tuple(
        figures[key] for key in ("first", "around_10", "last", "last_over_first")
    )
