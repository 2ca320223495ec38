"""How long a customer may be away before it counts: several of the own gaps between orders."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crm_models.arrays import Floats
from crm_models.feature_tables.features import Features


class Rhythm(NamedTuple):
    """The rule of the horizon: ``gaps`` × the own mean gap, not below ``floor`` nor above the top.

    Parameters
    ----------
    gaps:
        How many usual gaps without an order are a churn.
    floor, ceiling:
        Days; the least and the longest horizon.
    default:
        Days for who has ordered once, and so has no gap.
    """

    gaps: float = 2.0
    floor: float = 30.0
    default: float = 90.0
    ceiling: float = 120.0

    @classmethod
    def fixed(cls, days: float) -> Rhythm:
        """Return the rule of one horizon for all."""
        return cls(1.0, days, days, days)

    def days(self, features: Features) -> Floats:
        """Return each customer's horizon in days; shape ``(n,)``."""
        own = np.clip(self.gaps * features.numbers("gap_mean_days"), self.floor, self.ceiling)
        return np.where(np.isnan(own), self.default, own)
