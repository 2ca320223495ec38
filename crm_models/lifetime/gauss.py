"""Gauss's hypergeometric function where SciPy's has no answer."""

from __future__ import annotations

import numpy as np
from scipy.special import hyp2f1

from crm_models.arrays import Floats

_TERMS = 5_000


def gauss(a: float | Floats, b: float | Floats, c: Floats, z: float | Floats) -> Floats:
    """Return ₂F₁(a, b; c; z) for ``0 <= z < 1``, shape of ``c``.

    SciPy gives ``nan`` near ``z = 1`` where ``c - a - b`` is a large whole number, or ``c`` is very
    large. There the terms of the series itself fall fast, and are added up.
    """
    with np.errstate(all="ignore"):
        found = np.array(hyp2f1(a, b, c, z), dtype=np.float64)
    bad = ~np.isfinite(found)
    if bad.any():
        found[bad] = _series(*(np.broadcast_to(v, c.shape)[bad] for v in (a, b, c, z)))
    return found


def _series(a: Floats, b: Floats, c: Floats, z: Floats) -> Floats:
    term = np.ones(len(c))
    total = term.copy()
    for k in range(_TERMS):
        term = term * (a + k) * (b + k) / ((c + k) * (k + 1)) * z
        total = total + term
        if (np.abs(term) <= 1e-16 * np.abs(total)).all():
            break
    return total
