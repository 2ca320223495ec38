"""Tables of any origin: CSV or Parquet in, checked columns of numbers and times out."""

from __future__ import annotations

import csv
import gzip
import warnings
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crm.errors import Invalid
from crm_models.evaluation.sniffing import first_bytes, no_text, writing

# What stands for a blank. "None" is not among them: it is the name of a thing in many shops.
BLANKS = ["", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null", "<NA>"]
_SHOWN = 3
_PARQUET = b"PAR1"
# Squares and sums of larger numbers have no room in a float.
_LARGEST = 1e100
_WAYS_TO_WRITE_TIMES = "write ISO dates, yyyymmdd or seconds since 1970"
_DAY_NUMBERS = (1800_01_01, 2999_12_31)
# Largest size of each unit of times since 1970 that is not more likely the next smaller one.
_EPOCHS = (("s", 1e11), ("ms", 1e14), ("us", 1e17), ("ns", float("inf")))


def read_table(
    path: Path, columns: Sequence[str] | None = None, codes: Sequence[str] = ()
) -> pd.DataFrame:
    """Read a table with a header.

    Parameters
    ----------
    path:
        Parquet, or text with any of ``, ; tab |`` or aligned spaces between cells, also
        compressed by gzip, in UTF-8, UTF-16 or Windows-1252. Lists and records in cells of
        Parquet become text.
    columns:
        The columns to read; all without.
    codes:
        Columns that name something: text stays as it is written, so that 007 is not 7.

    Raises
    ------
    Invalid
        If the file cannot be read or has no rows, or a column is missing.
    """
    path = Path(path)
    frame = _parquet(path) if is_parquet(path) else _text(path, codes)
    frame.columns = [str(name).strip() for name in frame.columns]
    if not len(frame.columns):
        raise Invalid("empty_file", f"{path} is empty")
    if frame.empty:
        raise Invalid("no_rows", f"{path} has a header and no rows")
    if columns is not None:
        wanted = list(dict.fromkeys(columns))
        require_columns(frame, wanted)
        frame = frame[wanted]
    return frame


def is_parquet(path: Path) -> bool:
    """Return whether a file is Parquet, by its name or its first bytes.

    Raises
    ------
    Invalid
        If there is no such file or it cannot be read.
    """
    if path.suffix.lower() in {".parquet", ".pq"}:
        return True
    return first_bytes(path, len(_PARQUET)) == _PARQUET


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
        If a value is neither a finite number of less than 1e100 nor blank.
    """
    found = pd.to_numeric(_without_blanks(series), errors="coerce").astype("float64")
    found = found.where(found.abs() < _LARGEST)
    _refuse(series, found, name, "numbers", "write them as 1234.5, or leave cells blank")
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
    _refuse(series, found, name, "times", _WAYS_TO_WRITE_TIMES)
    return found.dt.as_unit("us")


def time_of(option: str, given: str) -> pd.Timestamp:
    """Return the instant that an option of a command names.

    Raises
    ------
    Invalid
        If it is none.
    """
    try:
        found = times(pd.Series([given]), option).iloc[0]
    except Invalid:
        found = pd.NaT
    if pd.isna(found):
        raise Invalid("bad_time", f"{option} '{given}' is no time; {_WAYS_TO_WRITE_TIMES}")
    return found


def basket_lines(path: Path) -> list[list[str]]:
    """Read a file with one basket a line and no header; each item of a basket once.

    Raises
    ------
    Invalid
        If the file cannot be read, or is a table.
    """
    path = Path(path)
    if is_parquet(path):
        raise Invalid("columns", f"{path} is a table: name its --basket and --item")
    how = writing(path)
    delimiter = "," if len(how.delimiter) > 1 else how.delimiter
    opening: Any = gzip.open if how.compression else open
    try:
        with opening(path, "rt", encoding=how.encoding, newline="") as file:
            rows = csv.reader(file, delimiter=delimiter, skipinitialspace=True)
            baskets = [list(dict.fromkeys(filter(None, map(str.strip, row)))) for row in rows]
    except UnicodeError as error:
        raise no_text(path) from error
    except (OSError, EOFError, zlib.error, csv.Error) as error:
        raise Invalid("unreadable_file", f"{path}: {error}") from error
    return [basket for basket in baskets if basket]


def _parquet(path: Path) -> pd.DataFrame:
    try:
        frame = pd.read_parquet(path).reset_index(drop=True)
    except OSError as error:
        raise Invalid("unreadable_file", f"{path}: {error.strerror or error}") from error
    except Exception as error:  # pyarrow raises several kinds for a file that is not Parquet
        raise Invalid("unreadable_file", f"{path} is not a Parquet file: {error}") from error
    for place, (_, column) in enumerate(frame.items()):
        if column.map(lambda cell: isinstance(cell, list | dict | set | np.ndarray)).any():
            frame.isetitem(place, column.map(_as_text, na_action="ignore").astype(object))
    return frame


def _as_text(cell: Any) -> str:
    return str(cell.tolist() if isinstance(cell, np.ndarray) else cell)


def _text(path: Path, codes: Sequence[str]) -> pd.DataFrame:
    how = writing(path)
    form: dict[str, Any] = {
        "sep": how.delimiter,
        "decimal": how.decimal,
        "encoding": how.encoding,
        "compression": how.compression,
        "skipinitialspace": True,
        "index_col": False,
    }
    try:
        with warnings.catch_warnings():
            # Cells beyond the header would be dropped, and those before them be misread.
            warnings.simplefilter("error", pd.errors.ParserWarning)
            header = pd.read_csv(path, nrows=0, **form).columns
            return pd.read_csv(
                path,
                **form,
                dtype={name: str for name in header if str(name).strip() in codes},
                keep_default_na=False,
                na_values=BLANKS,
                low_memory=False,  # a column's type is that of all its rows, not of the chunk's
            )
    except pd.errors.ParserWarning as error:
        raise Invalid(
            "unreadable_file",
            f"{path}: rows have more cells than the header has names; name all columns, and put "
            "cells that hold the delimiter in quotes",
        ) from error
    except UnicodeError as error:
        raise no_text(path) from error
    except (
        pd.errors.ParserError,
        pd.errors.EmptyDataError,
        OSError,
        EOFError,
        zlib.error,
    ) as error:
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
    largest_size = present[np.isfinite(present)].abs().max()
    unit = next((unit for unit, largest in _EPOCHS if largest_size < largest), "ns")
    values = values.where(np.isfinite(values))
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
