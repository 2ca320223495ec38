"""Reads rows of CSV, Parquet and XLSX files in chunks, whatever their size."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from crm.errors import Invalid

CHUNK_ROWS = 20_000
_FIELD_LIMIT = 1_000_000

Row = tuple[int, Sequence[Any]]
"""The row's number in the file (the first after the header is 2) and its values."""


@dataclass
class Source:
    """An open file: its column names, its rows in chunks, and how much of it is read.

    Parameters
    ----------
    columns:
        Names in the header.
    chunks:
        Lists of up to ``CHUNK_ROWS`` rows.
    read, size:
        Read so far and in all, in one unit (bytes or rows), for a progress bar.
    """

    columns: list[str]
    chunks: Iterator[list[Row]]
    read: Callable[[], int]
    size: int


@contextmanager
def open_source(
    path: Path, encoding: str = "utf-8-sig", delimiter: str | None = None
) -> Iterator[Source]:
    """Yield a file's rows.

    Parameters
    ----------
    path:
        A ``.csv``, ``.csv.gz``, ``.tsv``, ``.parquet`` or ``.xlsx`` file.
    encoding, delimiter:
        For text files; the delimiter is found in the header when not given.

    Raises
    ------
    Invalid
        If the file is missing, empty, cut short, in another encoding or of an unknown kind.
    """
    if not path.is_file():
        raise Invalid("no_file", f"there is no file {path}")
    if path.stat().st_size == 0:
        raise Invalid("empty_file", f"{path.name} is empty")
    name = path.name.lower()
    try:
        if name.endswith((".parquet", ".pq")):
            yield _parquet(path)
        elif name.endswith(".xlsx"):
            yield _xlsx(path)
        elif name.endswith((".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz", ".txt.gz")):
            with path.open("rb") as raw, _decoded(raw, name, encoding) as lines:
                yield _text(raw, lines, path, delimiter)
        else:
            raise Invalid(
                "unknown_kind", f"{path.name}: give a .csv, .csv.gz, .tsv, .parquet or .xlsx file"
            )
    except UnicodeError as error:
        raise Invalid(
            "wrong_encoding",
            f"{path.name} is not {encoding}: {error}; give the right one with --encoding, "
            "for example --encoding cp1252",
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise Invalid("truncated_file", f"{path.name} is cut short or damaged: {error}") from error
    except LookupError as error:
        raise Invalid("unknown_encoding", f"{encoding}: {error}") from error


def _decoded(raw: BinaryIO, name: str, encoding: str) -> io.TextIOWrapper:
    stream: Any = gzip.GzipFile(fileobj=raw) if name.endswith(".gz") else raw
    return io.TextIOWrapper(stream, encoding=encoding, newline="")


def _text(raw: BinaryIO, text: io.TextIOWrapper, path: Path, delimiter: str | None) -> Source:
    first = text.readline()
    if not first.strip():
        raise Invalid("empty_file", f"{path.name} has no header line")
    if "\0" in first:
        raise Invalid("not_text", f"{path.name} is not a text file; give --encoding if it is one")
    mark = delimiter or max(",;\t|", key=first.count)
    columns = [name.strip() for name in next(csv.reader([first], delimiter=mark))]
    csv.field_size_limit(_FIELD_LIMIT)
    rows = csv.reader(text, delimiter=mark, strict=True)
    return Source(columns, _csv_chunks(rows, path.name), raw.tell, path.stat().st_size)


def _csv_chunks(rows: Any, name: str) -> Iterator[list[Row]]:
    chunk: list[Row] = []
    try:
        for values in rows:
            if values:
                chunk.append((rows.line_num + 1, values))
            if len(chunk) >= CHUNK_ROWS:
                yield chunk
                chunk = []
    except csv.Error as error:
        raise Invalid(
            "truncated_file",
            f"{name}, line {rows.line_num + 1}: {error}; the file is cut short or badly quoted",
        ) from error
    if chunk:
        yield chunk


def _parquet(path: Path) -> Source:
    import pyarrow
    from pyarrow import parquet

    try:
        file = parquet.ParquetFile(path)
    except (pyarrow.ArrowException, OSError) as error:
        raise Invalid("truncated_file", f"{path.name} is no whole Parquet file: {error}") from error
    done = [0]

    def chunks() -> Iterator[list[Row]]:
        with file:
            for batch in file.iter_batches(batch_size=CHUNK_ROWS):
                values = zip(*(column.to_pylist() for column in batch.columns), strict=True)
                yield [(done[0] + i + 2, row) for i, row in enumerate(values)]
                done[0] += batch.num_rows

    return Source(file.schema_arrow.names, chunks(), lambda: done[0], file.metadata.num_rows)


def _xlsx(path: Path) -> Source:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        sheet = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0)
    except (CalamineError, OSError, ValueError) as error:
        raise Invalid("truncated_file", f"{path.name} is no whole XLSX file: {error}") from error
    rows = iter(sheet.iter_rows())
    header = next(rows, None)
    if not header:
        raise Invalid("empty_file", f"{path.name} has no header line")
    done = [0]

    def chunks() -> Iterator[list[Row]]:
        chunk: list[Row] = []
        for row in rows:
            done[0] += 1
            if any(value != "" for value in row):
                chunk.append((done[0] + 1, row))
            if len(chunk) >= CHUNK_ROWS:
                yield chunk
                chunk = []
        if chunk:
            yield chunk

    columns = [str(name).strip() for name in header]
    return Source(columns, chunks(), lambda: done[0], sheet.total_height)
