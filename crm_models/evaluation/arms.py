"""Who was treated, and what came of it, in the columns of an experiment."""

from __future__ import annotations

import pandas as pd

from crm.errors import Invalid
from crm_models.classification.cells import BLANK, words
from crm_models.evaluation.tables import numbers, require_columns

_WITHOUT = {"0", "no", "n", "false", "f", "control", "none"}
_YES_NO = {"yes": "1", "no": "0", "true": "1", "false": "0", "y": "1", "n": "0"}


def arms(
    frame: pd.DataFrame, column: str, treated: str | None, control: str | None
) -> tuple[pd.Series, str, str]:
    """Return 1 for the treated, 0 for the others and NaN for rows of neither.

    Parameters
    ----------
    treated, control:
        Their values in the column. With two values one is enough, and neither is needed when one
        of them says that nothing was done: 0, no, false, control, none.

    Returns
    -------
    The numbers, the value of the treated and that of the others.

    Raises
    ------
    Invalid
        If the column does not tell the two arms apart; the values that were found are named.
    """
    require_columns(frame, [column])
    text = words(frame[column]).str.replace(r"^(-?\d+)\.0+$", r"\1", regex=True)
    counts = text[text != BLANK].value_counts()
    values = [str(value) for value in counts.index]
    shown = ", ".join(f"'{value}' ({counts[value]})" for value in values[:8])
    if len(values) < 2:
        raise Invalid(
            "one_arm", f"column '{column}' has {shown or 'only blanks'}; two arms are needed"
        )
    for value in (treated, control):
        if value is not None and value not in values:
            raise Invalid(
                "no_such_value", f"column '{column}' has no value '{value}'; it has: {shown}"
            )
    if len(values) == 2:
        treated, control = _of_two(values, treated, control)
    if treated is None or control is None or treated == control:
        raise Invalid(
            "which_arms",
            f"column '{column}' has the values {shown}; name the two to compare with "
            "--treated VALUE and --control VALUE",
        )
    return text.map({treated: 1.0, control: 0.0}).astype("float64"), treated, control


def outcomes(frame: pd.DataFrame, column: str) -> pd.Series:
    """Return 0 and 1 of a yes and a no, or amounts; blanks become NaN.

    Raises
    ------
    Invalid
        If the column is missing or holds something else.
    """
    require_columns(frame, [column])
    series = frame[column]
    if pd.api.types.is_numeric_dtype(series.dtype):
        return numbers(series, column)
    text = words(series)
    lower = text.str.lower()
    if lower.isin([*_YES_NO, BLANK]).all():
        text = lower.replace(_YES_NO)
    return numbers(text, column)


def _of_two(
    values: list[str], treated: str | None, control: str | None
) -> tuple[str | None, str | None]:
    if treated is None and control is None:
        nothing = [value for value in values if value.lower() in _WITHOUT]
        control = nothing[0] if len(nothing) == 1 else None
    if treated is None and control is not None:
        treated = next(value for value in values if value != control)
    if control is None and treated is not None:
        control = next(value for value in values if value != treated)
    return treated, control
