"""Rows of features as programs send them: short names, bounds, and errors that name the place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from crm.errors import Invalid
from crm.money import minor_units
from crm_models.feature_tables.catalogue import FEATURES, Feature
from crm_models.feature_tables.features import Features

MOST_ROWS = 1_000
SHORT = {
    "recency": "recency_days",
    "frequency": "orders",
    "monetary": "revenue_minor",
    "tenure": "tenure_days",
}
"""The usual ones by their short names; ``monetary`` is an amount in the currency itself."""
_BY_NAME = {feature.name: feature for feature in FEATURES}
_LONGEST = 200
_LARGEST = 1e15
_BOUNDS = {"0 to 1": (0.0, 1.0), "-1 to 1": (-1.0, 1.0), "days a gap": (-_LARGEST, _LARGEST)}


def features_of(rows: Any, currency: str, as_of: datetime) -> Features:
    """Return the features in rows that a program sent.

    A missing mean of the orders' totals follows from their sum and number; what else is missing
    counts as not known.

    Parameters
    ----------
    rows:
        A list of 1 to 1,000 objects: values by names of the catalogue of features or by `SHORT`.
    currency:
        Of the amounts under short names (ISO 4217).

    Raises
    ------
    Invalid
        If it is anything else, naming the row (from 0), the field and the value.
    """
    if not isinstance(rows, list) or not 1 <= len(rows) <= MOST_ROWS:
        found = f"{len(rows)} rows" if isinstance(rows, list) else f"a {type(rows).__name__}"
        raise Invalid(
            "rows_invalid", f"data must be a list of 1 to {MOST_ROWS} objects, not {found}"
        )
    return Features.from_rows(
        [_whole(number, row, currency) for number, row in enumerate(rows)], as_of
    )


def _whole(number: int, row: Any, currency: str) -> dict[str, Any]:
    if not isinstance(row, Mapping):
        raise Invalid("row_invalid", f"row {number} must be an object, not {_shown(row)}")
    named: dict[str, Any] = {}
    for given, value in row.items():
        name = SHORT.get(str(given), str(given))
        if name in named:
            raise Invalid("named_twice", f"row {number}: {name} is given twice, also as {given}")
        _require(number, given, name, value)
        money = given == "monetary" and value is not None
        named[name] = minor_units(value, currency) if money else value
    return _with_mean(named)


def _with_mean(row: dict[str, Any]) -> dict[str, Any]:
    orders, revenue = row.get("orders"), row.get("revenue_minor")
    if row.get("order_value_minor") is None and orders and revenue is not None:
        row["order_value_minor"] = revenue / orders
    return row


def _require(number: int, given: str, name: str, value: Any) -> None:
    feature = _BY_NAME.get(name)
    if feature is None:
        known = ", ".join([*SHORT, *_BY_NAME])
        raise Invalid(
            "no_such_feature", f"row {number}: {_shown(given)} is no feature; known: {known}"
        )
    if value is not None and not _fits(feature, value):
        raise Invalid(
            "wrong_value",
            f"row {number}: {given} must be {_wanted(feature)}, not {_shown(value)}",
        )


def _fits(feature: Feature, value: Any) -> bool:
    if feature.kind == "string":
        return isinstance(value, str) and len(value) <= _LONGEST
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    low, high = _BOUNDS.get(feature.unit, (0.0, _LARGEST))
    # Not a number is within no bounds.
    return low <= value <= high


def _wanted(feature: Feature) -> str:
    if feature.kind == "string":
        return f"a text of at most {_LONGEST} characters"
    if feature.unit == "days a gap":
        return "a number"
    low, _, high = feature.unit.partition(" to ")
    return f"a number from {low} to {high}" if feature.unit in _BOUNDS else "a number from 0"


def _shown(value: Any) -> str:
    text = repr(value) if isinstance(value, str | int | float) else f"a {type(value).__name__}"
    return text if len(text) <= 60 else f"{text[:60]}…"
