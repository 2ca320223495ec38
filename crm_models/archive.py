"""Models as files of plain arrays: written whole or not at all, read without running any code."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Self, TypeVar
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


class Stored(ABC):
    """What can be written to a file and read back: everything that learns."""

    kind: ClassVar[str] = ""
    noun: ClassVar[str] = "model"
    """With the kind what the file holds, for errors: "churn model"."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays and texts."""

    @classmethod
    @abstractmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Return what ``state`` was taken from."""

    def save(self, path: Path) -> None:
        """Write all that was learnt to ``path`` (.npz), whole or not at all."""
        write(path, self.state())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return what was saved at ``path``; loading runs no code of the file.

        Raises
        ------
        Invalid
            If the file is missing, cut short or of something else.
        """
        return read(path, f"{cls.kind} {cls.noun}".strip(), cls.from_state)
