"""Gamma-Gamma: what an order of a customer is worth, given those seen.

Fader, Hardie and Lee, "RFM and CLV: Using Iso-Value Curves for Customer Base Analysis" (Journal of
Marketing Research 42, 2005). Parameters are ``p, q, v``, all positive; the mean order value is
finite only where q is above one.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from crm_models.arrays import Floats
from crm_models.lifetime.search import LOWEST, most_likely

MINIMUM_ROWS = 20


def gamma_gamma_log_likelihood(parameters: Floats, x: Floats, mean: Floats) -> float:
    """Return the mean log-likelihood of the Gamma-Gamma model of spend.

    Parameters
    ----------
    parameters:
        ``p, q, v``.
    x, mean:
        Orders (at least 1) and their mean value, shape ``(n,)``.
    """
    p, q, v = parameters
    terms = (
        gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        + (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(x * mean + v)
    )  # fmt: skip
    return float(np.mean(terms))


def fit_gamma_gamma(x: Floats, mean: Floats, penalty: float) -> Floats:
    """Return ``p, q, v`` learnt from ``x`` orders of ``mean`` value a customer, shape ``(n,)``.

    Only customers who came back and paid something are learnt from. With next to none of them,
    everybody is expected to spend the average.
    """
    usable = (x > 1) & (mean > 0)
    if usable.sum() < MINIMUM_ROWS:
        return np.array([1.0, 2.0, float(mean.mean())])
    count, scale = x[usable], float(mean[usable].mean())
    logs = [LOWEST, 0.01, LOWEST]
    found = most_likely(
        lambda p: gamma_gamma_log_likelihood(p, count, mean[usable] / scale),
        logs,
        penalty,
        "Gamma-Gamma",
    )
    return np.asarray(found * np.array([1.0, 1.0, scale]))


def gamma_gamma_expected(parameters: Floats, x: Floats, mean: Floats) -> Floats:
    """Return the expected worth of one more order, shape ``(n,)``."""
    p, q, v = parameters
    return np.asarray(p * (v + x * mean) / (p * x + q - 1))
