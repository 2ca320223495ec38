"""The effect of one offer on single customers, learnt from its exposures and measured honestly.

Everything measured is of customers whom the model had not seen. How far single effects can be
trusted is the slope of the outcome over the predicted effects (the best linear predictor of
Chernozhukov, Demirer, Duflo and Fernandez-Val, 2018, NBER working paper 24678): 1 where they are
right, 0 where they are chance; the effects are drawn towards the average by it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import norm
from sklearn.linear_model import LogisticRegression
from threadpoolctl import threadpool_limits

from crm.errors import Invalid
from crm.offers import Offer
from crm_models.arrays import Floats
from crm_models.uplift.encoding import Standardised
from crm_models.uplift.experiments import Experiment
from crm_models.uplift.learners import Uplift, choose, parts
from crm_models.uplift.measures import effect, qini

FEWEST_OF_AN_ARM = 50
FEWEST_OUTCOMES = 20
CHANCE = 0.05
"""How often a random order may pass for better than random, over all offers together."""
_FOLDS = 5
_INNER_FOLDS = 3
_RANDOM_ORDERS = 1_000
_95 = 1.96


@dataclass(frozen=True)
class Measured:
    """What is known of an offer's effect.

    Parameters
    ----------
    ordered_treated, ordered_control:
        Shares of who ordered.
    ate, ate_low, ate_high:
        Average effect of the offer on that share, with its 95 % interval.
    qini, qini_sd:
        Mean over the folds, and their standard deviation.
    random_sd, random_limit:
        The same measure of random orders of the same rows: how it spreads, and what it passes by
        chance only.
    trust, trust_error, trust_limit:
        Slope of the outcome over the predicted effects, with its standard error, and what it passes
        by chance only.
    best_third, best_third_error:
        Average effect on the third with the largest predicted effects.
    likeliest_third:
        On the third that would most likely have ordered without the offer.
    model:
        The learner that was chosen.
    """

    treated: int
    control: int
    ordered_treated: float
    ordered_control: float
    ate: float
    ate_low: float
    ate_high: float
    qini: float
    qini_sd: float
    random_sd: float
    random_limit: float
    trust: float
    trust_error: float
    trust_limit: float
    best_third: float
    best_third_error: float
    likeliest_third: float
    model: str

    @property
    def better_than_random(self) -> bool:
        """Return whether customers are told apart better than by chance.

        Both the order and the sizes of the effects must say so: folds share training rows, so that
        either alone passes a little more often by chance than its limit promises.
        """
        return self.qini > self.random_limit and self.trust > self.trust_limit

    def figures(self) -> dict[str, Any]:
        """Return all of it by name."""
        return {**asdict(self), "better_than_random": self.better_than_random}


@dataclass(frozen=True)
class LearntOffer:
    """Tells what an offer changes in a customer, and who orders without it."""

    offer: Offer
    measured: Measured
    left_out: Mapping[str, int]
    _encode: Standardised
    _model: Uplift
    _buyers: LogisticRegression
    _middle: float
    _seen: tuple[pd.Series, pd.Series]

    def effect(self, known: pd.DataFrame) -> Floats:
        """Return by how much the offer changes the probability of an order, -1 to 1."""
        with threadpool_limits(1):
            scores = self._model.score(self._rows(known))
        trust = min(max(self.measured.trust, 0.0), 1.0)
        return np.clip(self.measured.ate + trust * (scores - self._middle), -1.0, 1.0)

    def buys(self, known: pd.DataFrame) -> Floats:
        """Return the probability of an order without the offer."""
        return np.asarray(self._buyers.predict_proba(self._rows(known))[:, 1], np.float64)

    def _rows(self, known: pd.DataFrame) -> Floats:
        """Return the rows as numbers; beyond what was seen at the exposures they stand still."""
        lowest, highest = self._seen
        return self._encode(known.clip(lowest, highest, axis=1))


def learn(experiment: Experiment, offers: int = 1, seed: int = 0) -> LearntOffer:
    """Measure on five folds what a learner, chosen on the others, finds; then learn from all.

    Parameters
    ----------
    offers:
        How many offers are measured at once: the limit of chance is shared between them.
    seed:
        The same gives the same.

    Raises
    ------
    Invalid
        If nobody was held back, or there are too few customers or orders.
    """
    require(experiment)
    # Threads of the linear algebra only hinder each other at matrices of this size.
    with threadpool_limits(1):
        measured = _measure(experiment, CHANCE / offers, seed)
        encode = Standardised(experiment.known)
        rows = encode(experiment.known)
        model, _ = choose(rows, experiment.treated, experiment.ordered, _FOLDS, seed)
        buyers = _buyers(rows, experiment.treated, experiment.ordered)
        middle = float(model.score(rows).mean())
    figures = Measured(**measured, model=model.name)
    return LearntOffer(
        experiment.offer, figures, experiment.left_out,
        encode, model, buyers, middle, (experiment.known.min(), experiment.known.max()),
    )  # fmt: skip


def require(experiment: Experiment) -> None:
    """Refuse what nothing can be learnt from.

    Raises
    ------
    Invalid
        Naming what was found, what is needed and the way out.
    """
    code, t, y = experiment.offer.code, experiment.treated, experiment.ordered
    treated, control = int(t.sum()), int((1 - t).sum())
    gone = "".join(f"; {count} {reason}" for reason, count in experiment.left_out.items())
    if treated and not control:
        raise Invalid(
            "no_control_group",
            f"{code}: none of {treated} customers was held back, so that its effect cannot be "
            f"known{gone}: give it an audience, for the bot then holds back one in ten, or hold "
            "back a random part of a mailing and import both",
        )
    for name, count in (("shown it", treated), ("held back", control)):
        if count < FEWEST_OF_AN_ARM:
            raise Invalid(
                "too_few_exposures",
                f"{code}: {count} customers were {name}, {FEWEST_OF_AN_ARM} are needed{gone}: "
                "show it to more and hold back more, or wait until its days are over",
            )
    for name, arm in (("were shown it", y[t == 1]), ("were held back", y[t == 0])):
        ordered = int(arm.sum())
        if min(ordered, len(arm) - ordered) < FEWEST_OUTCOMES:
            raise Invalid(
                "too_few_outcomes",
                f"{code}: {ordered} of {len(arm)} customers who {name} ordered; "
                f"{FEWEST_OUTCOMES} who did and {FEWEST_OUTCOMES} who did not are needed: "
                "wait for more exposures, or choose other days with --days",
            )


def _measure(experiment: Experiment, chance: float, seed: int) -> dict[str, Any]:
    t, y, known = experiment.treated, experiment.ordered, experiment.known
    random = np.random.default_rng(seed)
    scores, buyers = np.zeros(len(t)), np.zeros(len(t))
    found, orders = [], []
    for train, test in parts(t, y, _FOLDS, seed):
        encode = Standardised(known.iloc[train])
        rows, unseen = encode(known.iloc[train]), encode(known.iloc[test])
        model, _ = choose(rows, t[train], y[train], _INNER_FOLDS, seed)
        predicted = model.score(unseen)
        found.append(qini(y[test], t[test], predicted))
        orders.append(
            [qini(y[test], t[test], random.random(len(test))) for _ in range(_RANDOM_ORDERS)]
        )
        # Each fold has a model of its own: only differences within a fold can be compared.
        scores[test] = predicted - predicted.mean()
        likely = _buyers(rows, t[train], y[train]).predict_proba(unseen)[:, 1]
        buyers[test] = likely
    by_chance = np.mean(orders, axis=0)
    ate, error = effect(y, t)
    trust, trust_error = _slope(y, t, scores, buyers)
    third, third_error = _of_third(y, t, scores)
    return {
        "treated": int(t.sum()),
        "control": int((1 - t).sum()),
        "ordered_treated": float(y[t == 1].mean()),
        "ordered_control": float(y[t == 0].mean()),
        "ate": ate,
        "ate_low": ate - _95 * error,
        "ate_high": ate + _95 * error,
        "qini": float(np.mean(found)),
        "qini_sd": float(np.std(found, ddof=1)),
        "random_sd": float(by_chance.std(ddof=1)),
        "random_limit": float(np.quantile(by_chance, 1 - chance)),
        "trust": trust,
        "trust_error": trust_error,
        "trust_limit": float(norm.ppf(1 - chance)) * trust_error,
        "best_third": third,
        "best_third_error": third_error,
        "likeliest_third": _of_third(y, t, buyers)[0],
    }


def _slope(y: Floats, t: Floats, scores: Floats, buyers: Floats) -> tuple[float, float]:
    """Return how the effect grows with the predicted one, and its standard error (White, 1980)."""
    if scores.std() == 0:
        return 0.0, 0.0
    given = t - t.mean()
    terms = np.column_stack([np.ones_like(y), buyers, scores, given, given * scores])
    inverse = np.linalg.pinv(terms.T @ terms)
    weights = inverse @ terms.T @ y
    left = (y - terms @ weights)[:, None] * terms
    return float(weights[-1]), float(np.sqrt((inverse @ (left.T @ left) @ inverse)[-1, -1]))


def _of_third(y: Floats, t: Floats, order: Floats) -> tuple[float, float]:
    best = np.argsort(-order, kind="stable")[: max(len(y) // 3, 4)]
    return effect(y[best], t[best])


def _buyers(rows: Floats, t: Floats, y: Floats) -> LogisticRegression:
    return LogisticRegression(C=0.1, max_iter=1_000).fit(rows[t == 0], y[t == 0])
