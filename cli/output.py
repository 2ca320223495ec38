"""What commands print: answers on standard output, everything else on standard error."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def say(text: str) -> None:
    """Print a line for people."""
    out.print(text, markup=False)


def complain(text: str) -> None:
    """Print what went wrong."""
    err.print(f"attune: {text}", markup=False)


def answer_json(value: Any) -> None:
    """Print an answer for programs."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))


def answer_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Print an answer for people as a table."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in columns:
        table.add_column(column)
    for row in rows:
        table.add_row(*(str(cell) for cell in row))
    out.print(table, markup=False)
