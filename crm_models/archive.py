"""Models as files of plain arrays: written whole or not at all, read without running any code."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar
from zipfile import BadZipFile

import numpy as np

from crm.errors import Invalid

T = TypeVar("T")


def write(path: Path, state: Mapping[str, Any]) -> None:
    """Write arrays by their names to ``path`` (a NumPy archive)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez_compressed(file, allow_pickle=False, **state)
    os.replace(unfinished, path)


def read(path: Path, what: str, make: Callable[[dict[str, Any]], T]) -> T:
    """Return what ``make`` builds of the arrays at ``path``.

    Parameters
    ----------
    what:
        What the file should hold, for the error: "churn model".

    Raises
    ------
    Invalid
        If the file is missing, cut short or of something else.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
            return make({name: archive[name] for name in archive.files})
    except (OSError, ValueError, KeyError, EOFError, TypeError, BadZipFile) as error:
        raise Invalid(
            "broken_model",
            f"the {what} {path.name} cannot be read ({error}); train it again",
        ) from error
