"""The `attune` command as its users meet it: answers, errors and help."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest
import tomllib
from typer.main import get_command
from typer.testing import CliRunner

from cli.main import app
from crm.env_file import read_env_file
from crm.settings import PROJECT, SECRETS, load_settings, markdown_table
from tests.cli.conftest import Attune


def names(command: Any, path: tuple[str, ...] = ()) -> list[str]:
    """Return the command and all that lie below it, as a user types them."""
    below = getattr(command, "commands", {})
    return [" ".join(path), *(n for key in below for n in names(below[key], (*path, key)))]


@pytest.mark.parametrize("command", names(get_command(app)))
def test_each_command_explains_itself(command: str) -> None:
    """`--help` answers for each command and group, also when nothing is set up."""
    result = CliRunner().invoke(app, [*command.split(), "--help"], prog_name="attune")

    assert (0, True) == (result.exit_code, f"Usage: attune {command}".strip() in result.stdout)


def test_the_version_is_said(attune: Attune) -> None:
    """`attune --version` says what pyproject.toml states."""
    stated = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["project"]["version"]

    assert f"attune {stated}\n" == attune("--version").stdout


def test_the_settings_are_printed_for_the_documentation(attune: Attune) -> None:
    """`attune settings --markdown` prints the documented table."""
    result = attune("settings", "--markdown")

    assert markdown_table() == result.stdout


def test_settings_never_show_a_secret(attune: Attune, environment: dict[str, str]) -> None:
    """Listed settings say that a secret is set, not which."""
    rows = {row["name"]: row for row in json.loads(attune("settings", "--json").stdout)}
    plain = attune("settings").stdout

    assert environment["ATTUNE_DATA_KEY"] not in plain
    assert ("(set)", "0") == (rows["ATTUNE_DATA_KEY"]["value"], rows["PORT"]["value"])


@pytest.mark.parametrize("command", ["serve", "agents list", "demo"])
def test_a_missing_secret_stops_the_command(attune: Attune, command: str) -> None:
    """Outside the demo a missing secret is refused by name in one line, without a traceback."""
    result = attune(*command.split(), without="ATTUNE_TOKEN_KEY")
    lines = result.stderr.splitlines()

    assert (1, 1) == (result.returncode, len(lines)), result.stderr
    assert lines[0].startswith("attune: ATTUNE_TOKEN_KEY is not set")


def test_secrets_are_made_for_an_env_file(attune: Attune, tmp_path: Path) -> None:
    """`attune secrets` prints nothing but lines that .env takes, other values at each call."""
    texts = [attune("secrets").stdout for _ in range(2)]
    made = []
    for text in texts:
        (tmp_path / ".env").write_text(text, "utf-8")
        made.append(read_env_file(tmp_path / ".env"))
    values = {value for found in made for value in found.values()}
    load_settings(made[0])

    assert [list(SECRETS)] * 2 == [list(found) for found in made]
    assert (len(SECRETS) * 2, len(SECRETS)) == (len(values), len(texts[0].splitlines()))


def test_only_missing_secrets_are_made(attune: Attune) -> None:
    """With --missing no secret that is set gets a second value."""
    hook = {"ATTUNE_WEBHOOK_URL": "https://crm.example"}
    answers = [
        json.loads(attune("secrets", "--missing", "--json", **given).stdout)
        for given in ({}, {"ATTUNE_SHOP_SECRET": ""}, hook)
    ]

    assert [[], ["ATTUNE_SHOP_SECRET"], ["ATTUNE_WEBHOOK_SECRET"]] == [list(a) for a in answers]


@pytest.mark.parametrize("command", ["serve", "up"])
def test_a_taken_port_is_refused(attune: Attune, command: str) -> None:
    """When another program listens on the port, the command says so before any long work."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = attune(command, PORT=port)

    message = f"attune: another program listens on 127.0.0.1:{port}: stop it, or choose a port"
    assert (1, True) == (result.returncode, message in result.stderr), result.stderr


def test_an_agent_is_added_listed_and_reset(attune: Attune) -> None:
    """Accounts appear in the list; a made-up password is shown once and differs after a reset."""
    added = json.loads(attune("agents", "add", "Ann@shop.example", "Ann", "--json").stdout)
    listed = json.loads(attune("agents", "list", "--json").stdout)
    reset = json.loads(attune("agents", "reset", "ann@shop.example", "--json").stdout)
    first, second = added.pop("password"), reset.pop("password")

    assert first != second
    account = {
        "id": 1, "email": "ann@shop.example", "name": "Ann", "role": "admin", "active": True,
        "second_factor": False,
    }  # fmt: skip
    assert ([account], account, account) == (listed, added, reset)


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (("add", "ann", "Ann"), "", "'ann' is not an e-mail address"),
        (("add", "a@b", " "), "", "an agent's name has 1 to 80 characters"),
        (("add", "a@b", "A", "--role", "king"), "", "'king' is not a role"),
        (("add", "a@b", "A", "--password-stdin"), "short\n", "a password has 12 to 256 characters"),
        (("reset", "a@b"), "", "nobody at the desk has the address a@b"),
    ],
)
def test_wrong_accounts_are_refused(
    attune: Attune, arguments: tuple[str, ...], stdin: str, message: str
) -> None:
    """Each refusal names the value and what is allowed, and leaves no account."""
    result = attune("agents", *arguments, stdin=stdin)
    left = json.loads(attune("agents", "list", "--json").stdout)

    assert message in result.stderr
    assert (1, []) == (result.returncode, left)


def test_an_unreachable_database_is_named_without_its_password(attune: Attune) -> None:
    """The error says which database does not answer and where to set it."""
    url = "postgresql+psycopg://shop:hidden-word@127.0.0.1:1/attune"
    result = attune("agents", "list", ATTUNE_DATABASE_URL=url)

    assert ("hidden-word" in result.stderr, result.returncode) == (False, 1), result.stderr
    assert "shop:***@127.0.0.1:1/attune cannot be used" in result.stderr


def test_the_doctor_finds_what_is_missing(attune: Attune) -> None:
    """In a fresh folder the doctor names what is missing with its remedy, and fails."""
    result = attune("doctor", "--json")
    findings = {finding["name"]: finding for finding in json.loads(result.stdout)}

    assert (1, "attune train nlu") == (result.returncode, findings["encoder"]["remedy"])
    assert (True, False) == (findings["settings"]["good"], findings["store"]["good"])


@pytest.mark.parametrize("command", ["agents list", "serve", "demo"])
def test_another_data_key_is_refused(attune: Attune, command: str) -> None:
    """A store that one key was used for is not opened with another one."""
    made = attune("agents", "list")
    result = attune(*command.split(), ATTUNE_DATA_KEY="another" * 6)

    assert (0, 1) == (made.returncode, result.returncode), result.stderr
    assert "attune: ATTUNE_DATA_KEY is not the key that this store's" in result.stderr
    assert "Traceback" not in result.stderr


def test_the_doctor_finds_another_data_key(attune: Attune) -> None:
    """The doctor compares the key with the store's own."""
    attune("agents", "list")
    good = [
        finding["good"]
        for key in ("ATTUNE_DATA_KEY-" + "x" * 32, "another" * 6)
        for finding in json.loads(attune("doctor", "--json", ATTUNE_DATA_KEY=key).stdout)
        if finding["name"] == "data key"
    ]

    assert [True, False] == good
