"""`attune models evaluate segment`: groups of customers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.models_answer import answer
from cli.models_options import Amount, Customer, Seed, Time
from cli.output import JsonOption

Table = Annotated[Path, typer.Argument(help="CSV (also .gz) or Parquet, one row a purchase.")]
Order = Annotated[
    str | None,
    typer.Option(help="The column that names the order; rows of one time are one without."),
]
Segments = Annotated[
    int | None, typer.Option(min=2, max=20, help="How many; chosen from 3 to 8 without.")
]
Picture = Annotated[
    Path | None,
    typer.Option(help="A folder for two pictures (SVG): customers by segment, and profiles."),
]


def command(
    file: Table,
    customer: Customer,
    time: Time,
    amount: Amount,
    order: Order = None,
    segments: Segments = None,
    seed: Seed = 0,
    picture: Picture = None,
    json: JsonOption = False,
) -> None:
    """Divide customers into segments, say what they are, and how firm they are.

    Silhouette says how far apart they lie, stability how surely another sample gives them again.
    """
    # Here, so that other commands need not wait for these libraries.
    from crm_models.evaluation import segment

    answer(segment.evaluate(file, customer, time, amount, segments, seed, order, picture), json)
