"""`attune models evaluate satisfaction`: how satisfied customers are."""

from __future__ import annotations

from math import inf
from pathlib import Path
from typing import Annotated

import typer

from cli.models_answer import answer
from cli.output import JsonOption
from crm.errors import Invalid

Table = Annotated[
    Path | None,
    typer.Argument(help="CSV (also .gz) or Parquet, one row an answer; the store without."),
]
Customer = Annotated[str | None, typer.Option(help="The column that names the customer.")]
Score = Annotated[str | None, typer.Option(help="The column of the satisfaction, from 1 to 5.")]
Dimension = Annotated[
    list[str] | None, typer.Option(help="A column of the survey's index; may be given again.")
]
Weight = Annotated[
    list[float] | None, typer.Option(help="Of each dimension, in their order; the same without.")
]
Lowest = Annotated[float, typer.Option(help="The lowest answer on a dimension.")]
Highest = Annotated[float, typer.Option(help="The highest answer on a dimension.")]


def command(
    file: Table = None,
    customer: Customer = None,
    score: Score = None,
    dimension: Dimension = None,
    weight: Weight = None,
    lowest: Lowest = 1.0,
    highest: Highest = 5.0,
    json: JsonOption = False,
) -> None:
    """Measure satisfaction: CSAT and an index of a survey, or the store's net sentiment.

    Each customer counts once, however often they answered or wrote.
    """
    # Here, so that other commands need not wait for these libraries.
    from crm_models.evaluation import satisfaction

    if file is None:
        from cli.context import open_store
        from crm.settings import load_settings

        with open_store(load_settings()) as store, store.reading() as unit:
            answer(satisfaction.of_store(unit), json)
        return
    if customer is None or not (score or dimension):
        raise Invalid(
            "option_missing", "a file needs --customer, and --score or --dimension or both"
        )
    if not -inf < lowest < highest < inf:
        raise Invalid(
            "bad_scale", f"--lowest {lowest:g} must be below --highest {highest:g}, both finite"
        )
    scale = (lowest, highest)
    answer(satisfaction.evaluate(file, customer, score, dimension or (), weight, scale), json)
