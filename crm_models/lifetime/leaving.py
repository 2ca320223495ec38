"""Models in which customers buy until they leave, unseen; each with Gamma-Gamma for the worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crm.errors import Invalid
from crm_models.arrays import Floats
from crm_models.lifetime.bg_nbd import (
    bg_nbd_expected,
    bg_nbd_log_likelihood,
    mbg_nbd_expected,
    mbg_nbd_log_likelihood,
)
from crm_models.lifetime.gamma_gamma import fit_gamma_gamma, gamma_gamma_expected
from crm_models.lifetime.history import Histories
from crm_models.lifetime.pareto_nbd import pareto_nbd_expected, pareto_nbd_log_likelihood
from crm_models.lifetime.search import LOWEST, most_likely

# The penalty is a prior on the logarithms of the parameters: its weight for all customers together
# does not grow with them. Each customer's share is bounded for shops with few of them.
_PRIOR = 1.0
_LARGEST_PENALTY = 0.001

Likelihood = Callable[[Floats, Floats, Floats, Floats, Floats | None], float]
Expected = Callable[[Floats, Floats, Floats, Floats, float], Floats]

MODELS: dict[str, tuple[Likelihood, Expected]] = {
    "BG/NBD": (bg_nbd_log_likelihood, bg_nbd_expected),
    "MBG/NBD": (mbg_nbd_log_likelihood, mbg_nbd_expected),
    "Pareto/NBD": (pareto_nbd_log_likelihood, pareto_nbd_expected),
}


@dataclass(frozen=True)
class Leaving:
    """A fitted model of orders by name, with its parameters and those of their worth."""

    name: str
    purchase: Floats
    spend: Floats

    def orders(self, seen: Histories, weeks: float) -> Floats:
        """Return the expected orders in the coming ``weeks``, shape ``(n,)``."""
        expected = MODELS[self.name][1]
        return expected(self.purchase, seen.repeats, seen.last, seen.age, weeks)

    def revenue(self, seen: Histories, weeks: float) -> Floats:
        """Return the expected revenue in the coming ``weeks``, shape ``(n,)``."""
        worth = gamma_gamma_expected(self.spend, seen.orders, seen.mean)
        return self.orders(seen, weeks) * worth


def fit_leaving(name: str, seen: Histories) -> Leaving:
    """Fit a model of :data:`MODELS` by penalised maximum likelihood.

    Raises
    ------
    Invalid
        If the search finds no stable parameters.
    """
    # Most customers ordered once: the same history is looked at once, with its weight.
    rows = np.stack([seen.repeats, seen.last, seen.age], axis=1)
    unique, weight = np.unique(rows, axis=0, return_counts=True)
    x, tx, age = unique.T
    likelihood = MODELS[name][0]
    penalty = min(_LARGEST_PENALTY, _PRIOR / len(seen))
    weights = weight.astype(np.float64)
    purchase = most_likely(
        lambda p: likelihood(p, x, tx, age, weights), [LOWEST] * 4, penalty, name
    )
    spend = fit_gamma_gamma(seen.orders, seen.mean, penalty)
    if not np.isfinite(np.concatenate([purchase, spend])).all():
        raise Invalid("no_convergence", f"the {name} model found no finite parameters")
    return Leaving(name, purchase, spend)
