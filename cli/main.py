"""The `attune` command and what it says when something is wrong."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from cli import (
    agents,
    answers,
    audit,
    demo,
    doctor,
    import_data,
    models,
    nlu,
    secrets,
    serve,
    settings,
    shell,
    train,
    up,
    widget,
)
from cli.output import complain
from crm.errors import AttuneError
from crm.version import project_version

app = typer.Typer(
    name="attune",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"attune {project_version()}")
        raise typer.Exit


@app.callback()
def attune(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_show_version, is_eager=True, help="Say which it is."),
    ] = False,
) -> None:
    """Run and look after Attune, the support agent of an online shop."""


app.command("up")(up.up)
app.command("serve")(serve.serve)
app.command("demo")(demo.demo)
app.command("doctor")(doctor.doctor)
app.command("settings")(settings.settings)
app.command("secrets")(secrets.secrets)
app.command("shell")(shell.shell)
app.add_typer(train.app, name="train")
app.add_typer(nlu.app, name="nlu")
app.add_typer(models.app, name="models")
app.add_typer(import_data.app, name="import")
app.add_typer(agents.app, name="users")
# Their name of before.
app.add_typer(agents.app, name="agents", hidden=True)
app.add_typer(audit.app, name="audit")
app.add_typer(answers.app, name="answers")
app.add_typer(widget.app, name="widget")


def main() -> None:
    """Run the command; an error of the rules becomes one sentence and status 1."""
    try:
        app(prog_name="attune")
    except AttuneError as error:
        complain(error.detail)
        sys.exit(1)
    except BrokenPipeError:
        # Whoever read the output has seen enough of it.
        sys.stderr.close()
        sys.exit(0)
