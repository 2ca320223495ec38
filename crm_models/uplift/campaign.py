"""Whom to offer what within a budget, and what it brings beside simpler ways. No store.

The budget covers what the offers cost if everybody redeems them, so that it holds whatever happens.
The gain of an offer to a customer is its effect on the probability of an order, times what a usual
order of that customer brings once the offer is taken off. A margin that is the same for all would
change no choice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from crm.offers import Offer
from crm_models.arrays import Floats, Keys
from crm_models.uplift.offers import NO_OFFER, best_within_budget

_RANDOM_ORDERS = 20

Truths = NDArray[np.bool_]


@dataclass(frozen=True)
class Chances:
    """What each offer would change in each customer.

    Parameters
    ----------
    customer:
        Keys, shape ``(n,)``.
    effect:
        On the probability of an order, shape ``(n, offers)``.
    buys:
        Probability of an order without any offer, shape ``(n,)``.
    cost:
        Of an offer that is redeemed, in minor units, shape ``(n, offers)``.
    worth:
        What an order with the offer brings, in minor units, shape ``(n, offers)``.
    meant:
        For whom each offer is, shape ``(n, offers)``.
    """

    customer: Keys
    effect: Floats
    buys: Floats
    cost: Keys
    worth: Floats
    meant: Truths

    @property
    def gain(self) -> Floats:
        """Return the expected revenue of each offer, 0 for whom it is not meant."""
        return np.where(self.meant, self.effect * self.worth, 0.0)

    @classmethod
    def joined(cls, parts: Sequence[Chances]) -> Chances:
        """Return batches of customers as one."""
        return cls(
            *(np.concatenate([vars(part)[name] for part in parts]) for name in vars(parts[0]))
        )


@dataclass(frozen=True)
class Expected:
    """What a choice would bring.

    Parameters
    ----------
    customers:
        Who gets an offer.
    cost_minor:
        If all of them redeem it.
    likely_cost_minor:
        If those do who are expected to order.
    orders, revenue_minor:
        More than without offers.
    """

    customers: float
    cost_minor: float
    likely_cost_minor: float
    orders: float
    revenue_minor: float


@dataclass(frozen=True)
class Plan:
    """A choice and what it is compared with.

    Parameters
    ----------
    chosen:
        The offer of each customer by its place, `NO_OFFER` for none.
    ours, at_random, to_likeliest:
        What is expected of the choice, of offering to customers drawn at random until the budget
        is spent, and of offering to those who are most likely to order without an offer.
    compared:
        Place of the offer that the two others give: the best one on average.
    """

    chosen: Keys
    ours: Expected
    at_random: Expected
    to_likeliest: Expected
    compared: int


def cost_of(offer: Offer, order_minor: Floats) -> Keys:
    """Return what an offer costs when it is redeemed with the usual orders of customers.

    Parameters
    ----------
    order_minor:
        Their usual orders in minor units, shape ``(n,)``; at least the offer's minimum is ordered.
    """
    if offer.kind != "percent":
        return np.full(len(order_minor), offer.worth_minor, dtype=np.int64)
    ordered = np.ceil(np.maximum(order_minor, offer.minimum_minor)).astype(np.int64)
    return -(-ordered * (offer.percent or 0) // 100)


def worth_of(offer: Offer, order_minor: Floats) -> Floats:
    """Return what their orders bring once the offer is taken off; never less than nothing."""
    ordered = np.maximum(order_minor, offer.minimum_minor)
    return np.maximum(ordered - cost_of(offer, order_minor), 0.0)


def plan(chances: Chances, budget_minor: int, seed: int = 0) -> Plan:
    """Choose whom to offer what, and compare it with simpler ways to spend as much.

    Parameters
    ----------
    budget_minor:
        Never exceeded, even if all redeem what they get.
    seed:
        Of the random orders that the choice is compared with.

    Raises
    ------
    Invalid
        If the budget is negative.
    """
    chosen, _ = best_within_budget(chances.gain, chances.cost, budget_minor)
    offer = _best_on_average(chances)
    meant = np.flatnonzero(chances.meant[:, offer])
    random = np.random.default_rng(seed)
    drawn = [
        expected(chances, in_turn(random.permutation(meant), offer, chances.cost, budget_minor))
        for _ in range(_RANDOM_ORDERS)
    ]
    likeliest = meant[np.argsort(-chances.buys[meant], kind="stable")]
    return Plan(
        chosen,
        expected(chances, chosen),
        _mean(drawn),
        expected(chances, in_turn(likeliest, offer, chances.cost, budget_minor)),
        offer,
    )


def in_turn(customers: Keys, offer: int, cost: Keys, budget_minor: int) -> Keys:
    """Give one offer to customers in their order until the budget does not cover the next.

    Returns
    -------
    The offer of each customer, `NO_OFFER` for none, shape ``(n,)``.
    """
    spent = np.cumsum(cost[customers, offer])
    chosen = np.full(len(cost), NO_OFFER, dtype=np.int64)
    chosen[customers[: np.searchsorted(spent, budget_minor, side="right")]] = offer
    return chosen


def expected(chances: Chances, chosen: Keys) -> Expected:
    """Return what a choice would bring."""
    who = np.flatnonzero(chosen != NO_OFFER)
    what = chosen[who]
    effect, cost = chances.effect[who, what], chances.cost[who, what]
    ordering = np.clip(chances.buys[who] + effect, 0.0, 1.0)
    return Expected(
        len(who),
        int(cost.sum()),
        float(cost @ ordering),
        float(effect.sum()),
        float(effect @ chances.worth[who, what]),
    )


def _best_on_average(chances: Chances) -> int:
    there = np.maximum(chances.meant.sum(axis=0), 1)
    gain = chances.gain.sum(axis=0) / there
    cost = np.where(chances.meant, chances.cost, 0).sum(axis=0) / there
    return int(np.argmax(gain / np.maximum(cost, 1.0)))


def _mean(found: Sequence[Expected]) -> Expected:
    rows = [asdict(one) for one in found]
    return Expected(**{name: float(np.mean([row[name] for row in rows])) for name in rows[0]})
