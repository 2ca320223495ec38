"""What money to come is worth now."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from crm.errors import Invalid
from crm_models.arrays import Floats

YEAR_DAYS = 365.25


def discounted_sum(values: Sequence[float] | Floats, rate: float) -> float:
    """Return the present value of ``values`` received at the end of periods 1, 2, 3 …

    The sum over t of ``values[t - 1] / (1 + rate) ** t``, with t from 1: money that comes at the
    end of the first period is discounted once.

    Parameters
    ----------
    values:
        What comes in each period, shape ``(periods,)``.
    rate:
        Discount rate of one period, 0.1 for a tenth; above -1.

    Raises
    ------
    Invalid
        If the rate is not above -1.
    """
    found = np.asarray(values, dtype=np.float64)
    return float(found @ discount_factors(len(found), rate))


def discount_factors(periods: int, rate: float) -> Floats:
    """Return the worth now of one unit at the end of each period, shape ``(periods,)``."""
    if not rate > -1:
        raise Invalid("bad_rate", f"a discount rate must be above -1, not {rate}")
    return np.asarray((1 + rate) ** -np.arange(1.0, periods + 1))


def rate_of_period(yearly: float, days: float) -> float:
    """Return the rate of a period of ``days`` that compounds to the ``yearly`` rate."""
    if not yearly > -1:
        raise Invalid("bad_rate", f"a discount rate must be above -1, not {yearly}")
    return float((1 + yearly) ** (days / YEAR_DAYS) - 1)
