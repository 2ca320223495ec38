"""`attune models evaluate need`: who will want or buy something, in a labelled file."""

from __future__ import annotations

from cli.models_evaluate_churn import Id, Positive, Table, Target, Time, measure
from cli.models_options import Drop, Folds, Seed
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
    measure(file, target, positive, row_id, drop, time, folds, seed, json)
