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
from crm.setting_kinds import InvalidSetting, MissingSetting, Rate
from crm.setting_row import Setting
from crm.setting_table import DESK_PASSWORD, SECRETS, SETTINGS

PROJECT = Path(__file__).resolve().parent.parent
SECRETS_FILE = "secrets.env"


@dataclass(frozen=True)
class Settings:
    """The values of the table, checked and typed.

    What must not be shown (secrets, the password in the database's URL) is not in its ``repr``.
    Folders are absolute; ``turn_timeout`` and ``person_after`` are in seconds.
    """

    port: int
    host: str
    demo: bool
    demo_desk_password: str = field(repr=False)
    var: Path
    database_url: str = field(repr=False)
    data_key: str = field(repr=False)
    token_key: str = field(repr=False)
    engine_token: str = field(repr=False)
    shop_secret: str = field(repr=False)
    shop_secret_before: str = field(repr=False)
    shop_keys: Path | None
    engines: int
    engine_url: str
    engine_models: Path
    turn_timeout: float
    person_after: float
    encoder: str
    encoder_dir: Path
    catalogue_file: Path
    webhook_url: str
    webhook_secret: str = field(repr=False)
    smtp_url: str = field(repr=False)
    mail_from: str
    allowed_origins: tuple[str, ...]
    proxies: int
    redis_url: str = field(repr=False)
    sockets: int
    sockets_per_address: int
    sockets_per_conversation: int
    conversations_per_address: Rate
    messages_per_address: Rate
    messages_per_conversation: Rate
    openings_per_address: Rate
    largest_attachment: int
    widget_file: Path
    sign_ins_per_address: Rate
    desk_idle: int
    second_factor_roles: tuple[str, ...]
    order_limits: Mapping[str, int]
    queue_bound_minutes: float
    queue_head_start: float
    queue_weights: Mapping[str, float]
    assignment: str
    frustration: float
    escalation_amount: int
    escalation_topics: str
    escalation_steps: Mapping[str, str]
    predictions_per_address: Rate
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
        If secrets are not set; it names all of them.
    """
    values = read_environment(project=project) if environ is None else dict(environ)
    missing = [name for name in SECRETS if not values.get(name, "").strip()]
    if need_secrets and missing:
        raise MissingSetting(*missing)
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
    "DESK_PASSWORD",
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
