"""How many messages with several requests are taken apart rightly, and how many stay whole.

`bot/.venv/bin/python -m bot.evaluation.requests_score tests/nlu/requests_third.jsonl`
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.trained_model import newest_model

MODELS = Path("models")


@dataclass(frozen=True)
class RequestsScore:
    """Messages that were read rightly, and how many there are, by how many requests they hold."""

    several_right: int
    several: int
    whole_right: int
    whole: int


def score(
    lines: Iterable[Mapping[str, Any]], intents_in: Callable[[str], list[str]]
) -> RequestsScore:
    """Return the score of labelled lines.

    Args:
        lines: objects with `text` and `requests`, each of these with its `intent`.
        intents_in: gives the intents of the requests of a message, nothing when it holds one.
    """
    several = several_right = whole = whole_right = 0
    for line in lines:
        wanted = [str(request["intent"]) for request in line["requests"]]
        found = intents_in(str(line["text"]))
        if len(wanted) > 1:
            several += 1
            several_right += found == wanted
        else:
            whole += 1
            whole_right += not found
    return RequestsScore(several_right, several, whole_right, whole)


def main(paths: list[str]) -> None:
    """Print the score of each file, read by the newest model."""
    from rasa.core.agent import Agent

    from bot.dialogue.service_actions import ServiceConnection
    from bot.dialogue.turns import TurnProcessor

    agent = Agent.load(str(newest_model(MODELS)))
    processor = TurnProcessor(agent.processor, ServiceConnection(None))

    def intents_in(text: str) -> list[str]:
        parsed = asyncio.run(processor.read(text))
        processor.add_requests(parsed, {})
        return [str(request["intent"]) for request in parsed["requests"]]

    for path in paths:
        lines = [json.loads(line) for line in Path(path).read_text("utf-8").splitlines()]
        result = score(lines, intents_in)
        sys.stdout.write(
            f"{path}: {result.several_right}/{result.several} of several requests are right, "
            f"{result.whole_right}/{result.whole} of one stay whole\n"
        )


if __name__ == "__main__":
    main(sys.argv[1:])
