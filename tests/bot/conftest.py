"""A tiny bot, trained once with the real pipeline and served by the real process."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from service import Service

PROJECT = Path(__file__).resolve().parents[2]
TOKEN = "a-token-for-tests"

UTTERANCES = {
    "greet": ["hello", "hi there", "good morning", "hey", "hiya", "good evening to you"],
    "track_order": [
        "where is my order",
        "has my parcel been sent yet",
        "when does order 104233 arrive",
        "track my package",
        "my delivery has not come",
        "what is the status of my order",
    ],
    "get_refund": [
        "I want my money back",
        "please refund me",
        "give me a refund for this",
        "can I get my money returned",
        "I demand a refund",
        "refund the full amount",
    ],
    "thank": [
        "thanks a lot",
        "thank you",
        "cheers, that helped",
        "many thanks",
        "thanks for the help",
        "much appreciated",
    ],
    "inform": ["104233", "it is 104555", "order 104777", "me@example.org", "112233", "118800"],
}
ACTIONS = {
    "greet": "utter_greeting",
    "track_order": "action_track_order",
    "get_refund": "action_request_refund",
    "thank": "action_thank",
    "inform": "action_continue",
    "nlu_fallback": "action_fallback",
}


@pytest.fixture(scope="session")
def engine_environment() -> dict[str, str]:
    """Return the environment of Rasa's commands."""
    return {
        **os.environ,
        "RASA_TELEMETRY_ENABLED": "false",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "OMP_NUM_THREADS": "1",
        "PYTHONWARNINGS": "ignore",
        "ATTUNE_ENGINE_TOKEN": TOKEN,
    }


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory, engine_environment: dict[str, str]) -> Path:
    """Train the tiny bot with the project's own config.yml."""
    folder = tmp_path_factory.mktemp("bot")
    write_tiny_bot(folder)
    command = [sys.executable, "-m", "rasa", "train", "--config", str(PROJECT / "config.yml")]
    command += ["--domain", str(folder / "domain.yml"), "--data", str(folder / "data")]
    command += ["--out", str(folder / "models"), "--fixed-model-name", "tiny"]
    environment = {**engine_environment, "RASA_CACHE_DIRECTORY": str(folder / "cache")}
    result = subprocess.run(
        command, cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout[-2000:] + result.stderr[-4000:]
    return folder / "models" / "tiny.tar.gz"


def write_tiny_bot(folder: Path) -> None:
    """Write a domain, rules and utterances."""
    (folder / "data").mkdir()
    domain = {
        "version": "3.1",
        "intents": list(UTTERANCES),
        "entities": ["order_id", "email"],
        "slots": {
            "dialogue": {
                "type": "any",
                "influence_conversation": False,
                "mappings": [{"type": "custom"}],
            }
        },
        "actions": [name for name in ACTIONS.values() if name.startswith("action_")],
        "responses": {
            "utter_greeting": [{"text": "Hello!", "buttons": [{"title": "Orders"}]}],
            "utter_counted": [{"text": "{action}, turn {turns}: {text_seen}"}],
        },
        "session_config": {
            "session_expiration_time": 0,
            "carry_over_slots_to_new_session": True,
        },
    }
    rules = [
        {"rule": intent, "steps": [{"intent": intent}, {"action": action}]}
        for intent, action in ACTIONS.items()
    ]
    examples = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in UTTERANCES.items()
    ]
    lookup = {"lookup": "delivery_city", "examples": "- Lisbon\n- New York\n"}
    write(folder / "domain.yml", domain)
    write(folder / "data" / "rules.yml", {"version": "3.1", "rules": rules})
    write(folder / "data" / "nlu.yml", {"version": "3.1", "nlu": [*examples, lookup]})


def write(path: Path, content: Any) -> None:
    """Write a YAML file."""
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True), "utf-8")


@pytest.fixture(scope="session")
def service() -> Iterator[Service]:
    """Serve the custom actions."""
    started = Service()
    yield started
    started.close()


StartEngine = Callable[[dict[str, str]], str]


@pytest.fixture(scope="session")
def start_engine(
    model: Path,
    service: Service,
    engine_environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[StartEngine]:
    """Return a function that starts the real process and returns its address when ready."""
    processes: list[subprocess.Popen[bytes]] = []

    def start(environment: dict[str, str]) -> str:
        folder = tmp_path_factory.mktemp("engine")
        endpoints = yaml.safe_load((PROJECT / "endpoints.yml").read_text("utf-8"))
        endpoints["action_endpoint"]["url"] = service.url
        write(folder / "endpoints.yml", endpoints)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        command = [sys.executable, "-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port)]
        command += ["--model", str(model), "--endpoints", str(folder / "endpoints.yml")]
        command += ["--credentials", str(PROJECT / "credentials.yml")]
        log = folder / "engine.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                command, cwd=PROJECT, env=environment, stdout=output, stderr=output
            )
        processes.append(process)
        return wait_until_ready(f"http://127.0.0.1:{port}/webhooks/attune", process, log)

    yield lambda changes: start({**engine_environment, **changes})
    for process in processes:
        process.terminate()
    for process in processes:
        process.wait(timeout=20)


def wait_until_ready(address: str, process: subprocess.Popen[bytes], log: Path) -> str:
    """Poll the engine until a model is loaded."""
    for _ in range(400):
        assert process.poll() is None, log.read_text("utf-8", "replace")[-4000:]
        try:
            if requests.get(f"{address}/ready", timeout=5).status_code == 200:
                return address
        except requests.ConnectionError:
            pass
        time.sleep(0.25)
    raise AssertionError(log.read_text("utf-8", "replace")[-4000:])


@pytest.fixture(scope="session")
def engine(start_engine: StartEngine) -> str:
    """Return the address of a running engine."""
    return start_engine({})


@pytest.fixture
def turn(engine: str) -> Callable[..., requests.Response]:
    """Return a function that sends one turn."""

    def send(text: Any, **changes: Any) -> requests.Response:
        body = {
            "conversation_id": "c-1",
            "message_id": "m-1",
            "text": text,
            "customer": None,
            "sent_at": "2026-11-20T09:00:00+00:00",
            "state": None,
            **changes,
        }
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return requests.post(f"{engine}/turn", json=body, headers=headers, timeout=20)

    return send


@pytest.fixture
def read(engine: str) -> Callable[[str], requests.Response]:
    """Return a function that reads one text."""

    def send(text: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {TOKEN}"}
        return requests.post(f"{engine}/read", json={"text": text}, headers=headers, timeout=20)

    return send
