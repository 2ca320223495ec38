"""Tables of any origin: CSV or Parquet in, checked columns of numbers and times out."""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from crm.errors import Invalid
from crm_models.evaluation.sniffing import writing

# What stands for a blank. "None" is not among them: it is the name of a thing in many shops.
BLANKS = ["", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "<NA>"]
_SHOWN = 3
_DAY_NUMBERS = (1800_01_01, 2999_12_31)
# Largest size of each unit of times since 1970 that is not more likely the next smaller one.
_EPOCHS = (("s", 1e11), ("ms", 1e14), ("us", 1e17), ("ns", float("inf")))


def read_table(path: Path, columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Read a table with a header.

    Parameters
    ----------
    path:
        Parquet by its ending; all else is text with any of ``, ; tab |`` or aligned spaces between
        cells, also as ``.gz``, in UTF-8, UTF-16 or Windows-1252.
    columns:
        The columns to read; all without.

    Raises
    ------
    Invalid
        If the file cannot be read or has no rows, or a column is missing.
    """
    path = Path(path)
    frame = _parquet(path) if path.suffix in {".parquet", ".pq"} else _text(path)
    frame.columns = [str(name).strip() for name in frame.columns]
    if frame.empty:
        raise Invalid("no_rows", f"{path} has a header and no rows")
    if columns is not None:
        wanted = list(dict.fromkeys(columns))
        require_columns(frame, wanted)
        frame = frame[wanted]
    return frame


def require_columns(frame: pd.DataFrame, names: Iterable[str]) -> None:
    """Raise ``Invalid`` for the first name that is not a column, with those that are."""
    for name in names:
        if name not in frame.columns:
            there = ", ".join(map(str, frame.columns))
            raise Invalid("no_column", f"there is no column '{name}'; the file has: {there}")


def numbers(series: pd.Series, name: str) -> pd.Series:
    """Return a column as floats; blanks become NaN.

    Raises
    ------
    Invalid
        If a value is neither a number nor blank.
    """
    found = pd.to_numeric(_without_blanks(series), errors="coerce").astype("float64")
    _refuse(series, found, name, "numbers", "write them as 1234.5")
    return found


def times(series: pd.Series, name: str) -> pd.Series:
    """Return a column as times in UTC; blanks become NaT.

    ISO dates and date-times (without a zone they are UTC), whole numbers yyyymmdd, and seconds,
    milli-, micro- or nanoseconds since 1970, told apart by their size.

    Raises
    ------
    Invalid
        If a value is neither a time nor blank.
    """
    if pd.api.types.is_datetime64_any_dtype(series.dtype):
        return pd.to_datetime(series, utc=True).dt.as_unit("us")
    values = _without_blanks(series)
    plain = pd.to_numeric(values, errors="coerce")
    if plain.notna().any() and plain.notna().sum() == values.notna().sum():
        found = _times_of_numbers(plain.astype("float64"))
    else:
        found = pd.to_datetime(values, errors="coerce", utc=True, format="ISO8601")
    _refuse(series, found, name, "times", "write ISO dates, yyyymmdd or seconds since 1970")
    return found.dt.as_unit("us")


def basket_lines(path: Path) -> list[list[str]]:
    """Read a file with one basket a line and no header; each item of a basket once."""
    path = Path(path)
    how = writing(path)
    delimiter = "," if len(how.delimiter) > 1 else how.delimiter
    opening: Any = gzip.open if path.suffix == ".gz" else open
    with opening(path, "rt", encoding=how.encoding, newline="") as file:
        rows = csv.reader(file, delimiter=delimiter, skipinitialspace=True)
        baskets = [list(dict.fromkeys(filter(None, map(str.strip, row)))) for row in rows]
    return [basket for basket in baskets if basket]


def _parquet(path: Path) -> pd.DataFrame:
    try:
        return pd.read_parquet(path).reset_index(drop=True)
    except OSError as error:
        raise Invalid("unreadable_file", f"{path}: {error.strerror or error}") from error
    except Exception as error:  # pyarrow raises several kinds for a file that is not Parquet
        raise Invalid("unreadable_file", f"{path} is not a Parquet file: {error}") from error


def _text(path: Path) -> pd.DataFrame:
    how = writing(path)
    try:
        return pd.read_csv(
            path,
            sep=how.delimiter,
            decimal=how.decimal,
            encoding=how.encoding,
            skipinitialspace=True,
            keep_default_na=False,
            na_values=BLANKS,
            low_memory=False,  # a column's type is that of all its rows, not of the chunk's
            index_col=False,
        )
    except (pd.errors.ParserError, pd.errors.EmptyDataError, UnicodeError) as error:
        raise Invalid("unreadable_file", f"{path}: {error}") from error


def _without_blanks(series: pd.Series) -> pd.Series:
    if pd.api.types.is_numeric_dtype(series.dtype):
        return series
    text = series.where(series.isna(), series.astype(str).str.strip())
    return text.mask(text.isin(BLANKS))


def _times_of_numbers(values: pd.Series) -> pd.Series:
    present = values.dropna()
    if present.between(*_DAY_NUMBERS).all() and (present % 1 == 0).all():
        words = present.astype("int64").astype(str)
        days = pd.to_datetime(words, errors="coerce", utc=True, format="%Y%m%d")
        if days.notna().all():
            return days.reindex(values.index)
    unit = next(unit for unit, largest in _EPOCHS if present.abs().max() < largest)
    return pd.to_datetime(values, errors="coerce", utc=True, unit=unit)


def _refuse(series: pd.Series, found: pd.Series, name: str, what: str, way_out: str) -> None:
    bad = _without_blanks(series)[found.isna()].dropna()
    if len(bad):
        shown = ", ".join(repr(str(value)) for value in bad.unique()[:_SHOWN])
        raise Invalid(
            "bad_values",
            f"column '{name}': {len(bad)} of {len(series)} values are not {what}, "
            f"such as {shown}; {way_out}",
        )
