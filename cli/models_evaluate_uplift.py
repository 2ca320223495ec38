"""`attune models evaluate uplift`: whom an offer changes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.models_answer import answer
from cli.models_options import Drop, Folds, Seed, names_in
from cli.output import JsonOption

Table = Annotated[
    Path, typer.Argument(help="CSV (also .gz) or Parquet, one row a customer of an experiment.")
]
Treatment = Annotated[str, typer.Option(help="The column that says who was treated.")]
Outcome = Annotated[str, typer.Option(help="What came of it: yes and no, 1 and 0, or an amount.")]
Treated = Annotated[str | None, typer.Option(help="The value of the treated.")]
Control = Annotated[str | None, typer.Option(help="The value of those who were not treated.")]


def command(
    file: Table,
    treatment: Treatment,
    outcome: Outcome,
    treated: Treated = None,
    control: Control = None,
    drop: Drop = None,
    folds: Folds = 5,
    seed: Seed = 0,
    json: JsonOption = False,
) -> None:
    """Measure how well the customers are found whom a treatment changes.

    Qini and AUUC are 0 for a random order; every row is ranked by a model that has not seen it.
    """
    # Here, so that other commands need not wait for these libraries.
    from crm_models.evaluation import uplift

    figures = uplift.evaluate(
        file, treatment, outcome, treated, control, names_in(drop), folds, seed
    )
    answer(figures, json)
