"""What an import did with each row: read, kept, repaired, rejected, and why."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO


@dataclass
class Report:
    """Counts of an import.

    ``repaired`` counts repairs by kind (one row may need several), ``rejected`` rows by reason;
    ``written`` counts what the store gained, by table; ``unchanged`` is what it had already.
    """

    read: int = 0
    kept: int = 0
    repaired: Counter[str] = field(default_factory=Counter)
    rejected: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    unchanged: int = 0
    rejects_file: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the counts as plain JSON values."""
        return {
            "read": self.read,
            "kept": self.kept,
            "repaired": dict(self.repaired.most_common()),
            "rejected": dict(self.rejected.most_common()),
            "written": dict(self.written),
            "unchanged": self.unchanged,
            "rejects_file": self.rejects_file,
        }


class Rejects:
    """Writes rejected rows with line and reason to a file, made when the first one comes.

    Parameters
    ----------
    path:
        A CSV file; an earlier one is replaced.
    columns:
        The header of the file that is read.
    """

    def __init__(self, path: Path, columns: Sequence[str], report: Report) -> None:
        self._path = path
        self._columns = list(columns)
        self._report = report
        self._file: TextIO | None = None
        self._writer: Any = None

    def add(self, line: int, reason: str, values: Sequence[Any], detail: str = "") -> None:
        """Count a row as rejected and keep it in the file."""
        self._report.rejected[reason] += 1
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8", newline="")
            self._writer = csv.writer(self._file)
            self._writer.writerow(["line", "reason", "detail", *self._columns])
            self._report.rejects_file = str(self._path)
        self._writer.writerow([line, reason, detail, *values])

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._file.close()
