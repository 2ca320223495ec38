"""The one contract of all customer models: fit, score, explain, evaluate, save, load."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, Self

from crm.errors import Invalid
from crm_models import archive
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
        archive.write(path, self.state())

    @classmethod
    def load(cls, path: Path) -> Self:
        """Return the model saved at ``path``.

        Raises
        ------
        Invalid
            If the file is missing, cut short or of another model.
        """
        return archive.read(path, f"{cls.kind} model", cls.from_state)


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
