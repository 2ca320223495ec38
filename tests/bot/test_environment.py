"""Rasa's commands that are typed by hand find what the service would have set."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.environment import complete, with_own_stories


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


OWN = ["--stories", "tests/stories"]


@pytest.mark.parametrize(
    ("typed", "run"),
    [
        (["bot/.venv/bin/rasa", "test"], ["bot/.venv/bin/rasa", "test", *OWN]),
        (["rasa", "test", "--out", "x"], ["rasa", "test", *OWN, "--out", "x"]),
        (["rasa", "test", *OWN], ["rasa", "test", *OWN]),
        (["rasa", "test", "-s", "mine"], ["rasa", "test", "-s", "mine"]),
        (["rasa", "test", "--stories=mine"], ["rasa", "test", "--stories=mine"]),
        (["rasa", "test", "nlu"], ["rasa", "test", "nlu"]),
        (["rasa", "test", "--help"], ["rasa", "test", "--help"]),
        (["rasa", "train"], ["rasa", "train"]),
        (["pytest", "test"], ["pytest", "test"]),
        ([], []),
    ],
)
def test_a_bare_rasa_test_plays_the_projects_stories(typed: list[str], run: list[str]) -> None:
    """Only where nothing else is asked for, and only once however often it is applied."""
    assert run == with_own_stories(typed)
    assert run == with_own_stories(run)
