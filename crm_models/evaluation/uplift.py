"""How well the customers whom a treatment changes are found, in the file of an experiment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from crm.errors import Invalid
from crm_models.arrays import Floats
from crm_models.evaluation.arms import arms, outcomes
from crm_models.evaluation.tables import read_table, require_columns
from crm_models.uplift.encoding import Standardised
from crm_models.uplift.learners import CANDIDATES, choose, parts
from crm_models.uplift.measures import auuc, effect, qini

_FEWEST_OF_AN_ARM = 50
_FEWEST_OUTCOMES = 20
_INNER_FOLDS = 3
_RANDOM_ORDERS = 10


def evaluate(
    file: Path,
    treatment: str,
    outcome: str,
    treated: str | None = None,
    control: str | None = None,
    drop: Sequence[str] = (),
    folds: int = 5,
    seed: int = 0,
) -> dict[str, Any]:
    """Predict each row's effect by learners chosen and fitted on the other folds.

    Parameters
    ----------
    file:
        A table with a row for each customer of a randomised experiment.
    treatment, outcome:
        The columns that say who was treated, and what came of it: yes and no, or an amount.
    treated, control:
        The two values to compare; other rows are left out.
    drop:
        Columns that are not to be learnt from, above all what happened after the treatment.
    folds:
        Parts of the rows that are tested in turn; the choice is made inside the others.
    seed:
        The same gives the same figures.

    Raises
    ------
    Invalid
        If a column is missing, the arms are not told apart, the outcome never varies, or there
        are too few rows.
    """
    frame = read_table(file)
    require_columns(frame, [treatment, outcome, *drop])
    arm, with_it, without = arms(frame, treatment, treated, control)
    result = outcomes(frame, outcome)
    kept = (arm.notna() & result.notna()).to_numpy()
    rows = frame.drop(columns=list({treatment, outcome, *drop}))[kept].reset_index(drop=True)
    t, y = arm[kept].to_numpy(np.float64), result[kept].to_numpy(np.float64)
    _require(t, y, treatment, outcome, with_it, without)
    notes = _notes(arm, result, treatment, outcome, with_it, without)
    tested = [_fold(rows, t, y, *part, seed) for part in parts(t, y, folds, seed)]
    ate, error = effect(y, t)
    names = Counter(fold["model"] for fold in tested)
    encoded = Standardised(rows).columns
    notes += [f"column '{name}' {reason}: left out" for name, reason in encoded.left_out.items()]
    return {
        "rows": len(t),
        "treated": int(t.sum()),
        "control": int((1 - t).sum()),
        "outcome_treated": float(y[t == 1].mean()),
        "outcome_control": float(y[t == 0].mean()),
        "ate": ate,
        "ate_low": ate - 1.96 * error,
        "ate_high": ate + 1.96 * error,
        "qini": float(np.mean([fold["qini"] for fold in tested])),
        "qini_sd": float(np.std([fold["qini"] for fold in tested], ddof=1)),
        "auuc": float(np.mean([fold["auuc"] for fold in tested])),
        "qini_random": float(np.mean([fold["random"] for fold in tested])),
        "model": names.most_common(1)[0][0],
        "chosen": dict(names),
        "candidates": {
            name: float(np.mean([fold["candidates"][name] for fold in tested]))
            for name in CANDIDATES
        },
        "columns": [column.name for column in encoded.columns],
        "notes": notes,
    }


def _fold(
    rows: pd.DataFrame, t: Floats, y: Floats, train: Floats, test: Floats, seed: int
) -> dict[str, Any]:
    encode = Standardised(rows.iloc[train])
    model, candidates = choose(encode(rows.iloc[train]), t[train], y[train], _INNER_FOLDS, seed)
    uplift = model.score(encode(rows.iloc[test]))
    random = np.random.default_rng([seed, len(test), int(test[0])])
    orders = [random.random(len(test)) for _ in range(_RANDOM_ORDERS)]
    return {
        "model": model.name,
        "candidates": candidates,
        "qini": qini(y[test], t[test], uplift),
        "auuc": auuc(y[test], t[test], uplift),
        "random": float(np.mean([qini(y[test], t[test], order) for order in orders])),
    }


def _require(
    t: Floats, y: Floats, treatment: str, outcome: str, with_it: str, without: str
) -> None:
    counts = {with_it: int(t.sum()), without: int((1 - t).sum())}
    fewest = min(counts, key=lambda name: counts[name])
    if counts[fewest] < _FEWEST_OF_AN_ARM:
        raise Invalid(
            "too_few_rows",
            f"column '{treatment}': '{fewest}' is in {counts[fewest]} rows with an outcome; "
            f"{_FEWEST_OF_AN_ARM} are needed",
        )
    for name, arm in ((with_it, y[t == 1]), (without, y[t == 0])):
        different = np.unique(arm)
        if len(different) < 2:
            raise Invalid(
                "one_class",
                f"column '{outcome}' is {different[0]:g} in all {len(arm)} rows where "
                f"'{treatment}' is '{name}'; outcomes must differ",
            )
        if (there := int((arm != 0).sum())) < _FEWEST_OUTCOMES:
            raise Invalid(
                "too_few_outcomes",
                f"column '{outcome}' is other than 0 in {there} of {len(arm)} rows where "
                f"'{treatment}' is '{name}'; {_FEWEST_OUTCOMES} are needed",
            )


def _notes(
    arm: pd.Series, result: pd.Series, treatment: str, outcome: str, with_it: str, without: str
) -> list[str]:
    notes = [f"'{with_it}' against '{without}'", "the treatment is taken to be given at random"]
    if other := int(arm.isna().sum()):
        notes.append(f"{other} rows with another or no {treatment} were left out")
    if blank := int((arm.notna() & result.isna()).sum()):
        notes.append(f"{blank} rows without {outcome} were left out")
    return notes
