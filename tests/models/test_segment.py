"""Customers get the segment that a person would put them in, and clusters say what they are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from crm.errors import Invalid
from crm_models.history import History
from crm_models.kinds.segment import Segment
from crm_models.segments.clusters import explained
from crm_models.segments.rfm import (
    GRID,
    are_new,
    have_fallen_silent,
    named_segments,
    plain_score,
    quintile_edges,
    quintiles,
)
from tests.models.feature_rows import AS_OF
from tests.models.histories import given, history_with, shop_of

QUARTER = timedelta(days=90)


@pytest.fixture(scope="module")
def history() -> Iterator[History]:
    """Yield the orders of 600 customers, and of a quarter after AS_OF."""
    with history_with(shop_of(), AS_OF + QUARTER) as found:
        yield found


@pytest.fixture(scope="module")
def model(history: History) -> Segment:
    """Return a model that was fitted on them."""
    return Segment().fit(history, AS_OF)


def test_the_best_fifth_is_champion_and_the_worst_lost(history: History, model: Segment) -> None:
    """The scores of recency and frequency are fifths, and the grid names them."""
    features = history.features(AS_OF)
    scores = model.score(features)
    both = scores["rfm"].str[:2]

    assert {"champion"} == set(scores["segment"][both == "55"])
    assert {"lost"} == set(scores["segment"][both == "11"])
    assert 11 == len(np.unique(GRID.astype(str)))
    assert scores["segment"].isin(np.unique(GRID.astype(str))).all()
    assert 0.2 == pytest.approx((scores["rfm"].str[0] == "5").mean(), abs=0.02)


def test_the_plain_score_adds_up(history: History, model: Segment) -> None:
    """R + F + M is the sum of the three digits, and the reasons tell it."""
    features = history.features(AS_OF)
    scores = model.score(features)
    digits = [sum(map(int, rfm)) for rfm in scores["rfm"]]

    assert digits == scores["rfm_score"].tolist()
    assert all(f": {sum_} of 15" in said[1]
               for sum_, said in zip(digits, model.explain(features), strict=True))  # fmt: skip


def test_a_first_order_of_late_is_new() -> None:
    """One order in the last 60 days is new, however recency compares; two are not."""
    features = given(orders=[1, 1, 2], recency_days=[60.0, 61.0, 5.0])

    assert [True, False, False] == are_new(features).tolist()


def test_a_regular_who_missed_four_orders_has_gone_silent() -> None:
    """The own pace decides, not the others' recency; occasional customers have none."""
    features = given(
        orders=[5, 5, 4, 9, 1],
        recency_days=[80.0, 79.0, 80.0, 50.0, 300.0],
        gap_mean_days=[20.0, 20.0, 20.0, 5.0, None],
    )
    silent = have_fallen_silent(features)
    best = np.array([[5, 5, 5], [5, 4, 5], [5, 4, 5], [5, 5, 5], [4, 1, 5]])

    assert [True, False, False, False, False] == silent.tolist()
    assert ["cannot_lose", "champion", "champion", "champion", "promising"] == (
        named_segments(features, best).tolist()
    )


@drawn(st.lists(st.tuples(st.floats(0, 1e4), st.integers(1, 99), st.floats(0, 1e7)), min_size=5))
def test_scores_are_fifths(rows: list[tuple[float, int, float]]) -> None:
    """Whoever came later, more often or spent more never scores lower; all are from 1 to 5."""
    columns = tuple(np.array(column, dtype=np.float64) for column in zip(*rows, strict=True))
    scores = quintiles(quintile_edges(*columns), *columns)
    signs = (-1, 1, 1)

    assert set(scores.ravel().tolist()) <= set(range(1, 6))
    assert set(plain_score(scores).tolist()) <= set(range(3, 16))
    for number, (sign, column) in enumerate(zip(signs, columns, strict=True)):
        in_order = scores[np.argsort(sign * column), number]
        assert (np.diff(in_order) >= 0).all()


def test_clusters_are_numbered_by_worth_and_said_in_words(history: History, model: Segment) -> None:
    """Cluster 0 brings most a head; each has a rule, and the parts make a whole."""
    features = history.features(AS_OF)
    revenue = features.numbers("revenue_minor")
    clusters = model.clusters(features)
    heads = [revenue[clusters == number].mean() for number in np.unique(clusters)]
    facts = model.facts()

    assert sorted(heads, reverse=True) == heads
    assert len(heads) == len(facts["clusters"])
    assert 1.0 == pytest.approx(sum(one["share_of_revenue"] for one in facts["clusters"]))
    assert 1.0 == pytest.approx(sum(one["share_of_customers"] for one in facts["clusters"]))
    assert all("order" in one["rule"] or "spent" in one["rule"] for one in facts["clusters"])
    assert ["high", "middle", "low"] == [group["name"] for group in facts["value_groups"]]


def test_clusters_tell_of_the_next_quarter(history: History, model: Segment) -> None:
    """Who buys often and lately buys on: clusters explain part of what comes, though not all."""
    found = model.evaluate(history, AS_OF)

    assert 0.05 < found["eta_squared"] < 0.9
    assert 0 < found["smallest_share"] <= found["largest_share"] < 1
    assert 0.5 < found["stability"] <= 1


def test_saved_words_come_back(history: History, model: Segment, tmp_path: Path) -> None:
    """A loaded model gives the same scores, reasons and words."""
    model.save(tmp_path / "segment.npz")
    loaded = Segment.load(tmp_path / "segment.npz")
    features = history.features(AS_OF)

    assert model.facts() == loaded.facts()
    assert model.explain(features) == loaded.explain(features)
    assert model.score(features).equals(loaded.score(features))


def test_who_never_ordered_is_unknown(model: Segment) -> None:
    """Rows given without orders get the neutral scores beside the others'."""
    scores = model.score(given(orders=[0, 3], recency_days=[None, 4.0]))

    assert dict(Segment.neutral) == scores.iloc[0].to_dict()
    assert 3 == scores["frequency"][1]
    assert [["has not ordered yet"]] == model.explain(given(orders=[0]))


def test_a_handful_of_customers_is_refused() -> None:
    """Fifths of nineteen customers say nothing; the error says how many are needed."""
    few = history_with((n, n, 100) for n in range(1, 20))
    with few as history, pytest.raises(Invalid, match="20 customers"):
        Segment().fit(history, AS_OF)


def test_customers_who_are_all_alike_are_one_cluster() -> None:
    """Nothing to tell apart is no error."""
    with history_with((n, 10, 100) for n in range(1, 40)) as history:
        model = Segment().fit(history, AS_OF)

        assert {0} == set(model.clusters(history.features(AS_OF)))


@pytest.mark.parametrize(
    ("expected", "values"), [(1.0, [1, 1, 5, 5]), (0.0, [1, 5, 1, 5]), (0.8, [0, 2, 4, 6])]
)
def test_eta_squared_is_the_part_between(expected: float, values: list[float]) -> None:
    """All, nothing, and by hand: 16 of 20 lie between the means 1 and 5."""
    labels = np.array([0, 0, 1, 1])

    assert expected == pytest.approx(explained(np.array(values, dtype=np.float64), labels))
    assert np.isnan(explained(np.ones(4), labels))
