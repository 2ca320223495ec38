"""Boosted trees that correct a buy-until-they-leave forecast by what followed on past days.

The trees learn the logarithm of a factor on the forecast (Tweedie deviance, whose minimum is the
mean, with the forecast as offset). So what was learnt over a short past horizon holds for a longer
one to come: the forecast brings the horizon, the trees bring what it does not see.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from lightgbm import Booster, LGBMRegressor

from crm.errors import Invalid
from crm_models.arrays import Floats
from crm_models.lifetime.history import WEEK, Histories, Past
from crm_models.lifetime.leaving import Leaving

_SMALLEST = 1e-3
_GAPLESS = 999.0
# A correction beyond these factors is an accident of few customers.
_FACTORS = (0.1, 10.0)


@dataclass(frozen=True)
class Boosted:
    """Fitted trees, the forecast they correct and the horizon in weeks they learnt from."""

    trees: Booster
    base: Leaving
    weeks: float

    def revenue(self, seen: Histories, weeks: float) -> Floats:
        """Return the expected revenue in the coming ``weeks``, shape ``(n,)``."""
        inputs = _inputs(seen, self.base.revenue(seen, self.weeks))
        factor = np.exp(self.trees.predict(inputs, raw_score=True, num_threads=1))
        return self.base.revenue(seen, weeks) * np.clip(factor, *_FACTORS)


def fit_boosted(
    past: Past, base: Leaving, days: Sequence[float], horizon_days: float, seed: int
) -> Boosted:
    """Learn from what the ``horizon_days`` after past ``days`` brought.

    Parameters
    ----------
    past:
        Must reach a horizon beyond each of the days.
    base:
        The forecast to correct.
    days:
        Days of the past, at least one.
    horizon_days:
        The time in which revenue is counted.
    seed:
        The same seed gives the same trees.

    Raises
    ------
    Invalid
        If nobody brought anything after any of the days.
    """
    inputs, offsets, brought = [], [], []
    weeks = horizon_days / WEEK
    for day in days:
        seen = past.seen(day)
        forecast = base.revenue(seen, weeks)
        inputs.append(_inputs(seen, forecast))
        offsets.append(np.log(np.maximum(forecast, _SMALLEST)))
        brought.append(np.maximum(past.brought(seen, day, horizon_days), 0.0))
    outcomes = np.concatenate(brought)
    if not outcomes.any():
        raise Invalid("no_outcomes", "trees have nothing to learn from: nobody came back, left out")
    trees = LGBMRegressor(
        objective="tweedie", tweedie_variance_power=1.5, n_estimators=150, num_leaves=7,
        learning_rate=0.03, min_child_samples=100, reg_lambda=10.0, subsample=0.8,
        subsample_freq=1, colsample_bytree=0.7, random_state=seed, n_jobs=1, verbose=-1,
        deterministic=True, force_row_wise=True,
    )  # fmt: skip
    trees.fit(np.concatenate(inputs), outcomes, init_score=np.concatenate(offsets))
    return Boosted(trees.booster_, base, weeks)


def _inputs(seen: Histories, forecast: Floats) -> Floats:
    """Return what the trees see of each customer, shape ``(n, 13)``."""
    absence = seen.age - seen.last
    columns = (
        seen.orders, seen.age, seen.last, absence, absence / np.maximum(seen.last, 1 / WEEK),
        absence / seen.age, seen.mean, seen.largest, seen.latest,
        np.nan_to_num(seen.gap, nan=_GAPLESS), seen.recent_orders, seen.recent_revenue, forecast,
    )  # fmt: skip
    return np.stack(columns, axis=1)
