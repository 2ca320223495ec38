"""`attune models evaluate baskets`: what is bought together."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.models_answer import answer
from cli.output import JsonOption

Lines = Annotated[
    Path,
    typer.Argument(help="CSV (also .gz) or Parquet, one row an item; or one basket a line."),
]
Basket = Annotated[str | None, typer.Option(help="The column that names the basket.")]
Item = Annotated[str | None, typer.Option(help="The column that names the item.")]
Support = Annotated[float, typer.Option(help="Sets are in this share of the baskets, or more.")]
Confidence = Annotated[float, typer.Option(help="Rules hold this often, or more.")]
Quantity = Annotated[str | None, typer.Option(help="Leave rows out where this is 0 or less.")]
Top = Annotated[int, typer.Option(min=0, help="How many rules to show, by lift.")]


def command(
    file: Lines,
    basket: Basket = None,
    item: Item = None,
    min_support: Support = 0.01,
    min_confidence: Confidence = 0.25,
    quantity: Quantity = None,
    top: Top = 10,
    json: JsonOption = False,
) -> None:
    """Find sets of items that are bought together, and the rules between them.

    A file without a header, one basket a line, needs neither --basket nor --item.
    """
    # Here, so that other commands need not wait for these libraries.
    from crm_models.evaluation import baskets

    found = baskets.evaluate(file, basket, item, min_support, min_confidence, quantity, top)
    answer(found, json)
