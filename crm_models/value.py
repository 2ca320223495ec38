"""Customer lifetime value: BG/NBD for the number of orders, Gamma-Gamma for their worth.

Fader, Hardie and Lee, "Counting Your Customers the Easy Way" (Marketing Science 24, 2005) and
"RFM and CLV" (Journal of Marketing Research 42, 2005). The likelihoods are penalised, because
without a penalty they may run away on shops whose customers rarely come back.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from crm.errors import Invalid
from crm_models.features import CustomerFeatures, Floats
from crm_models.lifetime.bg_nbd import bg_nbd_expected, bg_nbd_log_likelihood
from crm_models.lifetime.gamma_gamma import fit_gamma_gamma, gamma_gamma_expected
from crm_models.lifetime.search import LOWEST, most_likely
from crm_models.model import Model, require_rows

_MINIMUM_ROWS = 20
_WEEK = 7.0


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
        self.purchase = most_likely(
            lambda p: bg_nbd_log_likelihood(p, x, tx, age), [LOWEST] * 4, self.penalty, "BG/NBD"
        )
        self.spend = fit_gamma_gamma(features.frequency, features.monetary, self.penalty)
        if not np.isfinite(np.concatenate([self.purchase, self.spend])).all():
            raise Invalid("no_convergence", "the value model found no finite parameters")
        return self

    def expected_orders(self, features: CustomerFeatures) -> Floats:
        """Return the expected number of orders in the horizon, shape ``(n,)``."""
        x, tx, age = _counts(features)
        return bg_nbd_expected(self.purchase, x, tx, age, self.horizon_weeks)

    def expected_order_value(self, features: CustomerFeatures) -> Floats:
        """Return the expected worth of one order in minor units, shape ``(n,)``."""
        return gamma_gamma_expected(self.spend, features.frequency, features.monetary)

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


def _counts(features: CustomerFeatures) -> tuple[Floats, Floats, Floats]:
    x = features.frequency - 1
    return x, (features.tenure - features.recency) / _WEEK, features.tenure / _WEEK
