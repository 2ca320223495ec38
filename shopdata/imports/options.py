"""What the imports of all kinds of files are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Options:
    """How a file is to be read.

    Parameters
    ----------
    source:
        Name of where the data comes from. Lines of one source are never stored twice.
    columns:
        Column names by field, for those that cannot be guessed.
    currency:
        ISO 4217 code of all prices.
    zone, day_first:
        Of times that do not say so themselves.
    rejects, save_mapping:
        Files to write rejected rows and the used columns to; rejected rows go beneath
        ``rejects_folder`` when no file is named.
    dry_run:
        Clean and report, but leave the store as it is.
    """

    source: str
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str = "utf-8-sig"
    delimiter: str | None = None
    currency: str = "EUR"
    zone: str = "UTC"
    day_first: bool = True
    rejects: Path | None = None
    save_mapping: Path | None = None
    rejects_folder: Path = Path("var/imports")
    dry_run: bool = False


def rejects_path(path: Path, options: Options) -> Path:
    """Return the file that the rejected rows of ``path`` are written to."""
    return options.rejects or options.rejects_folder / f"{path.name}.rejected.csv"
