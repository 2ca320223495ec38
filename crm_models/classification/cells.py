"""The cells of one column as numbers or as words, whatever the column was written as."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

Floats = npt.NDArray[np.float64]
Reading = Literal["numbers", "times", "words"]

BLANK = ""
_BLANKS = {"", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "<NA>", "NaT", "None"}
# Of the cells that are not blank; the rest, such as "unknown" among ages, become blanks.
_SHARE_OF_NUMBERS = 0.9
# Squares and sums of larger numbers have no room in a float.
_LARGEST = 1e100
_DAY = 86_400_000_000.0


def reading_of(series: pd.Series) -> Reading:
    """Return how a column is best read."""
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return "times"
    if pd.api.types.is_numeric_dtype(series.dtype):
        return "numbers"
    cells = words(series)
    counts = cells[cells != BLANK].value_counts()
    different = pd.Series(counts.index, dtype=str)
    if not len(counts) or _share(_numbers(different), counts) >= _SHARE_OF_NUMBERS:
        return "numbers"
    if _share(_times(different), counts) >= _SHARE_OF_NUMBERS:
        return "times"
    return "words"


def numbers(series: pd.Series, reading: Reading) -> Floats:
    """Return numbers, or days since 1970; what is neither is NaN."""
    if reading == "times":
        known = pd.api.types.is_datetime64_any_dtype(series.dtype)
        found = pd.to_datetime(series, utc=True) if known else _times(words(series))
        whole = found.dt.as_unit("us").astype("int64").to_numpy(np.float64)
        return np.where(found.isna(), np.nan, whole / _DAY)
    if pd.api.types.is_numeric_dtype(series.dtype):
        values = series.astype("float64").to_numpy(np.float64, na_value=np.nan)
    else:
        values = _numbers(words(series)).to_numpy(np.float64)
    return np.where(np.abs(values) < _LARGEST, values, np.nan)


def words(series: pd.Series) -> pd.Series:
    """Return cells as stripped text, blanks as the empty text."""
    # Each different cell is read once: columns of words repeat themselves.
    codes, different = pd.factorize(series)
    texts = [str(cell).strip() for cell in different]
    clean = np.array([*(BLANK if text in _BLANKS else text for text in texts), BLANK], object)
    return pd.Series(clean[codes], index=series.index, dtype=object)


def _times(text: pd.Series) -> pd.Series:
    return pd.to_datetime(text, errors="coerce", utc=True, format="ISO8601")


def _numbers(text: pd.Series) -> pd.Series:
    return pd.to_numeric(text.replace({"True": "1", "False": "0"}), errors="coerce")


def _share(found: pd.Series, counts: pd.Series) -> float:
    """Return the share of cells that were understood; each stands ``counts`` times."""
    return float(counts[found.notna().to_numpy()].sum() / counts.sum())
