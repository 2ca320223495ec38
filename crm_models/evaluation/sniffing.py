"""How a text file of lines and cells is written: its encoding and its delimiter."""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from crm.errors import Invalid

_LOOKED_AT = 1 << 16
_DELIMITERS = (",", ";", "\t", "|")
_SPACES = r"\s+"
_COMMA = re.compile(r"[+-]?\d+,\d+")
_POINT = re.compile(r"[+-]?\d+\.\d+")


class Writing(NamedTuple):
    """The encoding, the delimiter and the decimal mark of a text file, as pandas takes them."""

    encoding: str
    delimiter: str
    decimal: str


def writing(path: Path) -> Writing:
    """Return how a text file is written.

    Raises
    ------
    Invalid
        If there is no such file, it cannot be read, or it is empty.
    """
    start, whole = _start(path)
    encoding = _encoding(start, whole)
    lines = [line for line in start.decode(encoding, "replace").splitlines() if line.strip()]
    if not lines:
        raise Invalid("empty_file", f"{path} is empty")
    # The last line may be cut off in its middle.
    delimiter = _delimiter(lines if whole or len(lines) == 1 else lines[:-1])
    return Writing(encoding, delimiter, _decimal(lines, delimiter))


def _start(path: Path) -> tuple[bytes, bool]:
    opening = gzip.open if path.suffix == ".gz" else open
    try:
        with opening(path, "rb") as file:
            start = file.read(_LOOKED_AT)
            return start, not file.read(1)
    except (OSError, EOFError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise Invalid("unreadable_file", f"{path}: {reason}") from error


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
