"""`attune secrets`: fresh secrets for a shop of one's own."""

from __future__ import annotations

from secrets import token_urlsafe
from typing import Annotated

import typer

from cli.output import JsonOption, answer_json
from crm.settings import SECRETS, read_environment

SIZE = 32  # random bytes of each


def secrets(
    missing: Annotated[
        bool, typer.Option("--missing", help="Only those that are not set yet.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Print fresh random secrets as NAME=value lines, for `attune secrets >> .env`.

    Nothing is kept: whoever changes ATTUNE_DATA_KEY later cannot read what is in the store.
    """
    names = list(SECRETS)
    if missing:
        names = [name for name in _wanted() if not read_environment().get(name, "").strip()]
    made = {name: token_urlsafe(SIZE) for name in names}
    if json:
        answer_json(made)
        return
    for name, value in made.items():
        typer.echo(f"{name}={value}")


def _wanted() -> list[str]:
    delivers = read_environment().get("ATTUNE_WEBHOOK_URL", "").strip()
    return [*SECRETS, *(["ATTUNE_WEBHOOK_SECRET"] if delivers else [])]
