"""The one contract of all customer models: fit, score, explain, evaluate, save, load."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from typing import Any, ClassVar, Self

import pandas as pd

from crm.errors import Invalid
from crm_models.archive import Stored
from crm_models.feature_tables.features import Features
from crm_models.history import History


class CustomerModel(Stored):
    """A model of customers.

    A saved model is a NumPy archive of plain arrays: loading one runs no code of the file.
    """

    kind: ClassVar[str]
    neutral: ClassVar[Mapping[str, Any]]
    """The columns of the scores, with what stands for a customer of whom nothing is known."""
    measure: ClassVar[str]
    """The held-out measure that two models of the kind are compared by; higher is better."""
    horizon_days: ClassVar[int]
    """How many days after a view of the past decide whether a score was right."""

    @abstractmethod
    def fit(self, history: History, as_of: datetime) -> Self:
        """Learn from what was known before ``as_of``; outcomes after it are not looked at.

        Raises
        ------
        Invalid
            If there is too little to learn from, with what was found and what is needed.
        """

    @abstractmethod
    def score(self, features: Features) -> pd.DataFrame:
        """Return the columns of `neutral`, one row a customer, in the order of ``features``."""

    @abstractmethod
    def explain(self, features: Features) -> list[list[str]]:
        """Return for each customer the reasons of the score in plain words, weightiest first."""

    @abstractmethod
    def evaluate(self, history: History, as_of: datetime) -> dict[str, float]:
        """Return how well a model that was fitted as of ``as_of`` says what came after it."""

    def facts(self) -> dict[str, Any]:
        """Return what the model's card says beside the measures; none unless a kind has some."""
        return {}


def require_rows(kind: str, found: int, needed: int) -> None:
    """Refuse to fit on too little.

    Raises
    ------
    Invalid
        Naming how many customers there are and how many the model needs.
    """
    if found < needed:
        raise Invalid(
            "too_few_rows", f"the {kind} model needs {needed} customers with orders, not {found}"
        )
