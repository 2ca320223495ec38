"""`attune agents`: the accounts of the people at the desk."""

from __future__ import annotations

import secrets
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from cli.context import open_store
from cli.output import JsonOption, answer_json, answer_table, say
from crm.agents import add_agent, list_agents, reset_password
from crm.settings import load_settings

app = typer.Typer(help="Look after the accounts of the desk.", no_args_is_help=True)

PasswordOption = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input."),
]


@app.command("add")
def add(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    name: Annotated[str, typer.Argument(help="The name that customers see.")],
    role: Annotated[str, typer.Option(help="agent or admin.")] = "agent",
    password_stdin: PasswordOption = False,
    json: JsonOption = False,
) -> None:
    """Open an account; without --password-stdin a password is made up and shown once."""
    from gateway.passwords import hash_password

    password = _password(password_stdin)
    with open_store(load_settings()) as store, store.transaction() as unit:
        agent = add_agent(unit, email, name, hash_password(password), role)
    _show(asdict(agent), password, password_stdin, json)


@app.command("list")
def listed(json: JsonOption = False) -> None:
    """List all accounts."""
    with open_store(load_settings()) as store, store.reading() as unit:
        agents = list_agents(unit)
    if json:
        answer_json([asdict(agent) for agent in agents])
    else:
        columns = ("id", "e-mail", "name", "role", "active")
        answer_table(columns, (tuple(asdict(agent).values()) for agent in agents))


@app.command("reset")
def reset(
    email: Annotated[str, typer.Argument(help="The address of the account.")],
    password_stdin: PasswordOption = False,
    json: JsonOption = False,
) -> None:
    """Set a new password, end all sessions of the account and unlock it."""
    from gateway.passwords import hash_password

    password = _password(password_stdin)
    with open_store(load_settings()) as store, store.transaction() as unit:
        agent = reset_password(unit, email, hash_password(password))
    _show(asdict(agent), password, password_stdin, json)


def _password(from_stdin: bool) -> str:
    # Never as an argument: those are seen in the list of processes and kept by shells.
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else secrets.token_urlsafe(15)


def _show(agent: dict[str, object], password: str, given: bool, json: bool) -> None:
    made = {} if given else {"password": password}
    if json:
        answer_json(agent | made)
        return
    say(f"{agent['name']} signs in with {agent['email']}")
    if made:
        say(f"The password, shown only now: {password}")
