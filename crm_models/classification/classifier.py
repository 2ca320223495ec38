"""The classifier: one contract over its columns, its members and their weights."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, ClassVar

import lightgbm
import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import expit, logit

from crm.errors import Invalid
from crm_models.archive import Stored
from crm_models.classification.cells import Floats
from crm_models.classification.choosing import LINEAR, Choice, Folds, choose
from crm_models.classification.columns import Columns
from crm_models.classification.members import (
    SHAPES,
    Linear,
    Shape,
    fit_linear,
    fit_trees,
    probability,
)
from crm_models.classification.small_trees import MOST_LEAVES, SmallTrees

# Members of a smaller weight change nothing that can be seen.
_NO_WEIGHT = 0.01
FEWEST_ROWS = 40
FEWEST_OF_A_CLASS = 5


class Classifier(Stored):
    """Tells the probability of a yes from the columns of a table.

    A weighted sum of log-odds: a logistic regression whose numbers may bend, and boosted trees of
    two sizes. Its settings and weights are chosen by cross-validation of the rows it is fitted on.

    Parameters
    ----------
    seed:
        The same seed and rows give the same model.
    shapes:
        How the members of boosted trees are grown. Those of few leaves are explained fast.
    """

    noun: ClassVar[str] = "classifier"

    def __init__(self, seed: int = 0, shapes: Mapping[str, Shape] = SHAPES) -> None:
        self.seed = seed
        self.shapes = dict(shapes)
        self.columns = Columns([], {})
        self.choice = Choice(1.0, {}, {}, 0.0, {})
        self.linear = Linear(np.zeros(0), np.zeros(0), 0.0)
        self.trees: dict[str, lightgbm.Booster] = {}
        self._tables: dict[str, SmallTrees] = {}

    def fit(self, frame: pd.DataFrame, target: Any, folds: Folds | None = None) -> Classifier:
        """Learn from labelled rows.

        Parameters
        ----------
        frame:
            Columns of numbers, words, times or truth values, blanks among them.
        target:
            0 or 1 for each row.
        folds:
            What to choose settings and weights by; drawn unless they are given.

        Raises
        ------
        Invalid
            If there are too few rows, too few of a class, or no column of use.
        """
        labels = np.asarray(target, np.float64)
        require_classes(labels)
        frame = frame.reset_index(drop=True)
        self.columns = Columns.fit(frame)
        self.choice = choose(frame, labels, self.seed, folds, self.shapes)
        self.linear = fit_linear(self.columns.curves(frame), labels, self.choice.strength)
        features = self.columns.plain(frame)
        self.trees = {
            name: fit_trees(
                features, labels, shape._replace(rounds=self.choice.rounds[name]), self.seed
            )[0]
            for name, shape in self.shapes.items()
        }
        self._tables = {}
        if folds is not None:
            tested = np.concatenate([test for _, test in folds])
            self._centre(frame.iloc[tested], labels[tested])
        return self

    def _centre(self, frame: pd.DataFrame, labels: Floats) -> None:
        """Move the base so that the mean probability of these rows is their rate.

        The weights' own base made up for what changed between the earlier rows and the later ones,
        but now the later ones have been learnt from as well.
        """
        log_odds = logit(self.predict_proba(frame))
        moved = brentq(lambda more: float(np.mean(expit(log_odds + more) - labels)), -30.0, 30.0)
        self.choice = self.choice._replace(base=self.choice.base + moved)

    def predict_proba(self, frame: pd.DataFrame) -> Floats:
        """Return the probability of a yes for each row."""
        scores = self.log_odds(frame)
        total = sum(weight * scores[name] for name, weight in self.choice.weights.items())
        return probability(np.asarray(total) + self.choice.base)

    def log_odds(self, frame: pd.DataFrame) -> dict[str, Floats]:
        """Return the log-odds of each row by each member."""
        scores = {LINEAR: np.full(len(frame), self.linear.base)}
        for added in self.columns.linear(frame, self.linear.mean, self.linear.weights):
            scores[LINEAR] += added
        features = self.columns.plain(frame)
        for name, trees in self.trees.items():
            small = self._small(name)
            scores[name] = (
                small.log_odds(features)
                if small
                else np.asarray(trees.predict(features, raw_score=True))
            )
        return scores

    def explain(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return what each column adds to the log-odds of each row.

        Returns
        -------
        DataFrame
            Rows by columns, and ``base`` last; a row adds up to its log-odds exactly. Trees are
            taken apart by SHAP values (Lundberg et al. 2020).
        """
        names = [column.name for column in self.columns.columns]
        total = np.zeros((len(frame), len(names)))
        weight = self.choice.weights[LINEAR]
        linear = self.columns.linear(frame, self.linear.mean, self.linear.weights)
        for place, added in enumerate(linear):
            total[:, place] = weight * added
        base = self.choice.base + weight * self.linear.base
        features = self.columns.plain(frame)
        for name, trees in self.trees.items():
            small, weight = self._small(name), self.choice.weights[name]
            part = (
                small.contributions(features)
                if small
                else np.asarray(trees.predict(features, pred_contrib=True))
            )
            total += weight * self.columns.gathered(part[:, :-1])
            base += weight * (part[0, -1] if len(part) else 0.0)
        return pd.DataFrame(total, columns=names, index=frame.index).assign(base=base)

    def _small(self, name: str) -> SmallTrees | None:
        """Return a member's trees as tables, where they are small enough."""
        if self.shapes[name].leaves > MOST_LEAVES:
            return None
        if name not in self._tables:
            self._tables[name] = SmallTrees(self.trees[name])
        return self._tables[name]

    def state(self) -> dict[str, Any]:
        """Return all that was learnt, as arrays and texts."""
        plain = {
            "columns": self.columns.state(),
            "choice": self.choice._asdict(),
            "shapes": {name: shape._asdict() for name, shape in self.shapes.items()},
        }
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
        plain = json.loads(str(state["settings"]))
        shapes = {name: Shape(**shape) for name, shape in plain["shapes"].items()}
        made = cls(int(state["seed"]), shapes)
        made.columns = Columns.from_state(plain["columns"])
        made.choice = Choice(**plain["choice"])
        made.linear = Linear(state["mean"], state["weights"], float(state["base"]))
        made.trees = {
            name: lightgbm.Booster(model_str=str(text))
            for name, text in zip(shapes, state["trees"], strict=True)
        }
        return made


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
