"""`attune models evaluate value`: what customers will bring, in a file of transactions."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.models_answer import answer
from cli.models_options import Amount, Customer, Seed, Time
from cli.output import JsonOption

Table = Annotated[Path, typer.Argument(help="CSV (also .gz) or Parquet, one row a transaction.")]
CalibrationEnd = Annotated[str, typer.Option(help="The last day that the model may see.")]
Horizon = Annotated[
    int | None, typer.Option(min=1, help="Days to forecast; to the end of the file without.")
]
Rate = Annotated[float, typer.Option(min=0.0, help="Discount rate of a year.")]


def command(
    file: Table,
    customer: Customer,
    time: Time,
    amount: Amount,
    calibration_end: CalibrationEnd,
    horizon_days: Horizon = None,
    discount_rate: Rate = 0.1,
    seed: Seed = 0,
    json: JsonOption = False,
) -> None:
    """Measure how well the value model tells what customers will bring.

    It learns from what was bought until the calibration end, and is compared with what came after.
    """
    # Here, so that other commands need not wait for these libraries.
    from crm_models.evaluation import value

    found = value.evaluate(
        file, customer, time, amount, calibration_end, horizon_days, discount_rate, seed
    )
    answer(found, json)
