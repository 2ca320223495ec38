"""`attune settings`: what can be set, and what is set."""

from __future__ import annotations

from typing import Annotated

import typer

from cli.output import JsonOption, answer_json, answer_table
from crm.settings import SETTINGS, markdown_table, read_environment


def settings(
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the table of the documentation.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """List all settings and their values; secrets are hidden."""
    if markdown:
        typer.echo(markdown_table(), nl=False)
        return
    given = read_environment()
    rows = [
        {
            "name": row.name,
            "value": _shown(given.get(row.name, ""), row.kind.secret),
            "default": row.default,
            "takes": row.kind.takes,
            "help": row.help,
        }
        for row in SETTINGS
    ]
    if json:
        answer_json(rows)
    else:
        answer_table(("setting", "value", "default"), ([*row.values()][:3] for row in rows))


def _shown(value: str, secret: bool) -> str:
    return "(set)" if value and secret else value
