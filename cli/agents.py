"""`attune users`: the accounts of the people at the desk."""

from __future__ import annotations

import secrets
import sys
from dataclasses import asdict
from typing import Annotated

import typer

from cli.context import open_store
from cli.output import JsonOption, answer_json, answer_table, say
from crm.agents import (
    Agent,
    add_agent,
    count_agents,
    end_sessions,
    list_agents,
    reset_password,
    set_active,
    set_role,
)
from crm.agents import find_agent as find
from crm.rights import ROLES
from crm.second_factor import turn_off
from crm.settings import load_settings

app = typer.Typer(help="Look after the accounts of the desk.", no_args_is_help=True)

EmailArgument = Annotated[str, typer.Argument(help="The address of the account.")]
PasswordOption = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from standard input."),
]


@app.command("add")
def add(
    email: Annotated[str, typer.Argument(help="The address to sign in with.")],
    name: Annotated[str, typer.Argument(help="The name that customers see.")],
    role: Annotated[
        str | None,
        typer.Option(help=f"One of {', '.join(ROLES)}; the first account is an admin."),
    ] = None,
    password_stdin: PasswordOption = False,
    json: JsonOption = False,
) -> None:
    """Open an account; without --password-stdin a password is made up and shown once."""
    from gateway.passwords import hash_password

    password = _password(password_stdin)
    hashed = hash_password(password)
    with open_store(load_settings()) as store, store.transaction() as unit:
        # Somebody has to be able to look after the others.
        usual = "agent" if count_agents(unit) else "admin"
        agent = add_agent(unit, email, name, hashed, role or usual)
    _show(agent, password, password_stdin, json)


@app.command("list")
def listed(json: JsonOption = False) -> None:
    """List all accounts."""
    with open_store(load_settings()) as store, store.reading() as unit:
        agents = list_agents(unit)
    if json:
        answer_json([asdict(agent) for agent in agents])
    else:
        columns = ("id", "e-mail", "name", "role", "active", "second factor")
        answer_table(columns, (tuple(asdict(agent).values()) for agent in agents))


@app.command("disable")
def disable(email: EmailArgument, json: JsonOption = False) -> None:
    """Disable an account and end its sessions; what its agent did stays."""
    _change_active(email, False, json)


@app.command("enable")
def enable(email: EmailArgument, json: JsonOption = False) -> None:
    """Enable an account again."""
    _change_active(email, True, json)


@app.command("role")
def role(
    email: EmailArgument,
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(ROLES)}.")],
    json: JsonOption = False,
) -> None:
    """Give an account another role; its agent has to sign in anew."""
    with open_store(load_settings()) as store, store.transaction() as unit:
        agent = set_role(unit, email, role)
    _answer(agent, f"{agent.name} ({agent.email}) has the role {agent.role}", json)


@app.command("reset")
def reset(
    email: EmailArgument,
    second_factor: Annotated[
        bool,
        typer.Option("--second-factor", help="Turn off the second factor, keep the password."),
    ] = False,
    password_stdin: PasswordOption = False,
    json: JsonOption = False,
) -> None:
    """Set a new password (or forget the second factor), end all sessions and unlock it."""
    if second_factor:
        with open_store(load_settings()) as store, store.transaction() as unit:
            turn_off(unit, find(unit, email).id, "system")
            agent = find(unit, email)
            end_sessions(unit, agent)
        _answer(agent, f"{agent.name} ({agent.email}) signs in with the password alone", json)
        return
    from gateway.passwords import hash_password

    password = _password(password_stdin)
    hashed = hash_password(password)
    with open_store(load_settings()) as store, store.transaction() as unit:
        agent = reset_password(unit, email, hashed)
    _show(agent, password, password_stdin, json)


def _change_active(email: str, active: bool, json: bool) -> None:
    with open_store(load_settings()) as store, store.transaction() as unit:
        agent = set_active(unit, email, active)
    words = "enabled" if agent.active else "disabled; nobody is signed in with it any more"
    _answer(agent, f"The account {agent.email} is {words}", json)


def _password(from_stdin: bool) -> str:
    # Never as an argument: those are seen in the list of processes and kept by shells.
    return sys.stdin.readline().rstrip("\r\n") if from_stdin else secrets.token_urlsafe(15)


def _show(agent: Agent, password: str, given: bool, json: bool) -> None:
    made = {} if given else {"password": password}
    if json:
        answer_json(asdict(agent) | made)
        return
    say(f"{agent.name} signs in with {agent.email} and has the role {agent.role}")
    if made:
        say(f"The password, shown only now: {password}")


def _answer(agent: Agent, words: str, json: bool) -> None:
    if json:
        answer_json(asdict(agent))
    else:
        say(words)
