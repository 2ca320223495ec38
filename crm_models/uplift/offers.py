"""Whom to offer what within a budget."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from crm.errors import Invalid
from crm_models.arrays import Floats

NO_OFFER = -1


def best_within_budget(
    gain: Floats, cost: NDArray[np.int64], budget: int
) -> tuple[NDArray[np.int64], int]:
    """Choose at most one offer for each customer, so that the expected gain is as large as it can.

    A multiple-choice knapsack. Of each customer's offers only those stay that no mixture of two
    others beats; going from each to the next dearer one is a step, and steps are taken by gain for
    each unit of cost (Sinha and Zoltners, 1979, Operations Research 27(3)). What is lost against
    the best choice is less than the gain of the first step that the budget does not cover.

    Parameters
    ----------
    gain:
        Expected gain of each offer to each customer, for example uplift times margin,
        shape ``(customers, offers)``.
    cost:
        What each offer costs, in minor units, shape ``(offers,)`` or ``(customers, offers)``.
    budget:
        In minor units; never exceeded.

    Returns
    -------
    The offer of each customer, `NO_OFFER` for none, shape ``(customers,)``; and what is spent.

    Raises
    ------
    Invalid
        If a cost or the budget is negative.
    """
    customers, offers = gain.shape
    costs = np.broadcast_to(cost, (customers, offers))
    if budget < 0 or (costs < 0).any():
        raise Invalid("budget", f"a budget ({budget}) and the costs of offers cannot be negative")
    steps = [
        (worth, customer, offer, price)
        for customer in range(customers)
        for worth, offer, price in _steps(gain[customer].tolist(), costs[customer].tolist())
    ]
    # Stable: among equals the first customer comes first, and a customer's steps stay in order.
    steps.sort(key=lambda step: -step[0])
    chosen = np.full(customers, NO_OFFER, dtype=np.int64)
    closed: set[int] = set()
    spent = 0
    for _, customer, offer, price in steps:
        if customer in closed:
            continue
        if spent + price > budget:
            closed.add(customer)
            continue
        spent += price
        chosen[customer] = offer
    return chosen, spent


def _steps(gains: list[float], costs: list[int]) -> list[tuple[float, int, int]]:
    """Return the gain per cost, the offer and the added cost of one customer's steps."""
    hull: list[tuple[int, float, int]] = [(0, 0.0, NO_OFFER)]
    order = sorted(range(len(gains)), key=lambda k: (costs[k], -gains[k], k))
    for offer in order:
        price, worth = costs[offer], gains[offer]
        if worth <= hull[-1][1]:
            continue
        while len(hull) > 1 and _slope(hull[-2], (price, worth)) >= _slope(hull[-2], hull[-1]):
            hull.pop()
        hull.append((price, worth, offer))
    return [
        (_slope(before, after), after[2], after[0] - before[0]) for before, after in pairwise(hull)
    ]


def _slope(start: tuple[float, ...], end: tuple[float, ...]) -> float:
    added = end[0] - start[0]
    return (end[1] - start[1]) / added if added else float("inf")
