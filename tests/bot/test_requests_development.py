"""How many messages of our own with several requests are taken apart, and how many with one not."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent

from bot.dialogue.service_actions import ServiceConnection
from bot.dialogue.several import requests_in
from bot.dialogue.turns import TurnProcessor
from bot.evaluation.trained_model import newest_model

PROJECT = Path(__file__).resolve().parents[2]
MODELS = PROJECT / "models"
# Written while the rules were made, so they tell less than messages that nobody looked at.
LINES = [
    json.loads(line)
    for line in (Path(__file__).parent / "requests_development.jsonl").read_text().splitlines()
]
Read = Callable[[str], dict[str, Any]]


@pytest.fixture(scope="module")
def read_trained() -> Read:
    """Return the reading of the trained model of the project."""
    agent = Agent.load(str(newest_model(MODELS)))
    assert agent.processor is not None
    processor = TurnProcessor(agent.processor, ServiceConnection(None))

    def read(text: str) -> dict[str, Any]:
        parsed: dict[str, Any] = asyncio.run(processor.read(text))
        return parsed

    return read


def _found(read: Read, text: str) -> list[str]:
    return [str(request["intent"]) for request in requests_in(read(text), read)]


def test_three_in_four_messages_with_several_requests_are_taken_apart(read_trained: Read) -> None:
    """All their intents are found, in order, and no other."""
    lines = [line for line in LINES if len(line["requests"]) > 1]
    right = sum(_found(read_trained, line["text"]) == line["requests"] for line in lines)

    assert right >= 0.75 * len(lines)


def test_messages_with_one_request_stay_whole(read_trained: Read) -> None:
    """Reasons, stories, moods and details make no request of their own."""
    lines = [line for line in LINES if len(line["requests"]) == 1]
    apart = [line["text"] for line in lines if _found(read_trained, line["text"])]

    assert len(apart) <= 0.04 * len(lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cancel 1234 and where is 5678?", ["cancel_order", "track_order"]),
        ("cancel 1234. when do I get the money?", ["cancel_order", "track_refund"]),
        ("where's 1234 and also 5678", ["track_order", "track_order"]),
    ],
)
def test_what_customers_often_join_is_taken_apart(
    read_trained: Read, text: str, expected: list[str]
) -> None:
    """Both get done, in order, with bare numbers and without a word that joins them."""
    assert expected == _found(read_trained, text)


def test_a_bare_number_is_read_with_its_cue(read_trained: Read) -> None:
    """ "Where is 5678" asks where an order is, though no word says that it is one."""
    parsed = read_trained("where is 5678")

    assert ("track_order", ["5678"]) == (
        parsed["intent"]["name"],
        [entity["value"] for entity in parsed["entities"]],
    )
