"""Who buys often, lately and for much is worth more, now, in words that add up."""

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
from crm_models.kinds.value import Value
from crm_models.lifetime.store_past import StorePast, days_since_1970, histories_of
from tests.models.feature_rows import AS_OF
from tests.models.histories import given, history_with, shop_of

QUARTER = timedelta(days=90)
REGULAR = {"orders": 12, "recency_days": 9.0, "tenure_days": 340.0, "revenue_minor": 60_000}


@pytest.fixture(scope="module")
def history() -> Iterator[History]:
    """Yield the orders of 600 customers, and of a quarter after AS_OF."""
    with history_with(shop_of(), AS_OF + QUARTER) as found:
        yield found


@pytest.fixture(scope="module")
def model(history: History) -> Value:
    """Return a model that was fitted on them."""
    return Value().fit(history, AS_OF)


def worth(model: Value, **changed: float) -> tuple[int, str]:
    """Return value and band of the regular customer with some things changed."""
    row = model.score(given(**{name: [value] for name, value in (REGULAR | changed).items()}))
    return int(row["lifetime_value_minor"][0]), str(row["value_band"][0])


def test_more_often_lately_and_for_more_is_worth_more(model: Value) -> None:
    """A regular is in the high band; who spends half or has long gone silent is worth less."""
    regular, band = worth(model)
    silent, low = worth(model, recency_days=300.0)

    assert (band, low) == ("high", "low")
    assert regular > worth(model, revenue_minor=30_000)[0] > 0
    assert regular > 10 * silent


def test_a_newcomer_is_at_most_in_the_middle(model: Value) -> None:
    """However large the first order of late was: it is a single one."""
    order = {"orders": 1, "recency_days": 8.0, "tenure_days": 8.0, "revenue_minor": 900_000}
    value, band = worth(model, **order)

    assert value > worth(model)[0]
    assert "middle" == band
    assert "high" == worth(model, **order | {"orders": 2, "tenure_days": 20.0})[1]


def test_bands_are_fifths_and_halves(history: History, model: Value) -> None:
    """The top fifth is high, the next three tenths are middle, but for newcomers."""
    bands = model.score(history.features(AS_OF))["value_band"]

    assert 0.5 == pytest.approx((bands == "low").mean(), abs=0.01)
    assert 0.1 < (bands == "high").mean() <= 0.2


def test_money_that_comes_later_is_worth_less(history: History, model: Value) -> None:
    """A higher rate makes lower values; the orders that are expected stay."""
    features = history.features(AS_OF)
    state = model.state()
    plain, dear = (
        Value.from_state(state | {"yearly_rate": rate}).score(features) for rate in (0.0, 0.5)
    )

    assert (dear["lifetime_value_minor"] <= plain["lifetime_value_minor"]).all()
    assert dear["expected_orders"].tolist() == plain["expected_orders"].tolist()
    ratio = dear["lifetime_value_minor"].sum() / plain["lifetime_value_minor"].sum()
    assert 1 / 1.5 < ratio < 1


def test_it_says_who_brings_money(history: History, model: Value) -> None:
    """The tenth of whom most is expected brings far more than a tenth of what then comes."""
    found = model.evaluate(history, AS_OF)

    assert found["spearman"] > 0.3
    assert found["top_decile_lift"] > 2
    assert abs(found["total_error"]) < 0.5


def test_reasons_are_what_is_expected(model: Value) -> None:
    """Orders times their worth are the undiscounted value; amounts have no currency sign."""
    features = given(**{name: [value] for name, value in REGULAR.items()})
    score, said = model.score(features), model.explain(features)[0]
    orders, each = (float(said[0].split(word)[1].split()[0]) for word in ("about ", " of "))

    assert score["expected_orders"][0] == pytest.approx(orders, abs=0.05)
    assert 1.0 < orders * each * 100 / score["lifetime_value_minor"][0] < 1.1
    assert "ordered 12 times in 340 days" == said[1]
    assert model.explain(given(orders=[1], recency_days=[900.0], revenue_minor=[900])) == [
        ["hardly another order expected in a year", "ordered once in 900 days"]
    ]


def test_who_never_ordered_has_neutral_scores(model: Value) -> None:
    """Beside others, and alone."""
    features = given(orders=[0, 12], recency_days=[None, 9.0], revenue_minor=[0, 60_000])

    assert dict(Value.neutral) == model.score(features).iloc[0].to_dict()
    assert "high" == model.score(features)["value_band"][1]
    assert ["has not ordered yet"] == model.explain(features)[0]


def test_a_saved_model_forecasts_the_same(history: History, model: Value, tmp_path: Path) -> None:
    """Trees, parameters and the choice among them come back exactly."""
    model.save(tmp_path / "value.npz")
    loaded = Value.load(tmp_path / "value.npz")
    features = history.features(AS_OF)

    assert model.score(features).equals(loaded.score(features))
    assert model.explain(features) == loaded.explain(features)
    assert model.facts() == loaded.facts()
    assert "boosted correction" in model.facts()["held_out"]


def test_a_handful_of_customers_is_refused() -> None:
    """The error says how many are needed."""
    few = history_with((n, n, 100) for n in range(1, 20))
    with few as history, pytest.raises(Invalid, match="20 customers"):
        Value().fit(history, AS_OF)


def test_a_model_that_was_not_fitted_says_so() -> None:
    """Instead of scores that mean nothing."""
    with pytest.raises(RuntimeError, match="fit first"):
        Value().score(given(orders=[1], recency_days=[1.0]))


@drawn(st.lists(
    st.tuples(st.integers(1, 400), st.floats(0, 2000), st.floats(0, 2000), st.integers(0, 10**8)),
    min_size=1, max_size=30,
))  # fmt: skip
def test_any_given_rows_have_histories_that_hang_together(
    rows: list[tuple[int, float, float, int]],
) -> None:
    """Whatever somebody gives, the last order is not after now, and nothing is missing."""
    names = ("orders", "recency_days", "tenure_days", "revenue_minor")
    columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
    seen = histories_of(given(**columns))

    assert (seen.last <= seen.age).all()
    assert (seen.age > 0).all()
    assert (seen.last[seen.orders > 1] > 0).all()
    for name in ("orders", "mean", "largest", "latest", "recent_orders", "recent_revenue"):
        assert np.isfinite(getattr(seen, name)).all()


def test_the_store_is_seen_as_files_of_days_are(history: History) -> None:
    """Orders, times and worths of a past day are those that a person counts."""
    orders = [(7, 100.5, 3_000), (7, 60.5, 1_000), (7, 10.5, 2_000), (7, -5, 9_000)]
    with history_with(orders, AS_OF + QUARTER) as known:
        past = StorePast(known, AS_OF)
        seen = past.seen(past.until)
        brought = past.brought(seen, past.until, 30)

    assert (days_since_1970(AS_OF), past.until - 100.5) == (past.until, past.first)
    assert [(3.0, 90 / 7, 101 / 7, 20.0, 30.0, 20.0, 50 / 7, 2.0, 30.0)] == [
        tuple(getattr(seen, name)[0] for name in (
            "orders", "last", "age", "mean", "largest", "latest", "gap", "recent_orders",
            "recent_revenue"))
    ]  # fmt: skip
    assert [90.0] == brought.tolist()
