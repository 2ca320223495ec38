"""Pareto/NBD: orders come at a personal rate until the customer leaves, at any time.

Schmittlein, Morrison and Colombo, "Counting Your Customers: Who Are They and What Will They Do
Next?" (Management Science 33, 1987), in the form of Fader and Hardie, "A Note on Deriving the
Pareto/NBD Model and Related Expressions" (2005).

Parameters are ``r, alpha, s, beta``, all positive; ``x, tx, age`` are repeat orders, the time of
the last one and the time observed, in one unit, shape ``(n,)``.
"""

from __future__ import annotations

import numpy as np
from scipy.special import gammaln

from crm_models.arrays import Floats
from crm_models.lifetime.gauss import gauss

_NEAR = 1e-6


def pareto_nbd_log_likelihood(
    parameters: Floats, x: Floats, tx: Floats, age: Floats, weight: Floats | None = None
) -> float:
    """Return the mean log-likelihood of Pareto/NBD."""
    r, alpha, s, beta = parameters
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha) + s * np.log(beta)
    alive = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    gone = np.log(s / (r + s + x)) + _log_gone(parameters, x, tx, age)
    return float(np.average(first + np.logaddexp(alive, gone), weights=weight))


def pareto_nbd_expected(
    parameters: Floats, x: Floats, tx: Floats, age: Floats, ahead: float
) -> Floats:
    """Return the expected orders in ``ahead`` more units of time.

    The result is never above the orders of a customer who cannot leave.
    """
    r, alpha, s, beta = parameters
    s = 1.0 + _NEAR if abs(s - 1.0) < _NEAR else s
    rest = (beta + age) / (s - 1) * -np.expm1((s - 1) * np.log((beta + age) / (beta + age + ahead)))
    rate = (r + x) / (alpha + age)
    expected = pareto_nbd_alive(parameters, x, tx, age) * rate * rest
    return np.clip(np.nan_to_num(expected, nan=0.0), 0.0, rate * ahead)


def pareto_nbd_alive(parameters: Floats, x: Floats, tx: Floats, age: Floats) -> Floats:
    """Return the probability that each customer has not left, shape ``(n,)``."""
    r, alpha, s, beta = parameters
    log_odds = (
        np.log(s / (r + s + x))
        + (r + x) * np.log(alpha + age)
        + s * np.log(beta + age)
        + _log_gone(parameters, x, tx, age)
    )
    return np.asarray(1 / (1 + np.exp(np.minimum(log_odds, 700.0))))


def _log_gone(parameters: Floats, x: Floats, tx: Floats, age: Floats) -> Floats:
    """Return the logarithm of the A0 of the note: left at some time between ``tx`` and ``age``."""
    early, late = _log_term(parameters, x, tx), _log_term(parameters, x, age)
    with np.errstate(divide="ignore"):
        return np.asarray(early + np.log(-np.expm1(np.minimum(late - early, 0.0))))


def _log_term(parameters: Floats, x: Floats, t: Floats) -> Floats:
    # After Euler's transformation all terms of the series are positive and below those of a
    # geometric one, so that nothing overflows or cancels, however many orders there are.
    r, alpha, s, beta = parameters
    n = r + s + x
    if alpha >= beta:
        top, power, other = alpha + t, s, r + x
    else:
        top, power, other = beta + t, r + x - 1, s + 1
    z = abs(alpha - beta) / top
    return np.asarray(np.log(gauss(1.0, other, n + 1, z)) - power * np.log1p(-z) - n * np.log(top))
