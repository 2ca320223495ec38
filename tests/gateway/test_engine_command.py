"""An engine is started with what it needs and with nothing that it must not know."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from crm.settings import SECRETS, Settings, load_settings
from gateway.engine.command import engine_environment, plan, write_endpoints

ENDPOINTS = """
action_endpoint:
  url: http://127.0.0.1:8000/elsewhere
  enable_selective_domain: true
tracker_store:
  type: bot.some.Store
"""


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Return settings whose generated things lie in the test's folder."""
    secrets = {name: f"{name}-{'x' * 32}" for name in SECRETS}
    return load_settings({**secrets, "ATTUNE_VAR": str(tmp_path / "var")})


def test_the_engine_knows_its_token_and_no_other_secret(settings: Settings) -> None:
    """Of all secrets and variables of the service only those reach the engine that it needs."""
    environ = {"PATH": "/bin", "ATTUNE_DATA_KEY": "k", "AWS_SECRET_ACCESS_KEY": "a"}
    actual = engine_environment(settings, environ)

    hidden = {settings.data_key, settings.token_key, settings.shop_secret, "a", "k"}
    assert not hidden & set(actual.values())
    assert ("/bin", settings.engine_token) == (actual["PATH"], actual["ATTUNE_ENGINE_TOKEN"])
    assert ("false", str(settings.var / "encoder")) == (
        actual["RASA_TELEMETRY_ENABLED"],
        actual["ATTUNE_ENCODER_DIR"],
    )


def test_actions_are_called_where_the_service_listens(tmp_path: Path) -> None:
    """The copied endpoints point at the service's port and keep everything else."""
    source, target = tmp_path / "endpoints.yml", tmp_path / "var" / "endpoints.yml"
    source.write_text(ENDPOINTS, "utf-8")
    write_endpoints(source, target, 4321)
    actual = yaml.safe_load(target.read_text("utf-8"))

    expected = yaml.safe_load(ENDPOINTS)
    expected["action_endpoint"]["url"] = "http://127.0.0.1:4321/internal/actions/webhook"
    expected["action_endpoint"]["headers"] = {"X-Attune-Engine": "token:${ATTUNE_ENGINE_TOKEN}"}
    assert expected == actual


@pytest.mark.parametrize("quote", ["", '"', "'"])
def test_the_token_is_expanded_by_rasa_and_not_written(tmp_path: Path, quote: str) -> None:
    """However the source quotes it, the copy holds the plain form, the only one Rasa expands."""
    header = f"X-Attune-Engine: {quote}token:${{ATTUNE_ENGINE_TOKEN}}{quote}"
    source, target = tmp_path / "endpoints.yml", tmp_path / "copy.yml"
    source.write_text(f"action_endpoint:\n  headers:\n    {header}\n", "utf-8")
    write_endpoints(source, target, 1)
    lines = [line.strip() for line in target.read_text("utf-8").splitlines()]

    assert "X-Attune-Engine: token:${ATTUNE_ENGINE_TOKEN}" in lines


def test_each_engine_has_its_port_log_and_endpoints(settings: Settings, tmp_path: Path) -> None:
    """Engines beside each other share no file that they write or that is made for them."""
    (tmp_path / "endpoints.yml").write_text(ENDPOINTS, "utf-8")
    launch = plan(settings, 8000, tmp_path)
    first, second = launch(0, 5001), launch(1, 5002)
    files = settings.var / "engine"

    assert first.log != second.log
    assert ("127.0.0.1", "5001") == (
        first.command[first.command.index("--interface") + 1],
        first.command[first.command.index("--port") + 1],
    )
    assert {"endpoints-0.yml", "endpoints-1.yml"} == {path.name for path in files.iterdir()}
