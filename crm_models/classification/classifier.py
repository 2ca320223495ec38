"""The classifier: one contract over its columns, its members and their weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import lightgbm
import numpy as np
import pandas as pd

from crm.errors import Invalid
from crm_models import archive
from crm_models.classification.cells import Floats
from crm_models.classification.choosing import LINEAR, Choice, choose
from crm_models.classification.columns import Columns
from crm_models.classification.members import SHAPES, Linear, fit_linear, fit_trees, probability

# Members of a smaller weight change nothing that can be seen.
_NO_WEIGHT = 0.01
FEWEST_ROWS = 40
FEWEST_OF_A_CLASS = 5


class Classifier:
    """Tells the probability of a yes from the columns of a table.

    A weighted sum of log-odds: a logistic regression whose numbers may bend, and boosted trees of
    two sizes. Its settings and weights are chosen by cross-validation of the rows it is fitted on.

    Parameters
    ----------
    seed:
        The same seed and rows give the same model.
    """

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed
        self.columns = Columns([], {})
        self.choice = Choice(1.0, {}, {}, 0.0, {})
        self.linear = Linear(np.zeros(0), np.zeros(0), 0.0)
        self.trees: dict[str, lightgbm.Booster] = {}

    def fit(self, frame: pd.DataFrame, target: Any) -> Classifier:
        """Learn from labelled rows.

        Parameters
        ----------
        frame:
            Columns of numbers, words, times or truth values, blanks among them.
        target:
            0 or 1 for each row.

        Raises
        ------
        Invalid
            If there are too few rows, too few of a class, or no column of use.
        """
        labels = np.asarray(target, np.float64)
        require_classes(labels)
        frame = frame.reset_index(drop=True)
        self.columns = Columns.fit(frame)
        self.choice = choose(frame, labels, self.seed)
        self.linear = fit_linear(self.columns.curves(frame), labels, self.choice.strength)
        features = self.columns.plain(frame)
        self.trees = {
            name: fit_trees(
                features, labels, shape._replace(rounds=self.choice.rounds[name]), self.seed
            )[0]
            for name, shape in SHAPES.items()
        }
        return self

    def predict_proba(self, frame: pd.DataFrame) -> Floats:
        """Return the probability of a yes for each row."""
        scores = self.log_odds(frame)
        total = sum(weight * scores[name] for name, weight in self.choice.weights.items())
        return probability(np.asarray(total) + self.choice.base)

    def log_odds(self, frame: pd.DataFrame) -> dict[str, Floats]:
        """Return the log-odds of each row by each member."""
        features = self.columns.plain(frame)
        scores = {LINEAR: self.linear.log_odds(self.columns.curves(frame))}
        for name, trees in self.trees.items():
            scores[name] = np.asarray(trees.predict(features, raw_score=True))
        return scores

    def explain(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return what each column adds to the log-odds of each row.

        Returns
        -------
        DataFrame
            Rows by columns, and ``base`` last; a row adds up to its log-odds exactly. Trees are
            taken apart by SHAP values (Lundberg et al. 2020).
        """
        features = self.columns.plain(frame)
        parts = {LINEAR: self.linear.contributions(self.columns.curves(frame))}
        for name, trees in self.trees.items():
            parts[name] = np.asarray(trees.predict(features, pred_contrib=True))
        total = np.zeros((len(frame), len(self.columns.columns)))
        base = np.full(len(frame), self.choice.base)
        for name, part in parts.items():
            weight = self.choice.weights[name]
            total += weight * self.columns.gathered(part[:, :-1], linear=name == LINEAR)
            base += weight * part[:, -1]
        names = [column.name for column in self.columns.columns]
        return pd.DataFrame(total, columns=names, index=frame.index).assign(base=base)

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays and texts."""
        plain = {"columns": self.columns.state(), "choice": self.choice._asdict()}
        return {
            "seed": np.int64(self.seed),
            "settings": np.array(json.dumps(plain)),
            "mean": self.linear.mean,
            "weights": self.linear.weights,
            "base": np.float64(self.linear.base),
            "trees": np.array([trees.model_to_string() for trees in self.trees.values()]),
        }

    @classmethod
    def from_state(cls, state: Mapping[str, Any]) -> Classifier:
        """Return the classifier that ``state`` was taken from."""
        made = cls(int(state["seed"]))
        plain = json.loads(str(state["settings"]))
        made.columns = Columns.from_state(plain["columns"])
        made.choice = Choice(**plain["choice"])
        made.linear = Linear(state["mean"], state["weights"], float(state["base"]))
        made.trees = {
            name: lightgbm.Booster(model_str=str(text))
            for name, text in zip(SHAPES, state["trees"], strict=True)
        }
        return made

    def save(self, path: Path) -> None:
        """Write the classifier to ``path``, whole or not at all."""
        archive.write(path, self.state())

    @classmethod
    def load(cls, path: Path) -> Classifier:
        """Return the classifier saved at ``path``; loading runs no code of the file.

        Raises
        ------
        Invalid
            If the file is missing, cut short or of another model.
        """
        return archive.read(path, "classifier", cls.from_state)


def describe(weights: Mapping[str, float]) -> str:
    """Return the members that count, with their weights."""
    counting = [
        f"{weight:.2f} × {name}" for name, weight in weights.items() if weight >= _NO_WEIGHT
    ]
    return " + ".join(counting) or "the same for all rows"


def require_classes(labels: Floats) -> None:
    """Refuse labels that nothing can be learnt from.

    Raises
    ------
    Invalid
        If there are too few rows or too few of a class, with how many there are.
    """
    rows, positives = len(labels), int(labels.sum())
    if rows < FEWEST_ROWS:
        raise Invalid("too_few_rows", f"{rows} labelled rows are too few; {FEWEST_ROWS} are needed")
    fewer = min(positives, rows - positives)
    if fewer < FEWEST_OF_A_CLASS:
        raise Invalid(
            "too_few_of_a_class",
            f"{positives} of {rows} rows are positive; "
            f"of each class {FEWEST_OF_A_CLASS} are needed",
        )
