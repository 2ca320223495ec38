"""What an offer costs, and who gets one within a budget: pure rules."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.offers import Offer
from crm_models.uplift.campaign import Chances, cost_of, in_turn, plan, worth_of
from crm_models.uplift.offers import NO_OFFER
from tests.models.exposed_shop import CODE


def offer(**more: object) -> Offer:
    """Return an offer of a tenth from 20.00 on."""
    values = {
        "id": 1, "code": CODE, "title": "", "kind": "percent", "percent": 10, "amount_minor": None,
        "currency": "EUR", "minimum_minor": 2_000, "ends_at": None, "targeted": False,
    }  # fmt: skip
    return Offer(**(values | more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("terms", "costs", "worths"),
    [
        ({}, [200, 200, 501], [1_800, 1_800, 4_501 - 2]),
        ({"kind": "amount", "amount_minor": 500}, [500] * 3, [1_500, 1_500, 4_500]),
        ({"kind": "points", "amount_minor": 500, "minimum_minor": 0}, [500] * 3, [0, 1_500, 4_500]),
    ],
)
def test_what_an_offer_costs_if_redeemed(
    terms: dict[str, object], costs: list[int], worths: list[float]
) -> None:
    """A percentage is of the usual order, at least of the minimum, rounded up; others are fixed."""
    usual = np.array([100.0, 2_000.0, 5_000.0 + (not terms)])
    found = offer(**terms)

    assert costs == cost_of(found, usual).tolist()
    assert np.allclose(worths, worth_of(found, usual), atol=2)


@st.composite
def chances(draw: st.DrawFn) -> Chances:
    """Draw what up to three offers change in up to nine customers."""
    people, kinds = draw(st.integers(1, 9)), draw(st.integers(1, 3))

    def cells(of: st.SearchStrategy, dtype: type) -> np.ndarray:
        flat = draw(st.lists(of, min_size=people * kinds, max_size=people * kinds))
        return np.array(flat, dtype=dtype).reshape(people, kinds)

    return Chances(
        np.arange(people),
        cells(st.floats(-1, 1), float),
        np.array(draw(st.lists(st.floats(0, 1), min_size=people, max_size=people))),
        cells(st.integers(0, 50), np.int64),
        cells(st.floats(0, 1_000), float),
        cells(st.booleans(), bool),
    )


@given(chances(), st.integers(0, 300))
def test_no_choice_exceeds_the_budget(drawn: Chances, budget: int) -> None:
    """Nor does what it is compared with; and nobody gets what harms or is not meant for them."""
    made = plan(drawn, budget)
    who = np.flatnonzero(made.chosen != NO_OFFER)
    what = made.chosen[who]

    assert all(one.cost_minor <= budget for one in (made.ours, made.at_random, made.to_likeliest))
    assert drawn.cost[who, what].sum() == made.ours.cost_minor
    assert drawn.meant[who, what].all()
    assert (drawn.gain[who, what] > 0).all()
    assert 0 <= made.ours.likely_cost_minor <= made.ours.cost_minor + 1e-9


@given(chances(), st.integers(0, 300))
def test_the_choice_is_as_good_as_the_simple_ways_up_to_one_offer(
    drawn: Chances, budget: int
) -> None:
    """It falls behind by less than what a single offer can bring."""
    made = plan(drawn, budget)
    simpler = max(made.at_random.revenue_minor, made.to_likeliest.revenue_minor)

    assert made.ours.revenue_minor >= simpler - max(drawn.gain.max(), 0.0) - 1e-6


def test_offers_in_turn_stop_where_the_budget_does() -> None:
    """Costs of 3, 4 and 5 in that order: a budget of 11 lasts for two of them."""
    cost = np.array([[5], [3], [4]])

    assert [NO_OFFER, 0, 0] == in_turn(np.array([1, 2, 0]), 0, cost, 11).tolist()
