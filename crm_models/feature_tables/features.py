"""Features in memory: one row a customer, with the columns of the catalogue."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from numbers import Real
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from crm.errors import Invalid
from crm_models.arrays import Floats, Keys
from crm_models.feature_tables.catalogue import FEATURES, Feature

_BY_NAME = {feature.name: feature for feature in FEATURES}


@dataclass(frozen=True)
class Features:
    """What was known of customers at an instant.

    Parameters
    ----------
    customer:
        Keys, shape ``(n,)``.
    as_of:
        The instant, in UTC.
    frame:
        ``n`` rows; the columns of `catalogue.FEATURES` in their order.
    """

    customer: Keys
    as_of: datetime
    frame: pd.DataFrame

    def __len__(self) -> int:
        return len(self.customer)

    def numbers(self, name: str) -> Floats:
        """Return a column, ``nan`` where nothing is known; shape ``(n,)``."""
        return self.frame[name].to_numpy(np.float64)

    def rows(self, which: NDArray[Any] | slice) -> Features:
        """Return some of the customers, by positions, a slice or a mask."""
        frame = self.frame.iloc[which].reset_index(drop=True)
        return Features(self.customer[which], self.as_of, frame)

    def buyers(self) -> Features:
        """Return who has an order that stands."""
        return self.rows(self.numbers("orders") > 0)

    @classmethod
    def from_arrow(cls, table: pa.Table | pa.RecordBatch, as_of: datetime) -> Features:
        """Return what an engine computed."""
        frame = table.to_pandas()
        customer = frame.pop("customer_id").to_numpy(np.int64)
        return cls(customer, as_of, frame.reset_index(drop=True))

    @classmethod
    def from_rows(cls, rows: Sequence[Mapping[str, Any]], as_of: datetime) -> Features:
        """Return features that somebody gave as rows; customers are numbered from 0.

        Parameters
        ----------
        rows:
            Values by names of the catalogue. What is missing or none gets the feature's default.

        Raises
        ------
        Invalid
            If a name is no feature, or a value is not of its type; with the row's number.
        """
        for number, row in enumerate(rows):
            for name, value in row.items():
                _require_value(number, name, value)
        columns = {
            feature.name: pd.Series([_value(feature, row) for row in rows], dtype=_dtype(feature))
            for feature in FEATURES
        }
        return cls(np.arange(len(rows)), as_of, pd.DataFrame(columns))


def _require_value(number: int, name: str, value: Any) -> None:
    feature = _BY_NAME.get(name)
    if feature is None:
        known = ", ".join(_BY_NAME)
        raise Invalid("no_such_feature", f"row {number}: {name!r} is no feature; known: {known}")
    if value is None:
        return
    if feature.kind == "string":
        fits = isinstance(value, str)
    else:
        fits = isinstance(value, Real) and not isinstance(value, bool) and isfinite(value)
    if not fits:
        wanted = "a text" if feature.kind == "string" else "a finite number"
        raise Invalid("wrong_value", f"row {number}: {name} must be {wanted}, not {value!r}")


def _value(feature: Feature, row: Mapping[str, Any]) -> Any:
    value = row.get(feature.name)
    return feature.default if value is None else value


def _dtype(feature: Feature) -> str:
    return "object" if feature.kind == "string" else "float64"
