"""Arguments that several commands of `attune models evaluate` take."""

from __future__ import annotations

from typing import Annotated

import typer

Customer = Annotated[str, typer.Option(help="The column that names the customer.")]
Time = Annotated[str, typer.Option(help="The column of times.")]
Amount = Annotated[str, typer.Option(help="The column of amounts; returns are negative.")]
Drop = Annotated[
    str | None,
    typer.Option(help="Columns to leave out, above all what came after the outcome: COL,COL."),
]
Folds = Annotated[int, typer.Option(min=2, max=20, help="In how many parts to test.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same figures.")]


def names_in(columns: str | None) -> list[str]:
    """Return the names of "COL,COL"."""
    return [name.strip() for name in (columns or "").split(",") if name.strip()]
