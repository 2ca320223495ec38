"""How well a ranking finds those whom a treatment changes: Qini coefficient and AUUC.

Customers are taken by falling predicted uplift. After the first n of them, of whom T were treated
with the outcomes' sum Y_T and C were not with the sum Y_C, the curves say what was gained:

- Qini curve: Y_T - Y_C T / C (Radcliffe, 2007, "Using control groups to target on predicted lift")
- uplift curve: (Y_T / T - Y_C / C) (T + C) (Rzepakowski and Jaroszewicz, 2010)

Both figures are the area between the curve and the straight line of a random order, as a share of
that area for a perfect order, in which treated customers with an outcome come first and untreated
ones with an outcome last: 0 is chance, 1 cannot be reached in practice because nobody is seen both
treated and untreated. This is Radcliffe's ratio with negative effects allowed, and the definition
of `qini_auc_score` and `uplift_auc_score` in scikit-uplift. Equal predictions make one step.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from crm_models.arrays import Floats


def qini(outcome: ArrayLike, treated: ArrayLike, uplift: ArrayLike) -> float:
    """Return the Qini coefficient.

    Parameters
    ----------
    outcome:
        0 or 1, or an amount, shape ``(n,)``.
    treated:
        1 or 0, shape ``(n,)``.
    uplift:
        Predicted effect of the treatment, shape ``(n,)``.

    Returns
    -------
    NaN when there is no perfect order, because all outcomes are 0 or all are treated alike.
    """
    y, t, u = _columns(outcome, treated, uplift)
    return _share(y, t, u, y * (2 * t - 1), per_head=False)


def auuc(outcome: ArrayLike, treated: ArrayLike, uplift: ArrayLike) -> float:
    """Return the area under the uplift curve above chance, as a share of the best; see `qini`."""
    y, t, u = _columns(outcome, treated, uplift)
    best = y * (2 * t - 1)
    if np.isin(y, (0, 1)).all():
        more_without = (y * (1 - t)).sum() > ((1 - y) * t).sum()
        best = 2.0 * (y == t) + (y if more_without else t)
    return _share(y, t, u, best, per_head=True)


def effect(outcome: ArrayLike, treated: ArrayLike) -> tuple[float, float]:
    """Return the average effect of the treatment and its standard error (Neyman, 1923)."""
    y, t, _ = _columns(outcome, treated, treated)
    with_it, without = y[t == 1], y[t == 0]
    variance = with_it.var(ddof=1) / len(with_it) + without.var(ddof=1) / len(without)
    return float(with_it.mean() - without.mean()), float(np.sqrt(variance))


def _columns(*columns: ArrayLike) -> list[Floats]:
    return [np.asarray(column, dtype=np.float64) for column in columns]


def _share(y: Floats, t: Floats, u: Floats, best: Floats, per_head: bool) -> float:
    reached, chance = _area(*_curve(y, t, u, per_head))
    possible, _ = _area(*_curve(y, t, best, per_head))
    above = possible - chance
    return float((reached - chance) / above) if above > 0 else float("nan")


def _area(people: Floats, gain: Floats) -> tuple[float, float]:
    """Return the areas under a curve and under the line from its start to its end."""
    return float(np.trapezoid(gain, people)), float(people[-1] * gain[-1] / 2)


def _curve(y: Floats, t: Floats, order: Floats, per_head: bool) -> tuple[Floats, Floats]:
    """Return the people taken and what was gained, after each different value of ``order``."""
    rows = np.argsort(-order, kind="stable")
    y, t, order = y[rows], t[rows], order[rows]
    ends = np.append(np.diff(order) != 0, True)
    given, not_given = np.cumsum(t)[ends], np.cumsum(1 - t)[ends]
    with_it, without = np.cumsum(y * t)[ends], np.cumsum(y * (1 - t))[ends]
    people = given + not_given
    if per_head:
        gain = (_over(with_it, given) - _over(without, not_given)) * people
    else:
        gain = with_it - _over(without * given, not_given)
    return np.append(0.0, people), np.append(0.0, gain)


def _over(above: Floats, below: Floats) -> NDArray[np.float64]:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)
