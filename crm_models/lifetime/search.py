"""The search for the most likely parameters, all of them positive."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import minimize

from crm.errors import Invalid
from crm_models.arrays import Floats

LOWEST = -7.0
_HIGHEST = 9.0
_STARTS = (0.0, -1.5, 1.5)


def most_likely(
    likelihood: Callable[[Floats], float],
    lowest: Sequence[float],
    penalty: float,
    model: str,
) -> Floats:
    """Return the positive parameters with the best penalised mean log-likelihood.

    The search runs in the logarithms. It begins again elsewhere if it ends without converging.

    Parameters
    ----------
    likelihood:
        Mean log-likelihood of parameters of shape ``(k,)``.
    lowest:
        Lower bounds of the logarithms, shape ``(k,)``.
    penalty:
        Weight of the squared logarithms: without it the parameters may run away on shops whose
        customers rarely come back.
    model:
        Name for the error.

    Raises
    ------
    Invalid
        If no start converges.
    """

    def loss(logs: Floats) -> float:
        value = penalty * float(np.sum(logs**2)) - likelihood(np.exp(logs))
        return value if np.isfinite(value) else 1e10

    bounds = [(low, _HIGHEST) for low in lowest]
    for first in _STARTS:
        start = np.maximum(np.full(len(lowest), first), np.asarray(lowest) + 0.5)
        found = minimize(loss, start, method="L-BFGS-B", bounds=bounds)
        # A stop for want of precision in the line search, near the optimum, is no failure.
        settled = found.success or float(np.max(np.abs(found.jac))) < 1e-3
        if settled and np.isfinite(found.x).all() and found.fun < 1e9:
            return np.asarray(np.exp(found.x), dtype=np.float64)
    raise Invalid("no_convergence", f"the {model} model found no stable parameters on these data")
