"""Rasa's commands that are typed by hand find what the service would have set."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.environment import complete


@pytest.mark.parametrize("name", [".env", "var/secrets.env"])
def test_the_token_is_found_where_the_service_keeps_it(tmp_path: Path, name: str) -> None:
    """The token comes from `.env` or from the generated secrets; the rest has defaults."""
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text("OTHER=1\nATTUNE_ENGINE_TOKEN='a token'\n", encoding="utf-8")
    environment: dict[str, str] = {}
    complete(environment, tmp_path)

    expected = {"RASA_TELEMETRY_ENABLED": "false", "PORT": "8000", "ATTUNE_ENGINE_TOKEN": "a token"}
    assert expected == environment


def test_what_is_set_stays(tmp_path: Path) -> None:
    """Values of the surroundings win, and missing files are no error."""
    given = {"RASA_TELEMETRY_ENABLED": "true", "PORT": "9", "ATTUNE_ENGINE_TOKEN": "mine"}
    environment = dict(given)
    complete(environment, tmp_path)

    assert given == environment
