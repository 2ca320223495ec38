"""`attune widget`: the file of the widget's greetings, starters and proactive messages."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from cli.output import say
from crm.settings import load_settings
from gateway.widget_file import load

app = typer.Typer(help="Check how the widget opens.", no_args_is_help=True)


@app.callback()
def widget() -> None:
    """Check how the widget opens."""


@app.command("check")
def check(
    file: Annotated[
        Path | None, typer.Argument(help="The file; ATTUNE_WIDGET_FILE without it.")
    ] = None,
) -> None:
    """Say what is wrong with a file, with its line, or what it holds."""
    path = file or load_settings(need_secrets=False).widget_file
    rules = load(path)
    texts = [one.text for one in rules.greetings] + [one.text for one in rules.proactive]
    languages = sorted({code for text in texts for code in text})
    say(
        f"{path} is good. Greetings: {len(rules.greetings)}; proactive messages: "
        f"{len(rules.proactive)}; languages: {', '.join(languages) or 'none'}"
    )
