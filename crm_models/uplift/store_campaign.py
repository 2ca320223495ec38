"""A campaign on the store: learnt from past exposures, for the customers of today."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sqlalchemy import select

from crm.errors import Invalid, Refused
from crm.store import Store, Unit
from crm.tables.events import customer_scores
from crm.tables.people import customers
from crm_models.arrays import Keys
from crm_models.history import History, history_of
from crm_models.uplift.campaign import Chances, Plan, cost_of, plan, worth_of
from crm_models.uplift.experiments import Experiment, experiments
from crm_models.uplift.learnt_offers import LearntOffer, learn, require
from crm_models.uplift.offers import NO_OFFER
from crm_models.uplift.store_exposures import Exposures, read_exposures

Progress = Callable[[str, float, float], None]


@dataclass(frozen=True)
class Campaign:
    """Whom to offer what.

    Parameters
    ----------
    offers:
        Those that were chosen from, with what is known of their effects.
    customers:
        How many were scored.
    rows:
        Reference, offer's code, cost in minor units if redeemed, and effect on the probability of
        an order, of each customer who gets an offer.
    given:
        How many get each offer.
    notes:
        Offers that were left out, with the reason, and what else is to be known.
    """

    offers: Sequence[LearntOffer]
    customers: int
    plan: Plan
    rows: Sequence[tuple[str, str, int, float]]
    given: Mapping[str, int]
    notes: Sequence[str]


def make_campaign(
    store: Store,
    budget_minor: int,
    codes: Sequence[str] = (),
    days: int = 30,
    *,
    anyway: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
) -> Campaign:
    """Choose whom to offer what within a budget.

    Parameters
    ----------
    budget_minor:
        In minor units of the shop's currency.
    codes:
        The offers to choose from; without any, all of which enough is known.
    days:
        How long after an exposure an order counts.
    anyway:
        Also use offers whose effect cannot be told from chance between customers.
    seed:
        The same store and seed give the same.

    Raises
    ------
    Invalid
        If nobody was exposed, nobody was held back or too few ordered.
    Refused
        If no offer's customers are told apart better than by chance.
    """

    def tell(what: str, done: int, total: int) -> None:
        if progress:
            progress(what, done, total)

    with store.reading() as unit:
        exposures = read_exposures(unit, codes)
    tell("reading the store", 0, 1)
    with history_of(store) as history:
        tried, notes = _learnable(experiments(history, exposures, days), strict=bool(codes))
        learnt = []
        for place, experiment in enumerate(tried):
            tell(f"learning from {experiment.offer.code}", place, len(tried))
            learnt.append(learn(experiment, len(tried), seed))
        used, unknown = _told_apart(learnt, anyway=anyway)
        tell("scoring customers", len(tried), len(tried))
        chances, references = _chances(store, history, exposures, used)
    made = plan(chances, budget_minor, seed)
    codes = [one.offer.code for one in used]
    ended = [
        f"{one.offer.code} ended on {one.offer.ends_at.date()}: it must run again first"
        for one in used
        if one.offer.ends_at <= history.now
    ]
    return Campaign(
        used,
        len(chances.customer),
        made,
        _rows(chances, made, codes, references),
        {code: int((made.chosen == place).sum()) for place, code in enumerate(codes)},
        [*notes, *unknown, *ended],
    )


def _rows(
    chances: Chances, made: Plan, codes: Sequence[str], references: Mapping[int, str]
) -> list[tuple[str, str, int, float]]:
    return [
        (
            references[int(chances.customer[who])],
            codes[what],
            int(chances.cost[who, what]),
            float(chances.effect[who, what]),
        )
        for who, what in enumerate(made.chosen.tolist())
        if what != NO_OFFER
    ]


def _learnable(found: Sequence[Experiment], *, strict: bool) -> tuple[list[Experiment], list[str]]:
    """Return the experiments that tell enough; unless strict, the others become notes."""
    kept: list[Experiment] = []
    errors: list[Invalid] = []
    for experiment in found:
        try:
            require(experiment)
        except Invalid as error:
            if strict:
                raise
            errors.append(error)
        else:
            kept.append(experiment)
    if not kept:
        raise Invalid(errors[0].code, "; ".join(error.detail for error in errors))
    return kept, [error.detail for error in errors]


def _told_apart(
    learnt: Sequence[LearntOffer], *, anyway: bool
) -> tuple[list[LearntOffer], list[str]]:
    """Return the offers to use, and what to say of those that are no better than chance."""
    known = [one for one in learnt if one.measured.better_than_random]
    unknown = [_no_better(one) for one in learnt if not one.measured.better_than_random]
    if anyway:
        return list(learnt), [f"no better than random is known of {text}" for text in unknown]
    if not known:
        raise Refused(
            "no_better_than_random",
            "nothing better than offering at random is known: "
            f"{', and '.join(unknown)}. More exposures may change that; --anyway makes the list "
            "all the same",
        )
    return known, [f"no better than random, left out: {text}" for text in unknown]


def _no_better(one: LearntOffer) -> str:
    found = one.measured
    return (
        f"{one.offer.code}: Qini {found.qini:.3f}, by chance up to {found.random_limit:.3f}; "
        f"slope {found.trust:.2f}, by chance up to {found.trust_limit:.2f} "
        f"({found.treated} shown it, {found.control} held back)"
    )


def _chances(
    store: Store, history: History, exposures: Exposures, used: Sequence[LearntOffer]
) -> tuple[Chances, dict[int, str]]:
    """Return what the offers change in the customers of today, and those by their keys."""
    with store.reading() as unit:
        present = select(customers.c.id, customers.c.reference).where(
            customers.c.erased_at.is_(None)
        )
        references = {row.id: row.reference for row in unit.connection.execute(present)}
        audiences = [_audience(unit, exposures.offers[one.offer.code][1]) for one in used]
    there = np.fromiter(references, np.int64, len(references))
    parts = []
    for batch in history.feature_batches(history.now):
        features = batch.rows(np.isin(batch.customer, there))
        if not len(features):
            continue
        known, usual = exposures.known(features), features.numbers("order_value_minor")
        meant = [
            np.ones(len(features), bool) if keys is None else np.isin(features.customer, keys)
            for keys in audiences
        ]
        parts.append(
            Chances(
                features.customer,
                np.column_stack([one.effect(known) for one in used]),
                np.mean([one.buys(known) for one in used], axis=0),
                np.column_stack([cost_of(one.offer, usual) for one in used]),
                np.column_stack([worth_of(one.offer, usual) for one in used]),
                np.column_stack(meant),
            )
        )
    if not parts:
        raise Invalid("no_customers", "no customer with an order is left to offer anything to")
    joined = Chances.joined(parts)
    # Batches come in no order; which of two equals gets the last of the budget must not hang on it.
    order = np.argsort(joined.customer, kind="stable")
    return Chances(**{name: column[order] for name, column in vars(joined).items()}), references


def _audience(unit: Unit, audience: Mapping[str, Any]) -> Keys | None:
    """Return whom an offer is meant for by the scores in use, none for everybody."""
    names = {"segments": customer_scores.c.segment, "churn_risk": customer_scores.c.churn_risk}
    wanted = [column.in_(audience[name]) for name, column in names.items() if audience.get(name)]
    if not wanted:
        return None
    found = unit.connection.execute(select(customer_scores.c.customer_id).where(*wanted))
    return np.array(found.scalars().all(), dtype=np.int64)
