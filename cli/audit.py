"""`attune audit`: read the audit log, and verify that nobody has altered it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

import typer

from cli.context import open_store
from cli.output import JsonOption, answer_json, answer_table, complain, say
from crm import audit
from crm.audit_check import verify
from crm.settings import load_settings

app = typer.Typer(help="Read and verify the audit log.", no_args_is_help=True)


@app.command("verify")
def verified(
    head: Annotated[
        str | None,
        typer.Option(help="The head that an earlier run printed and that was noted elsewhere."),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Walk the whole log; name the first row that is not as it was written (status 1)."""
    with open_store(load_settings()) as store, store.reading() as unit:
        found = verify(unit.connection, head.strip().lower() if head is not None else None)
    if json:
        answer_json(asdict(found))
    else:
        say(f"{found.rows} rows are as they were written")
        say(f"head {found.head}")
        if found.broken is None and head is None:
            say(
                "Note the head elsewhere: `attune audit verify --head ...` then tells of a cut end."
            )
    if found.broken is not None:
        complain(f"row {found.broken.row}: {found.broken.kind}: {found.broken.words}")
        raise typer.Exit(1)


@app.command("list")
def listed(
    before: Annotated[int | None, typer.Option(help="Only rows before this number.")] = None,
    count: Annotated[int, typer.Option(min=1, max=10_000, help="How many rows.")] = 50,
    json: JsonOption = False,
) -> None:
    """Show the newest rows of the log."""
    with open_store(load_settings()) as store, store.reading() as unit:
        rows = audit.page(unit, before, count)
    if json:
        answer_json(rows)
        return
    columns = ("id", "at", "who", "what", "to what")
    answer_table(
        columns,
        (
            (row["id"], row["at"], row["actor_name"] or row["actor"], row["action"], row["subject"])
            for row in rows
        ),
    )
