"""How a text file of lines and cells is written: its encoding and its delimiter."""

from __future__ import annotations

import csv
import gzip
import re
import zlib
from collections import Counter
from pathlib import Path
from typing import Literal, NamedTuple

from crm.errors import Invalid

_LOOKED_AT = 1 << 16
_GZIP = b"\x1f\x8b"
_DELIMITERS = (",", ";", "\t", "|")
_SPACES = r"\s+"
_COMMA = re.compile(r"[+-]?\d+,\d+")
_POINT = re.compile(r"[+-]?\d+\.\d+")


class Writing(NamedTuple):
    """How a text file is written, as pandas takes it; ``compression`` is ``gzip`` or nothing."""

    encoding: str
    delimiter: str
    decimal: str
    compression: Literal["gzip"] | None


def writing(path: Path) -> Writing:
    """Return how a text file is written.

    Raises
    ------
    Invalid
        If there is no such file, it cannot be read, is empty or is no text.
    """
    compression = compression_of(path)
    start, whole = _start(path, compression)
    encoding = _encoding(start, whole)
    lines = [line for line in start.decode(encoding, "replace").splitlines() if line.strip()]
    if not lines:
        raise Invalid("empty_file", f"{path} is empty")
    if any("\0" in line for line in lines):
        raise no_text(path)
    # The last line may be cut off in its middle.
    delimiter = _delimiter(lines if whole or len(lines) == 1 else lines[:-1])
    return Writing(encoding, delimiter, _decimal(lines, delimiter), compression)


def compression_of(path: Path) -> Literal["gzip"] | None:
    """Return how a file is compressed, by its first bytes and not by its name.

    Raises
    ------
    Invalid
        If there is no such file or it cannot be read.
    """
    return "gzip" if first_bytes(path, len(_GZIP)) == _GZIP else None


def first_bytes(path: Path, count: int) -> bytes:
    """Return the first bytes of a file.

    Raises
    ------
    Invalid
        If there is no such file or it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file.read(count)
    except OSError as error:
        raise Invalid("unreadable_file", f"{path}: {error.strerror or error}") from error


def no_text(path: Path) -> Invalid:
    """Return the error for a file that no encoding makes a text of."""
    return Invalid(
        "unreadable_file",
        f"{path} is neither text nor Parquet; save the table as CSV in UTF-8, or as Parquet",
    )


def _start(path: Path, compression: str | None) -> tuple[bytes, bool]:
    opening = gzip.open if compression else open
    try:
        with opening(path, "rb") as file:
            start = file.read(_LOOKED_AT)
            return start, not file.read(1)
    except (OSError, EOFError, zlib.error) as error:
        raise Invalid("unreadable_file", f"{path} is a damaged .gz file: {error}") from error


def _encoding(start: bytes, whole: bool) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    # A character of up to four bytes may be cut in two at the end of what is looked at.
    for cut in range(1 if whole else 4):
        try:
            start[: len(start) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "utf-8-sig"
    return "cp1252"


def _delimiter(lines: list[str]) -> str:
    """Return the delimiter that gives most lines as many cells as the first line has."""
    best, best_share = "", 0.0
    for delimiter in _DELIMITERS:
        counts = [len(row) for row in csv.reader(lines, delimiter=delimiter, skipinitialspace=True)]
        if counts[0] < 2:
            continue
        share = Counter(counts)[counts[0]] / len(counts)
        if share > best_share:
            best, best_share = delimiter, share
    if best:
        return best
    widths = Counter(len(line.split()) for line in lines)
    aligned = len(widths) == 1 and len(lines[0].split()) > 1
    return _SPACES if aligned else ","


def _decimal(lines: list[str], delimiter: str) -> str:
    """Return the comma where cells such as 29,85 are more than those such as 29.85."""
    if delimiter in {",", _SPACES}:
        return "."
    cells = [cell.strip() for row in csv.reader(lines, delimiter=delimiter) for cell in row]
    commas = sum(_COMMA.fullmatch(cell) is not None for cell in cells)
    points = sum(_POINT.fullmatch(cell) is not None for cell in cells)
    return "," if commas > points else "."
