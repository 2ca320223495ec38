"""Which value of a target column is the yes."""

from __future__ import annotations

import pandas as pd

from crm.errors import Invalid
from crm_models.classification.cells import BLANK, words
from crm_models.evaluation.tables import require_columns

_YES_AND_NO = (
    ("yes", "no"),
    ("y", "n"),
    ("true", "false"),
    ("t", "f"),
    ("1", "0"),
    ("1", "-1"),
    ("churned", "stayed"),
)
_MOST_SHOWN = 8


def labels(frame: pd.DataFrame, target: str, positive: str | None) -> tuple[pd.Series, str]:
    """Return 1, 0 or NaN (blank) for each row, and the value that is 1.

    Parameters
    ----------
    positive:
        The value that is 1; all others are 0. Without it the column must hold a yes and a no, as
        words, truth values, or 1 and 0.

    Raises
    ------
    Invalid
        If the column is missing, has one value, or does not say which value is the yes.
    """
    require_columns(frame, [target])
    found = _as_words(frame[target])
    counts = found[found != BLANK].value_counts()
    values = [str(value) for value in counts.index]
    shown = ", ".join(f"'{value}' ({counts[value]})" for value in values[:_MOST_SHOWN])
    if len(values) > _MOST_SHOWN:
        shown += f" and {len(values) - _MOST_SHOWN} more"
    if len(values) < 2:
        what = f"only the value {shown}" if values else "nothing but blanks"
        raise Invalid("one_class", f"column '{target}' has {what}; two classes are needed")
    if positive is None:
        positive = _yes(values)
        if positive is None:
            raise Invalid(
                "which_is_positive",
                f"column '{target}' has the values {shown}; "
                "name the one to predict with --positive",
            )
    else:
        positive = _as_words(pd.Series([positive])).iloc[0]
        if positive not in values:
            raise Invalid(
                "no_such_value", f"column '{target}' has no value '{positive}'; it has: {shown}"
            )
    return (found == positive).astype("float64").mask(found == BLANK), positive


def _as_words(series: pd.Series) -> pd.Series:
    """Return values as words; 1.0 and 1 are the same."""
    return words(series).str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True)


def _yes(values: list[str]) -> str | None:
    by_lower = {value.lower(): value for value in values}
    for yes, no in _YES_AND_NO:
        if set(by_lower) == {yes, no}:
            return by_lower[yes]
    return None
