"""Churn and need: horizons of the own rhythm, the next category, and reasons that hold."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import logit

from crm.errors import Invalid
from crm_models.feature_tables.features import Features
from crm_models.history import History
from crm_models.kinds.churn import Churn, risks
from crm_models.kinds.inputs import inputs
from crm_models.kinds.need import Need
from crm_models.kinds.next_category import NextCategory
from crm_models.kinds.reasons import reasons
from crm_models.kinds.rhythm import Rhythm
from crm_models.kinds.snapshots import days_to_learn_from
from tests.models.feature_rows import AS_OF
from tests.models.made_shop import before, history_of_rows, made_shop


@pytest.fixture(scope="module")
def history() -> Iterator[History]:
    """Yield the made-up shop, which goes on after the date."""
    with history_of_rows(made_shop()) as made:
        yield made


@pytest.fixture(scope="module")
def churn(history: History) -> Churn:
    """Return a model with a horizon that the shop's time allows to measure."""
    return Churn(Rhythm(2.0, 30.0, 60.0, 80.0)).fit(history, AS_OF)


@pytest.fixture(scope="module")
def need(history: History) -> Need:
    """Return a fitted model."""
    return Need().fit(history, AS_OF)


def test_the_horizon_is_some_of_the_own_gaps() -> None:
    """Two gaps, within bounds; who has no gap gets the default."""
    gaps = [None, 1.0, 20.0, 45.0, 400.0]
    rows = Features.from_rows([{"gap_mean_days": gap} for gap in gaps], AS_OF)

    assert [90, 30, 40, 90, 120] == Rhythm().days(rows).tolist()
    assert [77] * 5 == Rhythm.fixed(77).days(rows).tolist()


def test_outcomes_end_when_each_customer_s_time_does(history: History) -> None:
    """One call with a time for each is as many calls with one time for all."""
    features = history.features(AS_OF)
    days = np.where(features.customer % 2 == 0, 30.0, 60.0)
    expected = history.outcomes(features, 60)
    expected.loc[days == 30] = history.outcomes(features, 30)[days == 30]

    pd.testing.assert_frame_equal(expected, history.outcomes(features, days))


def test_churn_and_need_are_told(churn: Churn, need: Need, history: History) -> None:
    """Later days of the shop are foretold better than by chance, at about the right rate."""
    left, ordered = churn.evaluate(history, AS_OF), need.evaluate(history, AS_OF)

    assert left["roc_auc"] > 0.65
    assert ordered["roc_auc"] > 0.65
    assert abs(left["rate"] - left["mean_probability"]) < 0.15
    assert ordered["category_hits"] > ordered["top_category_hits"] + 0.1


@pytest.mark.parametrize("name", ["churn", "need"])
def test_parts_add_up_to_the_score(
    name: str, history: History, request: pytest.FixtureRequest
) -> None:
    """The parts of each customer are the log-odds of the probability."""
    model = request.getfixturevalue(name)
    features = history.features(AS_OF)
    probability = model.score(features)[f"{name}_probability"].to_numpy()

    np.testing.assert_allclose(logit(probability), model.parts(features).sum(axis=1), atol=1e-9)


def test_a_high_risk_is_explained_by_the_absence(churn: Churn, history: History) -> None:
    """Who has long been away is told so, with the own rhythm."""
    features = history.features(AS_OF)
    late = features.numbers("recency_days") > 4 * features.numbers("gap_mean_days")
    found = churn.explain(features.rows(late))
    told = [reason for row in found for reason in row if reason.startswith("has not ordered for")]

    assert len(told) > len(found) / 2
    assert all("; usually every " in reason for reason in told)


@pytest.mark.parametrize(
    ("row", "parts", "away", "expected"),
    [
        (
            {"orders": 5, "recency_days": 94, "gap_mean_days": 31},
            {"recency_days": 1.0, "overdue": 0.5, "returns": 0.3, "orders": -0.2},
            True,
            ["has not ordered for 94 days; usually every 31"],
        ),
        (
            {"orders": 1, "recency_days": 0, "returns": 1},
            {"returns": 0.3, "orders": 0.4, "recency_days": 0.2},
            True,
            ["has ordered only once", "has sent something back once"],
        ),
        (
            {"orders": 6, "recency_days": 1, "gap_mean_days": 1.2},
            {"recency_days": -0.3, "orders": -0.2, "messages": -0.9, "web_events_90d": -0.04},
            False,
            ["ordered 1 day ago; usually every day", "has ordered 6 times"],
        ),
    ],
)
def test_reasons_are_the_weightiest_that_are_true(
    row: dict[str, float], parts: dict[str, float], away: bool, expected: list[str]
) -> None:
    """Columns of one thing speak once; what is at its default or hardly weighs says nothing."""
    features = Features.from_rows([row], AS_OF)
    side = np.array([away])

    assert [expected] == reasons(features, pd.DataFrame([parts]), raises=side, away=side)


@given(st.floats(0, 1))
def test_risks_follow_the_probability(probability: float) -> None:
    """The words are in the order of the numbers."""
    expected = "high" if probability >= 0.7 else "middle" if probability >= 0.45 else "low"

    assert [expected] == risks(np.array([probability])).tolist()


def test_inputs_are_finite_or_blank() -> None:
    """Nothing known, and extremes, give no infinity."""
    rows = [{}, {"orders": 1, "tenure_days": 0, "recency_days": 0}, {"refund_share": 1e12}]
    found = inputs(Features.from_rows(rows, AS_OF)).to_numpy(np.float64)

    assert not np.isinf(found).any()


def test_what_follows_a_category_is_learnt() -> None:
    """The step that others took is foretold, and nothing where no own category is known."""
    steps = pd.DataFrame({"last": ["tea", "cups"], "next": ["cups", "tea"], "count": [90, 90]})
    known: list[dict[str, object]] = [
        {"last_category": "tea", "top_category": "tea", "top_category_share": 0.2},
        {"last_category": "cups", "top_category": "tea", "top_category_share": 0.2},
        {"last_category": "spoons", "top_category": "spoons", "top_category_share": 1.0},
        {},
    ]
    features = Features.from_rows(known, AS_OF)
    found = NextCategory(steps).predict(features).tolist()

    assert ["cups", "tea", None] == [*found[:2], found[3]]
    assert found[2] in ("tea", "cups")
    assert [None] * 4 == NextCategory.empty().predict(features).tolist()


def test_days_to_learn_from_end_a_horizon_before_the_date(history: History) -> None:
    """All are known by then, and a month of orders comes before the first."""
    days = days_to_learn_from(history, AS_OF, 90)

    assert [AS_OF - timedelta(days=90 + 30 * part) for part in range(5, -1, -1)] == days
    with pytest.raises(Invalid, match=r"there are orders of \d+ days; 900 are needed"):
        days_to_learn_from(history, AS_OF, 870)


def test_a_cancelled_future_is_not_known() -> None:
    """Cutting the made-up shop leaves orders before the date alone, still standing."""
    kept = before(made_shop(40))["orders"]

    assert kept
    assert all(row["placed_at"] < AS_OF.timestamp() * 1e6 for row in kept)
