"""Settings come from one table, are checked, and never show a secret."""

from __future__ import annotations

import dataclasses
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.env_file import add_generated_secrets, read_env_file
from crm.errors import AttuneError, Invalid
from crm.rights import ROLES
from crm.setting_kinds import Rate
from crm.settings import (
    PROJECT,
    SECRETS,
    SETTINGS,
    InvalidSetting,
    MissingSetting,
    Setting,
    Settings,
    load_settings,
    markdown_table,
    read_environment,
)

AMOUNTS = "amounts in cents such as `agent=5000`, separated by commas"
RATE = "how many at once and then how many a second, such as `300/20`"
GIVEN = {name: f"{name}-{'x' * 32}" for name in SECRETS}


def test_each_setting_is_documented() -> None:
    """The documentation holds the table as `attune settings --markdown` prints it."""
    documented = (PROJECT / "docs" / "settings.md").read_text("utf-8")

    assert markdown_table() in documented


def test_table_and_dataclass_hold_the_same_settings() -> None:
    """Each row of the table is an attribute, and each attribute a row."""
    attributes = {field.name for field in dataclasses.fields(Settings)}

    assert {setting.field for setting in SETTINGS} == attributes


def test_defaults_need_only_the_secrets(tmp_path: Path) -> None:
    """With secrets alone everything else has a value that works on one machine."""
    settings = load_settings(GIVEN, tmp_path)
    actual = (
        settings.port,
        settings.host,
        settings.demo,
        settings.database_url,
        settings.encoder_dir,
    )

    database = f"sqlite:///{tmp_path}/var/attune.db"
    assert (8000, "127.0.0.1", False, database, tmp_path / "var" / "encoder") == actual


@pytest.mark.parametrize(
    ("name", "given_value", "attribute", "expected"),
    [
        ("PORT", " 8080 ", "port", 8080),
        ("ATTUNE_DEMO", "1", "demo", True),
        ("ATTUNE_TURN_TIMEOUT", "2.5", "turn_timeout", 2.5),
        ("ATTUNE_ENGINE_URL", "http://127.0.0.1:5005/", "engine_url", "http://127.0.0.1:5005"),
        ("ATTUNE_ALLOWED_ORIGINS", "https://A.example, http://b.example:81/", "allowed_origins",
         ("https://a.example", "http://b.example:81")),
        ("ATTUNE_LOG_LEVEL", "WARNING", "log_level", "warning"),
        ("ATTUNE_MESSAGES_PER_ADDRESS", "60/0.5", "messages_per_address", Rate(60, 0.5)),
        ("ATTUNE_SIGN_INS_PER_ADDRESS", "", "sign_ins_per_address", Rate(30, 0.5)),
        ("ATTUNE_SECOND_FACTOR_ROLES", "lead, admin", "second_factor_roles", ("lead", "admin")),
        ("ATTUNE_SECOND_FACTOR_ROLES", "", "second_factor_roles", ()),
        ("ATTUNE_ORDER_LIMITS", "agent=1, lead=20", "order_limits", {"agent": 1, "lead": 20}),
        ("ATTUNE_ENGINES", "", "engines", 1),
        ("ATTUNE_DATABASE_URL", "sqlite://", "database_url", "sqlite://"),
        ("ATTUNE_DATABASE_URL", "sqlite:////data/a.db", "database_url", "sqlite:////data/a.db"),
        ("ATTUNE_DATABASE_URL", "postgresql+psycopg://h/d", "database_url", "postgresql+psycopg://h/d"),
    ],
)  # fmt: skip
def test_values_are_typed(name: str, given_value: str, attribute: str, expected: object) -> None:
    """A value becomes what the service works with."""
    actual = getattr(load_settings(GIVEN | {name: given_value}), attribute)

    assert expected == actual


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("PORT", "http", "'http'; it takes a whole number from 0 to 65535"),
        ("PORT", "65536", "'65536'; it takes a whole number from 0 to 65535"),
        ("PORT", "٣", "'٣'; it takes a whole number from 0 to 65535"),
        ("ATTUNE_DEMO", "maybe", "'maybe'; it takes 0 or 1"),
        ("ATTUNE_TURN_TIMEOUT", "nan", "'nan'; it takes a number from 0.1 to 300"),
        ("ATTUNE_WEBHOOK_URL", "ftp://a", "'ftp://a'; it takes an http:// or https:// address"),
        ("ATTUNE_LOG_LEVEL", "loud", "'loud'; it takes debug, info, warning or error"),
        ("ATTUNE_MESSAGES_PER_ADDRESS", "60", f"'60'; it takes {RATE}"),
        ("ATTUNE_MESSAGES_PER_ADDRESS", "0/5", f"'0/5'; it takes {RATE}"),
        ("ATTUNE_MESSAGES_PER_ADDRESS", "5/0", f"'5/0'; it takes {RATE}"),
        ("ATTUNE_MESSAGES_PER_ADDRESS", "5/1/1", f"'5/1/1'; it takes {RATE}"),
        ("ATTUNE_SECOND_FACTOR_ROLES", "boss", f"'boss'; it takes some of {', '.join(ROLES)}"),
        *(
            ("ATTUNE_ORDER_LIMITS", value, f"{value!r}; it takes {AMOUNTS}")
            for value in ("agent", "boss=1", "agent=1,agent=2", "agent=-1", "agent=٣")
        ),
        (
            "ATTUNE_TOKEN_KEY",
            "hunter2",
            "only 7 characters long; it takes a secret of at least 32 characters",
        ),
        (
            "ATTUNE_ALLOWED_ORIGINS",
            "https://a.example/shop",
            "'https://a.example/shop'; "
            "it takes origins such as `https://shop.example`, separated by commas",
        ),
    ],
)
def test_a_wrong_value_is_named(name: str, value: str, message: str) -> None:
    """The error names the variable, the value (unless secret) and what is allowed."""
    with pytest.raises(InvalidSetting) as caught:
        load_settings(GIVEN | {name: value})

    assert f"{name} is {message}" == caught.value.detail


@pytest.mark.parametrize("name", SECRETS)
def test_a_missing_secret_is_refused_by_name(name: str) -> None:
    """Without a secret nothing starts, and the message says which one is missing."""
    with pytest.raises(MissingSetting) as caught:
        load_settings({other: value for other, value in GIVEN.items() if other != name})

    assert caught.value.detail.startswith(f"{name} is not set")


def test_all_missing_secrets_are_named_at_once() -> None:
    """Who starts with none reads every name and the command that makes them."""
    with pytest.raises(MissingSetting) as caught:
        load_settings({})

    listed = f"{', '.join(SECRETS[:-1])} and {SECRETS[-1]} are not set: give each at least 32"
    assert caught.value.detail.startswith(listed)
    assert "`attune secrets --missing >> .env`" in caught.value.detail


def test_work_without_the_store_needs_no_secrets() -> None:
    """Who only trains the engine may have none; a malformed one is still refused."""
    settings = load_settings({}, need_secrets=False)
    with pytest.raises(InvalidSetting):
        load_settings({"ATTUNE_DATA_KEY": "short"}, need_secrets=False)

    assert ("", 8000) == (settings.data_key, settings.port)


def test_secrets_are_not_shown() -> None:
    """Neither a secret nor the database's password is in the text of the settings."""
    url = "postgresql+psycopg://user:pass-of-the-database@db/attune"
    hook = {"ATTUNE_WEBHOOK_SECRET": "w" * 40, "ATTUNE_DATABASE_URL": url}
    shown = repr(load_settings(GIVEN | hook))
    hidden = [*GIVEN.values(), "w" * 40, "pass-of-the-database"]

    assert [] == [value for value in hidden if value in shown]


def test_the_environment_comes_before_the_files(tmp_path: Path) -> None:
    """The environment overrules .env, which overrules the demo's generated secrets."""
    (tmp_path / ".env").write_text(
        "ATTUNE_DEMO=1\nPORT=1\nATTUNE_HOST=::1\nATTUNE_DATA_KEY=b\n", "utf-8"
    )
    add_generated_secrets(tmp_path / "var" / "secrets.env", SECRETS)
    values = read_environment({"PORT": "2"}, tmp_path)
    generated = read_env_file(tmp_path / "var" / "secrets.env")
    actual = [
        values[name] for name in ("PORT", "ATTUNE_HOST", "ATTUNE_DATA_KEY", "ATTUNE_TOKEN_KEY")
    ]

    assert ["2", "::1", "b", generated["ATTUNE_TOKEN_KEY"]] == actual


def test_generated_secrets_are_ignored_outside_the_demo(tmp_path: Path) -> None:
    """Secrets of a demo that once ran here never become those of a real shop."""
    add_generated_secrets(tmp_path / "var" / "secrets.env", SECRETS)
    values = read_environment({}, tmp_path)

    assert {} == values


def test_secrets_are_generated_once_and_for_the_owner_alone(tmp_path: Path) -> None:
    """A second call changes nothing; a new name is added beside the old ones; the mode is 600."""
    path = tmp_path / "var" / "secrets.env"
    added = [add_generated_secrets(path, names) for names in (["A"], ["A"], ["A", "B"])]
    first, second = read_env_file(path).values()
    mode = stat.S_IMODE(path.stat().st_mode)

    assert first != second
    assert [path] == list(path.parent.iterdir())
    assert ([["A"], [], ["B"]], 0o600, 43) == (added, mode, len(first))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("A=1", {"A": "1"}),
        ("export A = 1 ", {"A": "1"}),
        ("A='a b # c'", {"A": "a b # c"}),
        ('A="a=b"  # why', {"A": "a=b"}),
        ("A=a#b # why", {"A": "a#b"}),
        ("A=", {"A": ""}),
        ("A=a b", {"A": "a b"}),
        ("# A=1", {}),
        ("", {}),
    ],
)
def test_lines_of_env_files(tmp_path: Path, line: str, expected: dict[str, str]) -> None:
    """Quotes, comments, blanks and `export` are understood."""
    (tmp_path / ".env").write_text(f"\n{line}\n", "utf-8")
    actual = read_env_file(tmp_path / ".env")

    assert expected == actual


@pytest.mark.parametrize("line", ["secret words", "1A=b", "A='b", 'A="b" c'])
def test_a_malformed_line_is_named_without_its_content(tmp_path: Path, line: str) -> None:
    """The error gives the line's number and does not repeat what may be a secret."""
    (tmp_path / ".env").write_text(f"B=1\n{line}\n", "utf-8")

    with pytest.raises(Invalid) as caught:
        read_env_file(tmp_path / ".env")

    assert "line 2 of" in caught.value.detail
    assert line not in caught.value.detail


@given(st.sampled_from(SETTINGS), st.text(max_size=60))
def test_any_text_is_taken_or_refused_in_words(setting: Setting, value: str) -> None:
    """Whatever stands in a variable, the answer is a value or an error that can be shown."""
    name = setting.name
    try:
        outcome: object = load_settings(GIVEN | {name: value})
    except AttuneError as error:
        outcome = error.detail

    assert isinstance(outcome, Settings) or name in str(outcome)
