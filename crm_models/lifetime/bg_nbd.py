"""BG/NBD and MBG/NBD: orders come at a personal rate, and after an order a customer may leave.

Fader, Hardie and Lee, "Counting Your Customers the Easy Way" (Marketing Science 24, 2005);
Batislam, Denizel and Filiztekin, "Empirical validation and comparison of models for customer base
analysis" (International Journal of Research in Marketing 24, 2007). In BG/NBD nobody leaves before
the second order; in MBG/NBD a customer may leave after the first, which equals BG/NBD with one
more chance to leave: ``b + 1`` stands for ``b`` once the order is placed.

Parameters are ``r, alpha, a, b``, all positive; ``x, tx, age`` are repeat orders, the time of the
last one and the time observed, in one unit, shape ``(n,)``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaln, gammaln

from crm_models.arrays import Floats
from crm_models.lifetime.gauss import gauss

_NEAR = 1e-6


def bg_nbd_log_likelihood(
    parameters: Floats, x: Floats, tx: Floats, age: Floats, weight: Floats | None = None
) -> float:
    """Return the mean log-likelihood of BG/NBD (Fader, Hardie and Lee 2005, equation 6)."""
    r, alpha, a, b = parameters
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    alive = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    gone = betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + tx)
    both = np.where(x > 0, np.logaddexp(alive, np.where(x > 0, gone, 0.0)), alive)
    return float(np.average(first + both, weights=weight))


def mbg_nbd_log_likelihood(
    parameters: Floats, x: Floats, tx: Floats, age: Floats, weight: Floats | None = None
) -> float:
    """Return the mean log-likelihood of MBG/NBD (Batislam, Denizel and Filiztekin 2007)."""
    r, alpha, a, b = parameters
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha) - betaln(a, b)
    alive = betaln(a, b + x + 1) - (r + x) * np.log(alpha + age)
    gone = betaln(a + 1, b + x) - (r + x) * np.log(alpha + tx)
    return float(np.average(first + np.logaddexp(alive, gone), weights=weight))


def bg_nbd_expected(parameters: Floats, x: Floats, tx: Floats, age: Floats, ahead: float) -> Floats:
    """Return the expected orders in ``ahead`` more units of time (ibid., equation 10)."""
    return _expected(parameters, x, tx, age, ahead, x > 0)


def mbg_nbd_expected(
    parameters: Floats, x: Floats, tx: Floats, age: Floats, ahead: float
) -> Floats:
    """Return the expected orders in ``ahead`` more units of time under MBG/NBD."""
    r, alpha, a, b = parameters
    return _expected(np.array([r, alpha, a, b + 1]), x, tx, age, ahead, x >= 0)


def _expected(
    parameters: Floats,
    x: Floats,
    tx: Floats,
    age: Floats,
    ahead: float,
    may_be_gone: NDArray[np.bool_],
) -> Floats:
    """Return orders to come; ``may_be_gone`` tells who had a chance to leave.

    The published series is taken after Euler's transformation, whose terms do not grow with the
    number of orders. The result is never above the orders of a customer who cannot leave.
    """
    r, alpha, a, b = parameters
    a = 1.0 + _NEAR if abs(a - 1.0) < _NEAR else a
    b = b + _NEAR if abs(a + b - 1.0) < _NEAR else b
    z = ahead / (alpha + age + ahead)
    series = (1 - z) ** (a - 1) * gauss(a - 1, a + b - 1 - r, a + b + x - 1, z)
    chances = np.where(may_be_gone, b + x - 1, 1.0)
    log_odds = np.log(a / chances) + (r + x) * np.log((alpha + age) / (alpha + tx))
    odds = np.where(may_be_gone, np.exp(np.minimum(log_odds, 700.0)), 0.0)
    expected = (a + b + x - 1) / (a - 1) * (1 - series) / (1 + odds)
    never_leaves = (r + x) / (alpha + age) * ahead
    return np.clip(np.nan_to_num(expected, nan=0.0), 0.0, never_leaves)
