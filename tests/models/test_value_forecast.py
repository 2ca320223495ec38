"""A forecast is chosen on held-out months, knows no future, and is measured on what came after."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm_models.evaluation.value import errors, evaluate, read_ledger
from crm_models.lifetime.candidates import BOOSTED, OWN_RATE
from crm_models.lifetime.choosing import BLEND, choose
from crm_models.lifetime.forecast import forecast
from crm_models.lifetime.history import Ledger, histories, ledger
from crm_models.lifetime.leaving import MODELS

START = pd.Timestamp("2025-01-01")
COLUMNS = {"customer": "who", "time": "day", "amount": "paid"}

ROWS = st.lists(
    st.tuples(st.integers(0, 30), st.integers(0, 80), st.floats(-50, 500)), min_size=1, max_size=120
)


def shop(customers: int = 400, days: int = 300, seed: int = 4) -> pd.DataFrame:
    """Return purchases of customers who come in January, at their own pace, until they leave."""
    random = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        pace, level = random.gamma(2.0, 15.0) + 2, random.gamma(4.0, 10.0)
        day, end = float(random.integers(0, 30)), random.exponential(300.0)
        first = day
        while day < min(days, first + end):
            amount = round(float(random.gamma(5.0, level / 5)), 2)
            rows.append((f"c{customer}", START + pd.Timedelta(days=int(day)), amount))
            day += random.exponential(pace) + 1
    return pd.DataFrame(rows, columns=["who", "day", "paid"])


def written(frame: pd.DataFrame, folder: Path) -> Path:
    """Return a CSV with the rows."""
    path = folder / "sales.csv"
    frame.to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def sales() -> Ledger:
    """Return the shop's rows as a ledger from day 0."""
    frame = shop()
    days = (frame["day"] - START).dt.days.to_numpy(dtype=np.float64)
    keys = pd.factorize(frame["who"])[0].astype(np.int64)
    return ledger(keys, days, frame["paid"].to_numpy())


def test_a_day_is_one_order_and_a_refund_is_none() -> None:
    """Two rows of a day are one order; a refund lowers what was brought, never below nothing."""
    rows = ledger(
        np.array([1, 1, 1, 2, 2, 3]),
        np.array([0.0, 0.0, 7.0, 0.0, 3.0, 5.0]),
        np.array([10.0, 20.0, -6.0, 5.0, -9.0, -1.0]),
    )
    seen = histories(rows, 14.0)

    assert [1, 2] == seen.customer.tolist()
    assert [1.0, 1.0] == seen.orders.tolist()
    assert [24.0, 0.0] == seen.mean.tolist()


@given(ROWS, st.integers(1, 81))
def test_histories_do_not_know_what_came_after(
    rows: list[tuple[int, int, float]], as_of: int
) -> None:
    """They are the same with and without later rows, and their numbers hang together."""
    columns = [np.array([row[i] for row in rows], dtype=np.float64) for i in range(3)]
    every = ledger(columns[0].astype(np.int64), columns[1], columns[2])
    seen, then = histories(every, as_of), histories(every.before(as_of), as_of)

    for name in seen.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(seen, name), getattr(then, name))
    assert (seen.repeats >= 0).all()
    assert (seen.last <= seen.age).all()
    assert (seen.mean >= 0).all()
    assert (seen.last[seen.repeats > 0] > 0).all()


def test_a_forecast_knows_no_future_and_is_the_same_again(sales: Ledger) -> None:
    """With and without the rows after the day: equal, finite, not negative, worth less now."""
    first, again = forecast(sales, 200.0, 90.0), forecast(sales.before(200.0), 200.0, 90.0)

    np.testing.assert_array_equal(first.revenue, again.revenue)
    assert np.isfinite(first.revenue).all()
    assert (first.revenue >= 0).all()
    assert (first.discounted <= first.revenue).all()
    assert 0.95 < first.discounted.sum() / first.revenue.sum() < 1.0


def test_a_forecast_beats_one_s_own_rate(sales: Ledger) -> None:
    """Where customers leave, the chosen model is nearer than going on as before."""
    found = forecast(sales, 200.0, 90.0)
    real = sales.revenue(found.customer, 200.0, 290.0)

    chosen, naive = errors(found.revenue, real), errors(found.all_models[OWN_RATE], real)
    assert chosen.rmse < naive.rmse
    assert abs(chosen.total_error) < abs(naive.total_error)
    assert BOOSTED in found.all_models


def test_the_choice_is_that_of_the_held_out_months() -> None:
    """The least error wins; a blend is its two parts; without held-out months all are averaged."""
    tried = {name: {"rmse": value} for name, value in (("BG/NBD", 3.0), (BOOSTED, 2.5))}
    both = ["BG/NBD", BOOSTED]

    assert [BOOSTED] == choose(tried, both)
    assert both == choose({**tried, BLEND: {"rmse": 2.0}}, both)
    assert both == choose({}, [*both, OWN_RATE])


def test_a_model_that_fails_or_runs_away_is_left_out(
    sales: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Infinite forecasts and searches without an end are noted, and the others are used."""
    likelihood, expected = MODELS["BG/NBD"]
    broken = {
        "BG/NBD": (likelihood, lambda p, x, tx, age, ahead: expected(p, x, tx, age, ahead) * 1e9),
        "MBG/NBD": (lambda *_: float("nan"), expected),
    }
    for name, model in broken.items():
        monkeypatch.setitem(MODELS, name, model)
    found = forecast(sales, 200.0, 90.0)

    assert not {"BG/NBD", "MBG/NBD"} & set(found.parts)
    assert "the MBG/NBD model found no stable parameters on these data" in found.notes
    assert "the BG/NBD forecast ran away and is left out" in found.notes


def test_figures_of_a_file(tmp_path: Path) -> None:
    """Rows without a customer are counted, refunds netted, and the candidates reported."""
    frame = shop()
    frame.loc[0, "who"] = None
    frame.loc[1, "paid"] = -5.0
    found = evaluate(written(frame, tmp_path), **COLUMNS, calibration_end="2025-07-19")

    assert {"customers", "mae", "rmse", "spearman", "total_error", "top_decile_share"} < set(found)
    assert 0.1 < found["top_decile_share"] < 1
    assert abs(found["total_error"]) < 0.4
    assert found["predicted_total"] / found["real_total"] - 1 == found["total_error"]
    assert [
        "1 rows without 'who' left out",
        "1 rows with negative amounts netted as refunds",
    ] == found["notes"][:2]


def test_errors_are_what_one_would_count_by_hand() -> None:
    """Ten customers, of whom the one expected to bring most brought half of all."""
    expected, real = np.arange(10.0), np.array([0, 1, 2, 3, 4, 5, 6, 7, 17, 45.0])
    found = errors(expected, real)

    assert (4.5, 0.5, 5.0) == (found.mae, found.top_decile_share, found.top_decile_lift)
    assert pytest.approx(45 / 90 - 1) == found.total_error
    assert pytest.approx(1.0) == found.spearman


@pytest.mark.parametrize("end", ["2024-12-31", "2026-05-01"])
def test_a_calibration_end_outside_the_data_names_their_days(tmp_path: Path, end: str) -> None:
    """Before the first day, or after the last, there is nothing to compare."""
    frame = shop(30)
    path = written(frame, tmp_path)
    last = frame["day"].max().date()

    with pytest.raises(Invalid, match=f"{end} leaves.* first day is 2025-01-0., its last {last}"):
        evaluate(path, **COLUMNS, calibration_end=end)


def test_what_cannot_be_read_is_named(tmp_path: Path) -> None:
    """Days and ends that are no dates, horizons beyond the file, too few customers."""
    frame = shop(30)
    path = written(frame, tmp_path)
    with pytest.raises(Invalid, match="soon"):
        evaluate(path, **COLUMNS, calibration_end="soon")
    with pytest.raises(Invalid, match="--horizon-days 900 must lie between 1 and"):
        evaluate(path, **COLUMNS, calibration_end="2025-07-19", horizon_days=900)
    with pytest.raises(Invalid, match=r"needs 20 customers .* the file has 5"):
        few = written(shop(5), tmp_path)
        evaluate(few, **COLUMNS, calibration_end="2025-03-01")
    frame["day"] = frame["day"].astype(str)
    frame.loc[3, "day"] = "yesterday"
    with pytest.raises(Invalid, match=r"'day': 1 of \d+ values are not times, such as 'yesterday'"):
        read_ledger(written(frame, tmp_path), *COLUMNS.values())
