"""Customer lifetime value: BG/NBD for the number of orders, Gamma-Gamma for their worth.

Fader, Hardie and Lee, "Counting Your Customers the Easy Way" (Marketing Science 24, 2005) and
"RFM and CLV" (Journal of Marketing Research 42, 2005). The likelihoods are penalised, because
without a penalty they may run away on shops whose customers rarely come back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

from crm.errors import Invalid
from crm_models.features import CustomerFeatures, Floats
from crm_models.model import Model, require_rows

_MINIMUM_ROWS = 20
_WEEK = 7.0
_LOW = -7.0


class LifetimeValue(Model):
    """Expected revenue of a customer over the coming weeks, in minor units.

    Parameters
    ----------
    horizon_weeks:
        The time to look ahead.
    penalty:
        Weight of the squared log-parameters in the likelihood.
    """

    kind = "value"

    def __init__(self, horizon_weeks: float = 52.0, penalty: float = 0.001) -> None:
        self.horizon_weeks = horizon_weeks
        self.penalty = penalty
        self.purchase: Floats = np.ones(4)  # r, alpha, a, b
        self.spend: Floats = np.ones(3)  # p, q, v

    def fit(self, features: CustomerFeatures) -> LifetimeValue:
        """Estimate both models by penalised maximum likelihood.

        Raises
        ------
        Invalid
            If there are too few customers, or the estimates are not finite.
        """
        require_rows(self.kind, len(features), _MINIMUM_ROWS)
        x, tx, age = _counts(features)
        self.purchase = _minimise(
            lambda p: -bg_nbd_log_likelihood(p, x, tx, age), [_LOW] * 4, self.penalty
        )
        repeated = x > 0
        if repeated.sum() >= _MINIMUM_ROWS:
            count, mean = features.frequency, features.monetary[repeated]
            scale = float(mean.mean())
            found = _minimise(
                lambda p: -gamma_gamma_log_likelihood(p, count[repeated], mean / scale),
                # The mean order value is finite only where q is above one.
                [_LOW, 0.01, _LOW],
                self.penalty,
            )
            self.spend = found * np.array([1.0, 1.0, scale])
        else:
            # With next to no repeaters, everybody is expected to spend the average.
            self.spend = np.array([1.0, 2.0, float(features.monetary.mean())])
        if not np.isfinite(np.concatenate([self.purchase, self.spend])).all():
            raise Invalid("no_convergence", "the value model found no finite parameters")
        return self

    def expected_orders(self, features: CustomerFeatures) -> Floats:
        """Return the expected number of orders in the horizon, shape ``(n,)``."""
        x, tx, age = _counts(features)
        return bg_nbd_expected(self.purchase, x, tx, age, self.horizon_weeks)

    def expected_order_value(self, features: CustomerFeatures) -> Floats:
        """Return the expected worth of one order in minor units, shape ``(n,)``."""
        count = features.frequency
        p, q, v = self.spend
        return np.asarray(p * (v + count * features.monetary) / (p * count + q - 1))

    def score(self, features: CustomerFeatures) -> Floats:
        """Return the expected revenue of each customer in the horizon, in minor units."""
        return self.expected_orders(features) * self.expected_order_value(features)

    def explain(self, features: CustomerFeatures, row: int) -> list[str]:
        """Return how the expected revenue comes about."""
        orders = self.expected_orders(features)[row]
        worth = self.expected_order_value(features)[row] / 100
        return [f"about {orders:.1f} orders of {worth:.0f} expected in a year"]

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays."""
        return {
            "purchase": self.purchase,
            "spend": self.spend,
            "horizon_weeks": np.array(self.horizon_weeks),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> LifetimeValue:
        """Return the model that ``state`` was taken from."""
        model = cls(float(state["horizon_weeks"]))
        model.purchase, model.spend = state["purchase"], state["spend"]
        return model


def bg_nbd_log_likelihood(parameters: Floats, x: Floats, tx: Floats, age: Floats) -> float:
    """Return the mean log-likelihood of BG/NBD (Fader, Hardie and Lee 2005, equation 6).

    Parameters
    ----------
    parameters:
        ``r, alpha, a, b``, all positive.
    x, tx, age:
        Repeat orders, time of the last one and time observed, in one unit, shape ``(n,)``.
    """
    r, alpha, a, b = parameters
    first = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    alive = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    gone = betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + tx)
    both = np.where(x > 0, np.logaddexp(alive, np.where(x > 0, gone, 0.0)), alive)
    return float(np.mean(first + both))


def bg_nbd_expected(parameters: Floats, x: Floats, tx: Floats, age: Floats, ahead: float) -> Floats:
    """Return the expected orders in ``ahead`` more units of time (ibid., equation 10)."""
    r, alpha, a, b = parameters
    a = max(a, 1.0 + 1e-6) if abs(a - 1.0) < 1e-6 else a
    z = ahead / (alpha + age + ahead)
    growth = ((alpha + age) / (alpha + age + ahead)) ** (r + x)
    series = growth * hyp2f1(r + x, b + x, a + b + x - 1, z)
    odds = np.where(
        x > 0, a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + tx)) ** (r + x), 0.0
    )
    expected = (a + b + x - 1) / (a - 1) * (1 - series) / (1 + odds)
    return np.maximum(np.nan_to_num(expected, nan=0.0, posinf=0.0), 0.0)


def gamma_gamma_log_likelihood(parameters: Floats, x: Floats, mean: Floats) -> float:
    """Return the mean log-likelihood of the Gamma-Gamma model of spend.

    Parameters
    ----------
    parameters:
        ``p, q, v``, all positive.
    x, mean:
        Orders (at least 1) and their mean value, shape ``(n,)``.
    """
    p, q, v = parameters
    terms = (
        gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(v)
        + (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(x * mean + v)
    )  # fmt: skip
    return float(np.mean(terms))


def _counts(features: CustomerFeatures) -> tuple[Floats, Floats, Floats]:
    x = features.frequency - 1
    return x, (features.tenure - features.recency) / _WEEK, features.tenure / _WEEK


def _minimise(loss: Callable[[Floats], float], lowest: list[float], penalty: float) -> Floats:
    """Return the positive parameters with the least penalised loss, searched in logs."""

    def penalised(logs: Floats) -> float:
        value = loss(np.exp(logs)) + penalty * float(np.sum(logs**2))
        return value if np.isfinite(value) else 1e10

    bounds = [(low, 9.0) for low in lowest]
    start = np.maximum(np.zeros(len(lowest)), np.array(lowest) + 0.5)
    found = minimize(penalised, start, method="L-BFGS-B", bounds=bounds)
    return np.asarray(np.exp(found.x), dtype=np.float64)
