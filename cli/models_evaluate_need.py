"""`attune models evaluate need`: who will want or buy something, in a labelled file."""

from __future__ import annotations

from cli.models_answer import answer
from cli.models_evaluate_churn import Drop, Folds, Id, Positive, Seed, Table, Target, Time
from cli.output import JsonOption


def command(
    file: Table,
    target: Target,
    positive: Positive = None,
    row_id: Id = None,
    drop: Drop = None,
    time: Time = None,
    folds: Folds = 5,
    seed: Seed = 0,
    json: JsonOption = False,
) -> None:
    """Measure how well the need model tells who buys.

    It is the model and the way of measuring of `churn`, for any yes or no that a shop labels.
    """
    from crm_models.evaluation import binary

    left_out = [name.strip() for name in (drop or "").split(",") if name.strip()]
    if row_id is not None:
        left_out.append(row_id)
    answer(binary.evaluate(file, target, positive, left_out, time, folds, seed), json)
