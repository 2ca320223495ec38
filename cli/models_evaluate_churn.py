"""`attune models evaluate churn`: who leaves, in a labelled file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.models_answer import answer
from cli.models_options import Drop, Folds, Seed, names_in
from cli.output import JsonOption

Table = Annotated[Path, typer.Argument(help="CSV (also .gz) or Parquet, one row a customer.")]
Target = Annotated[str, typer.Option(help="The column to predict, with two values.")]
Positive = Annotated[
    str | None, typer.Option(help="Its value that counts; found without for yes/no, 1/0.")
]
Id = Annotated[str | None, typer.Option("--id", help="A column that names the row; left out.")]
Time = Annotated[
    str | None,
    typer.Option(help="Test each part of the rows on models of what came before, by this column."),
]


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
    """Measure how well the churn model tells who leaves.

    Every row is predicted once, by a model that has not seen it. Models are compared inside the
    training rows alone.
    """
    measure(file, target, positive, row_id, drop, time, folds, seed, json)


def measure(
    file: Path,
    target: str,
    positive: str | None,
    row_id: str | None,
    drop: str | None,
    time: str | None,
    folds: int,
    seed: int,
    json: bool,
) -> None:
    """Measure the classifier on a file and print its figures."""
    # Here, so that other commands need not wait for these libraries.
    from crm_models.evaluation.binary import evaluate

    left_out = names_in(drop) + ([] if row_id is None else [row_id])
    answer(evaluate(file, target, positive, left_out, time, folds, seed), json)
