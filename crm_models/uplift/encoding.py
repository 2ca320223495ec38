"""Columns of any kind as standardised numbers without gaps, as the learners take them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from crm_models.arrays import Floats
from crm_models.classification.columns import Columns


class Standardised:
    """What was learnt of the columns from the training rows alone.

    Parameters
    ----------
    frame:
        The training rows.

    Raises
    ------
    Invalid
        If no column is of use.
    """

    def __init__(self, frame: pd.DataFrame) -> None:
        self.columns = Columns.fit(frame)
        raw = self.columns.plain(frame)
        self._mean = np.nanmean(raw, axis=0)
        spread = np.nanstd(raw, axis=0)
        self._scale = np.where(spread > 0, spread, 1.0)

    def __call__(self, frame: pd.DataFrame) -> Floats:
        """Return the rows as numbers, shape ``(rows, features)``; a blank is the mean."""
        raw = (self.columns.plain(frame) - self._mean) / self._scale
        return np.where(np.isnan(raw), 0.0, raw)
