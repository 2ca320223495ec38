"""`attune models evaluate recommend`: who buys what next, in a file of purchases."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.models_answer import answer
from cli.models_options import Seed, Time
from cli.output import JsonOption


def command(
    file: Annotated[Path, typer.Argument(help="CSV (also .gz) or Parquet, one line a purchase.")],
    customer: Annotated[str, typer.Option(help="Column of the customer; blanks are left out.")],
    item: Annotated[str, typer.Option(help="Column of the item; case does not matter.")],
    time: Time,
    test_start: Annotated[
        str | None, typer.Option(help="First day of the test, e.g. 2011-10-15.")
    ] = None,
    test_fraction: Annotated[
        float, typer.Option(min=0.01, max=0.9, help="Without it: the last part of the lines.")
    ] = 0.2,
    k: Annotated[int, typer.Option(min=1, help="Give recall at this cut too.")] = 20,
    new_only: Annotated[
        bool, typer.Option("--new-only", help="Leave out what the customer bought before.")
    ] = False,
    quantity: Annotated[
        str | None, typer.Option(help="A column; lines without a number above 0 are left out.")
    ] = None,
    amount: Annotated[
        str | None, typer.Option(help="Another column; likewise, e.g. of the price.")
    ] = None,
    seed: Seed = 0,
    json: JsonOption = False,
) -> None:
    """Measure how well recommendations find what customers buy next.

    Models learn from what came before the test, and rank every item they know for each customer
    who bought something of it before and after. Recall is hits by all that was bought.
    """
    # Here, so that other commands need not wait for these libraries.
    from crm_models.evaluation import recommend

    positive = tuple(name for name in (quantity, amount) if name is not None)
    columns = recommend.Columns(customer, item, time, positive)
    answer(recommend.evaluate(file, columns, test_start, test_fraction, k, new_only, seed), json)
