"""The one contract of all customer models: fit, score, explain, evaluate, save, load."""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self
from zipfile import BadZipFile

import numpy as np

from crm.errors import Invalid
from crm_models.features import CustomerFeatures


class Model(ABC):
    """A model of customers.

    A saved model is a NumPy archive of plain arrays: loading one runs no code of the file.
    """

    kind: ClassVar[str]

    @abstractmethod
    def score(self, features: CustomerFeatures) -> Any:
        """Return one score a customer, in the order of ``features``."""

    @abstractmethod
    def explain(self, features: CustomerFeatures, row: int) -> list[str]:
        """Return the reasons of one customer's score, in plain words, weightiest first."""

    @abstractmethod
    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays."""

    @classmethod
    @abstractmethod
    def from_state(cls, state: Mapping[str, Any]) -> Self:
        """Return the model that ``state`` was taken from."""

    def save(self, path: Path) -> None:
        """Write the model to ``path``, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            np.savez(file, **self.state())
        os.replace(unfinished, path)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the model saved at ``path``.

        Raises
        ------
        Invalid
            If the file is missing, cut short or of another model.
        """
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as archive:
                return cls.from_state({name: archive[name] for name in archive.files})
        except (OSError, ValueError, KeyError, EOFError, BadZipFile) as error:
            raise Invalid(
                "broken_model",
                f"the {cls.kind} model {path.name} cannot be read ({error}); train it again",
            ) from error


def require_rows(kind: str, found: int, needed: int) -> None:
    """Refuse to fit on too little.

    Raises
    ------
    Invalid
        Naming how many customers there are and how many the model needs.
    """
    if found < needed:
        raise Invalid(
            "too_few_rows",
            f"the {kind} model needs {needed} customers with orders; the store has {found}",
        )
