"""The customer models find what is in the data, know no future, and survive saving."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.errors import Invalid
from crm_models.churn import Churn
from crm_models.features import OrderTable, customer_features
from crm_models.lifetime.bg_nbd import bg_nbd_expected
from crm_models.model import Model
from crm_models.recommendation import Purchases, Recommendation
from crm_models.scoring import churn_risk, value_bands
from crm_models.segmentation import Segmentation
from crm_models.value import LifetimeValue


def table(rows: list[tuple[int, float, float]]) -> OrderTable:
    """Return orders from (customer, day, total)."""
    ordered = sorted(rows)
    columns = [np.array([row[i] for row in ordered], dtype=np.float64) for i in range(3)]
    zeros = np.zeros(len(ordered))
    return OrderTable(columns[0].astype(np.int64), columns[1], columns[2], columns[2], zeros)


def shop(seed: int = 3, customers: int = 150) -> OrderTable:
    """Return a shop in which odd customers come back every 20 days and even ones stop at 200."""
    random = np.random.default_rng(seed)
    rows = []
    for customer in range(customers):
        day = float(random.uniform(0, 40))
        end = 700.0 if customer % 2 else 200.0
        while day < end:
            rows.append((customer, day, float(random.integers(1_000, 9_000))))
            day += float(random.uniform(15, 25))
    return table(rows)


def test_features_do_not_know_what_came_after() -> None:
    """Features as of a day are the same with and without the orders after it."""
    orders = shop()
    now = customer_features(orders, 300.0)
    then = customer_features(orders.before(300.0), 300.0)

    for name in now.__dataclass_fields__:
        np.testing.assert_array_equal(getattr(now, name), getattr(then, name))


def test_features_of_one_customer() -> None:
    """Recency, frequency, monetary value and gaps are what one would count by hand."""
    features = customer_features(table([(7, 10, 100), (7, 30, 300), (7, 60, 200)]), 100.0)

    found = (features.recency, features.tenure, features.frequency, features.monetary)
    assert [40.0, 90.0, 3.0, 200.0] == [float(column[0]) for column in found]
    assert (25.0, 30.0) == (features.gap[0], features.last_gap[0])


def test_segments_tell_champions_from_lost_customers() -> None:
    """Champions are all among those who still order, the lost all among those who stopped."""
    features = customer_features(shop(), 700.0)
    names = Segmentation().fit(features).score(features)
    goes_on: dict[str, set[bool]] = {name: set() for name in names}
    for customer, name in zip(features.customer.tolist(), names, strict=True):
        goes_on[name].add(customer % 2 == 1)

    assert {True} == goes_on["champion"] == goes_on["loyal"]
    assert {False} == goes_on["hibernating"] == goes_on["at_risk"]


def test_churn_finds_who_stopped() -> None:
    """On a later day the model ranks customers who stopped above those who went on."""
    orders = shop()
    model = Churn(horizon_days=60).fit(orders, [160.0, 300.0])
    judged = model.evaluate(orders, 500.0)

    assert 1.0 == judged["roc_auc"]


def test_churn_reasons_name_the_absence() -> None:
    """The reason of a high risk names the days without an order and the usual rhythm."""
    orders = shop()
    model = Churn(horizon_days=60).fit(orders, [160.0, 300.0])
    features = customer_features(orders, 400.0)
    gone = int(np.flatnonzero(features.customer % 2 == 0)[0])

    assert "has not ordered for" in model.explain(features, gone)[0]
    assert "usually every" in model.explain(features, gone)[0]


def test_value_is_higher_for_who_goes_on() -> None:
    """Customers who keep ordering are worth more than those who stopped."""
    features = customer_features(shop(), 700.0)
    worth = LifetimeValue().fit(features).score(features)
    goes_on = features.customer % 2 == 1

    assert worth[goes_on].min() > worth[~goes_on].max()


def test_expected_orders_are_the_published_ones() -> None:
    """Fader, Hardie and Lee's own example: customer 1 of CDNOW is expected to order 1.226 times."""
    parameters = np.array([0.243, 4.414, 0.793, 2.426])
    found = bg_nbd_expected(parameters, np.array([2.0]), np.array([30.43]), np.array([38.86]), 39.0)

    assert pytest.approx(1.226, abs=5e-4) == found[0]


@given(
    x=st.integers(0, 60),
    tx=st.floats(0, 1),
    age=st.floats(0.1, 300),
    parameters=st.tuples(*[st.floats(0.05, 20)] * 4),
)
def test_expected_orders_are_finite_and_not_negative(
    x: int, tx: float, age: float, parameters: tuple[float, ...]
) -> None:
    """Whatever the customer and the parameters, the expectation is a usable number."""
    arrays = (np.array([float(x)]), np.array([tx * age if x else 0.0]), np.array([age]))
    found = bg_nbd_expected(np.array(parameters), *arrays, 52.0)

    assert 0 <= found[0] < np.inf


def test_products_bought_together_are_neighbours() -> None:
    """Teapots go with tea, pens with paper; and the reason is the bought one."""
    pairs = [(c, p) for c in range(10) for p in ((1, 2) if c < 5 else (3, 4))]
    pairs.append((20, 1))
    purchases = Purchases(
        np.array([c for c, _ in pairs]), np.array([p for _, p in pairs]), np.ones(len(pairs))
    )
    model = Recommendation().fit(purchases)
    found = [r for r in model.recommend(purchases) if r.customer == 20]

    assert {(1, 2), (2, 1), (3, 4), (4, 3)} == {(row[0], row[1]) for row in model.goes_with()}
    assert [(2, 1, 1)] == [(r.product, r.rank, r.because) for r in found]


def test_nothing_bought_is_recommended_again() -> None:
    """No recommendation is a product that the customer has."""
    random = np.random.default_rng(1)
    rows = np.unique(random.integers(0, 30, size=(400, 2)), axis=0)
    purchases = Purchases(rows[:, 0], rows[:, 1], np.ones(len(rows)))
    have = set(map(tuple, rows.tolist()))
    found = Recommendation().fit(purchases).recommend(purchases)

    assert found
    assert not {(r.customer, r.product) for r in found} & have


def _fitted() -> list[Model]:
    orders = shop()
    features = customer_features(orders, 700.0)
    return [
        Segmentation().fit(features),
        Churn(60).fit(orders, [160.0, 300.0]),
        LifetimeValue().fit(features),
    ]


@pytest.mark.parametrize("index", range(3), ids=["segment", "churn", "value"])
def test_a_saved_model_scores_the_same(index: int, tmp_path: Path) -> None:
    """Saving and loading is exact, and so is training again with the same data."""
    model, again = _fitted()[index], _fitted()[index]
    path = tmp_path / "model.npz"
    model.save(path)
    features = customer_features(shop(), 700.0)
    loaded = type(model).load(path)

    assert list(model.score(features)) == list(loaded.score(features))
    assert list(model.score(features)) == list(again.score(features))


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    """A cut-off file gives an error that says what to do."""
    path = tmp_path / "churn.npz"
    _fitted()[1].save(path)
    path.write_bytes(path.read_bytes()[:100])

    with pytest.raises(Invalid, match="train it again"):
        Churn.load(path)


def test_too_few_customers_are_refused() -> None:
    """A model says how many customers it needs and how many there are."""
    features = customer_features(table([(1, 1, 100)]), 10.0)

    with pytest.raises(Invalid, match="needs 20 customers with orders; the store has 1"):
        LifetimeValue().fit(features)


@pytest.mark.parametrize(
    ("probability", "risk"),
    [(0.0, "low"), (0.44, "low"), (0.45, "middle"), (0.69, "middle"), (0.7, "high"), (1.0, "high")],
)
def test_churn_risk_in_words(probability: float, risk: str) -> None:
    """The bounds of the risk words."""
    assert risk == churn_risk(probability)


def test_value_bands_are_a_fifth_three_tenths_and_the_rest() -> None:
    """Of ten customers two are high, three middle, five low."""
    bands = value_bands(np.arange(10, dtype=np.float64))

    assert ["low"] * 5 + ["middle"] * 3 + ["high"] * 2 == bands
