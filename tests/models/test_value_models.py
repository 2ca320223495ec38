"""The models of orders and their worth find what was simulated, and stay usable numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import hyp2f1

from crm.errors import Invalid
from crm_models.arrays import Floats
from crm_models.lifetime.bg_nbd import bg_nbd_expected, bg_nbd_log_likelihood, mbg_nbd_expected
from crm_models.lifetime.discount import discount_factors, discounted_sum, rate_of_period
from crm_models.lifetime.gamma_gamma import fit_gamma_gamma, gamma_gamma_expected
from crm_models.lifetime.gauss import gauss
from crm_models.lifetime.leaving import MODELS
from crm_models.lifetime.pareto_nbd import pareto_nbd_alive, pareto_nbd_log_likelihood
from crm_models.lifetime.search import LOWEST, most_likely

PARAMETERS = st.tuples(*[st.floats(0.05, 20)] * 4)


def bg_nbd_customers(parameters: Floats, count: int, age: float) -> tuple[Floats, Floats, Floats]:
    """Return repeat orders, time of the last and age of customers who live as BG/NBD says."""
    r, alpha, a, b = parameters
    random = np.random.default_rng(5)
    rows = []
    for rate, leaves in zip(
        random.gamma(r, 1 / alpha, count), random.beta(a, b, count), strict=True
    ):
        day, last, orders = random.exponential(1 / rate), 0.0, 0
        while day < age:
            last, orders = day, orders + 1
            if random.random() < leaves:
                break
            day += random.exponential(1 / rate)
        rows.append((orders, last, age))
    x, tx, ages = np.array(rows, dtype=np.float64).T
    return x, tx, ages


def test_the_issue_s_example_of_discounting() -> None:
    """Five years' values at a tenth a year: each is discounted from the end of its year."""
    found = discounted_sum([1000, 1200, 1500, 1800, 2000], 0.10)

    # 5499.0655: the example drops what is below a cent.
    assert pytest.approx(5499.06, abs=0.01) == found


@given(st.lists(st.floats(0, 1e6), max_size=40), st.floats(0, 2))
def test_money_to_come_is_never_worth_more_than_now(values: list[float], rate: float) -> None:
    """Discounting takes away, except at a rate of nothing; and there may be nothing to discount."""
    assert 0 <= discounted_sum(values, rate) <= sum(values) * (1 + 1e-12)
    assert pytest.approx(sum(values)) == discounted_sum(values, 0.0)


def test_a_rate_that_takes_everything_is_refused() -> None:
    """Below minus one hundred per cent nothing is left to compound."""
    with pytest.raises(Invalid, match="must be above -1, not -1"):
        discount_factors(3, -1.0)
    assert pytest.approx(0.1) == rate_of_period(0.1, 365.25)


def test_bg_nbd_finds_the_parameters_that_customers_were_made_with() -> None:
    """From 6,000 simulated customers, without a penalty, close to the truth."""
    made_with = np.array([0.8, 5.0, 0.9, 2.5])
    x, tx, age = bg_nbd_customers(made_with, 6_000, 60.0)
    found = most_likely(lambda p: bg_nbd_log_likelihood(p, x, tx, age), [LOWEST] * 4, 0.0, "BG/NBD")

    np.testing.assert_allclose(found[:2], made_with[:2], rtol=0.15)
    assert pytest.approx(0.9 / 3.4, abs=0.03) == found[2] / (found[2] + found[3])


def test_pareto_nbd_is_the_integral_that_it_stands_for() -> None:
    """The closed form equals integrating over the rates of ordering and of leaving."""
    parameters, x, tx, age = np.array([0.6, 10.0, 0.7, 12.0]), 2.0, 20.0, 38.0
    found = pareto_nbd_log_likelihood(parameters, *(np.array([v]) for v in (x, tx, age)))
    r, alpha, s, beta = parameters
    random = np.random.default_rng(2)
    rate, leaving = random.gamma(r, 1 / alpha, 400_000), random.gamma(s, 1 / beta, 400_000)
    both = rate + leaving
    likelihood = rate**x / both * (
        leaving * np.exp(-both * tx) + rate * np.exp(-both * age)
    )  # fmt: skip

    assert pytest.approx(np.exp(found), rel=0.02) == likelihood.mean()


@pytest.mark.parametrize("parameters", [(0.5, 10.0, 0.6, 12.0), (0.5, 12.0, 0.6, 10.0)])
def test_pareto_nbd_is_smooth_where_its_two_forms_meet(parameters: tuple[float, ...]) -> None:
    """With alpha above beta or below, moments of the same kind are computed."""
    x, tx, age = np.array([0.0, 3.0]), np.array([0.0, 20.0]), np.array([38.0, 38.0])
    r, alpha, s, beta = parameters
    alive = pareto_nbd_alive(np.array(parameters), x, tx, age)
    n = r + s + x
    low, other = (alpha, s + 1) if alpha >= beta else (beta, r + x)
    terms = [
        hyp2f1(n, other, n + 1, abs(alpha - beta) / (low + t)) / (low + t) ** n for t in (tx, age)
    ]
    published = 1 / (
        1 + s / n * (alpha + age) ** (r + x) * (beta + age) ** s * (terms[0] - terms[1])
    )

    np.testing.assert_allclose(alive, published, rtol=1e-8)


@pytest.mark.parametrize("name", list(MODELS))
@given(
    x=st.integers(0, 5_000),
    last=st.floats(0.01, 1),
    age=st.floats(0.1, 300),
    parameters=PARAMETERS,
)
def test_expectations_are_finite_and_below_who_never_leaves(
    name: str, x: int, last: float, age: float, parameters: tuple[float, ...]
) -> None:
    """However many orders: not negative, no more than at the own rate, and more with more time."""
    one = (np.array([float(x)]), np.array([last * age if x else 0.0]), np.array([age]))
    likelihood, expected = MODELS[name]
    given_ = np.array(parameters)
    found = [float(expected(given_, *one, weeks)[0]) for weeks in (4.0, 52.0)]

    assert np.isfinite(likelihood(given_, *one, None))
    assert 0 <= found[0] <= found[1] * (1 + 1e-6) + 1e-9
    assert found[1] <= (parameters[0] + x) / (parameters[1] + age) * 52.0 * (1 + 1e-9)


@pytest.mark.parametrize(
    ("b", "c", "z"), [(1.0, 53.5, 52 / 54), (1.0, 103.5, 52 / 54), (500.0, 502.5, 0.93)]
)
def test_gauss_has_an_answer_where_scipy_has_none(b: float, c: float, z: float) -> None:
    """It obeys Gauss's relation of neighbours in the first parameter, near and far from trouble."""
    one, c_ = -0.5, np.array([c])
    low, middle, high = (gauss(one + k, b, c_, z)[0] for k in (-1, 0, 1))
    left = (c - one) * low + (2 * one - c + (b - one) * z) * middle

    assert pytest.approx(-one * (z - 1) * high, rel=1e-6, abs=1e-8) == left


@pytest.mark.parametrize("name", list(MODELS))
def test_who_ordered_just_now_is_expected_sooner_the_more_orders(name: str) -> None:
    """Of customers who ordered lately, those with more orders are expected to order more."""
    x = np.arange(1.0, 30.0)
    found = MODELS[name][1](
        np.array([0.5, 8.0, 0.8, 3.0]), x, np.full(29, 39.5), np.full(29, 40.0), 39.0
    )

    assert (np.diff(found) > 0).all()


def test_in_mbg_nbd_one_may_leave_after_the_first_order() -> None:
    """Of two customers with one order, the one seen longer is expected to order less."""
    zeros = np.zeros(2)
    found = mbg_nbd_expected(
        np.array([0.5, 6.0, 0.9, 1.6]), zeros, zeros, np.array([2.0, 200.0]), 39.0
    )

    assert found[0] > 5 * found[1]


def test_gamma_gamma_draws_a_single_order_to_the_average() -> None:
    """Many orders speak for themselves; one order is drawn to what all customers spend."""
    random = np.random.default_rng(1)
    count = random.integers(1, 10, 3_000).astype(np.float64)
    level = 15.0 * 6.0 / random.gamma(4.0, 1.0, 3_000)
    mean = random.gamma(6.0 * count, level / (6.0 * count))
    fitted = fit_gamma_gamma(count, mean, 0.0)
    found = gamma_gamma_expected(fitted, np.array([1.0, 50.0]), np.array([100.0, 100.0]))

    assert mean.mean() < found[0] < found[1] < 100.0
    assert pytest.approx(6.0, rel=0.2) == fitted[0]


def test_without_returning_customers_everybody_spends_the_average() -> None:
    """Gamma-Gamma needs customers who came back; without them nothing is made up."""
    fitted = fit_gamma_gamma(np.ones(50), np.full(50, 30.0), 0.001)

    np.testing.assert_allclose(
        gamma_gamma_expected(fitted, np.array([1.0]), np.array([30.0])), 30.0
    )


def test_a_likelihood_without_a_top_is_refused() -> None:
    """A search that finds nothing finite says which model failed."""
    with pytest.raises(Invalid, match="the test model found no stable parameters"):
        most_likely(lambda _: float("nan"), [LOWEST], 0.0, "test")


def test_expected_orders_are_the_published_ones() -> None:
    """Fader, Hardie and Lee's own example: customer 1 of CDNOW is expected to order 1.226 times."""
    parameters = np.array([0.243, 4.414, 0.793, 2.426])
    found = bg_nbd_expected(parameters, np.array([2.0]), np.array([30.43]), np.array([38.86]), 39.0)

    assert pytest.approx(1.226, abs=5e-4) == found[0]
