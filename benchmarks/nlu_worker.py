"""A model in a process of its own, on one core, that reads texts as it is asked.

    python -m benchmarks.nlu_worker attune|whole|default MODEL

In the engine's environment; `whole` is ours with the splitter of requests. Each line of the input
is a list of texts in JSON; each line of the output `{"milliseconds": […], "intents": […],
"scores": […]}`, where a score is the sentiment's, if the model tells one. The first line of the
output says that the model is loaded.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable
from typing import Any

Parse = Callable[[str], Awaitable[dict[str, Any]]]


def main(kind: str, model: str) -> None:
    """Load and serve until the input ends."""
    logging.captureWarnings(True)
    logging.disable(logging.WARNING)
    # What libraries print must not mix with the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    parse = loaded(kind, model)
    say(answers, {"ready": True})
    asyncio.run(serve(parse, answers))


def loaded(kind: str, model: str) -> Parse:
    """Return what reads one text with a model."""
    from rasa.core.agent import Agent

    agent = Agent.load(model)
    if kind == "default":
        return agent.parse_message
    from bot.dialogue.service_actions import ServiceConnection
    from bot.dialogue.turns import TurnProcessor

    processor = TurnProcessor(agent.processor, ServiceConnection(None))
    return processor.read if kind == "attune" else whole(processor)


def whole(processor: Any) -> Parse:
    """Return what reads a text and takes it apart, as a turn does."""

    async def parse(text: str) -> dict[str, Any]:
        parsed: dict[str, Any] = await processor.read(text, {})
        processor.add_requests(parsed, {})
        return parsed

    return parse


async def serve(parse: Parse, answers: Any) -> None:
    """Answer each line of the input."""
    for line in sys.stdin:
        milliseconds, intents, scores = [], [], []
        for text in json.loads(line):
            began = time.perf_counter()
            parsed = await parse(text)
            milliseconds.append((time.perf_counter() - began) * 1000)
            intents.append((parsed.get("intent") or {}).get("name"))
            scores.append((parsed.get("sentiment") or {}).get("score"))
        say(answers, {"milliseconds": milliseconds, "intents": intents, "scores": scores})


def say(answers: Any, answer: dict[str, Any]) -> None:
    """Write one answer."""
    answers.write(json.dumps(answer) + "\n")
    answers.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
