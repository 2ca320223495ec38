"""A trained model of the engine, loaded without a server, that reads texts as first turns."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.evaluation.labelled_rows import BadFile
from bot.evaluation.reader import TELL_EVERY, Tell

SUFFIX = ".tar.gz"
FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Parsed:
    """What the engine's model makes of a text, and how long it took.

    `best` is the likeliest intent, also where the message counts as not understood; `intent` is
    what the bot goes by.
    """

    intent: str
    best: str
    confidence: float
    entities: list[dict[str, Any]]
    sentiment: str | None
    milliseconds: float


class TrainedModel:
    """Reads with a model file through the engine's own turn processor."""

    def __init__(self, processor: Any, path: Path) -> None:
        """Take a loaded processor; `TrainedModel.load` makes it."""
        self._processor = processor
        self.path = path
        self.intents = frozenset(processor.domain.intents)

    @classmethod
    def load(cls, path: Path) -> TrainedModel:
        """Load a model file.

        Raises:
            BadFile: it is no model of this version of the engine.
        """
        # Libraries frozen in 2023 have much to say; some of them undo any filter of warnings.
        logging.captureWarnings(True)
        logging.disable(logging.WARNING)
        # Only here, for this takes seconds.
        from rasa.core.agent import Agent
        from rasa.engine.exceptions import GraphComponentException
        from rasa.exceptions import ModelNotFound
        from rasa.shared.exceptions import RasaException

        from bot.dialogue.service_actions import ServiceConnection
        from bot.dialogue.turns import TurnProcessor

        try:
            agent = Agent.load(str(path))
        except GraphComponentException as error:
            reason = error.__cause__ or error
            raise BadFile(
                f"{path} was trained by other code ({reason}): run `attune train nlu`"
            ) from error
        except (ModelNotFound, RasaException, OSError, KeyError, ValueError) as error:
            raise BadFile(f"{path} cannot be loaded: {error}") from error
        if agent.processor is None:
            raise BadFile(f"{path} is no model")
        return cls(TurnProcessor(agent.processor, ServiceConnection(None)), path)

    def read_all(self, texts: Sequence[str], tell: Tell) -> list[Parsed]:
        """Read texts one at a time, each as the first message of a conversation."""
        return asyncio.run(self._read_all(texts, tell))

    async def _read_all(self, texts: Sequence[str], tell: Tell) -> list[Parsed]:
        await self._processor.read("the first reading makes buffers")
        parsed = []
        for number, text in enumerate(texts):
            if number % TELL_EVERY == 0:
                tell(f"reading {number}/{len(texts)}")
            began = time.perf_counter()
            read = await self._processor.read(text)
            parsed.append(parsed_of(read, (time.perf_counter() - began) * 1000))
        return parsed


def parsed_of(read: dict[str, Any], milliseconds: float) -> Parsed:
    """Return what counts of Rasa's parse."""
    intent = read.get("intent") or {}
    name = str(intent.get("name") or FALLBACK)
    ranking = [row["name"] for row in read.get("intent_ranking") or [] if row["name"] != FALLBACK]
    sentiment = read.get("sentiment") or {}
    return Parsed(
        name,
        str(ranking[0]) if ranking else name,
        float(intent.get("confidence") or 0.0),
        list(read.get("entities") or []),
        sentiment.get("label"),
        milliseconds,
    )


def newest_model(place: Path) -> Path:
    """Return a model file: the place itself, or the newest one in a folder.

    Raises:
        BadFile: there is none.
    """
    if place.is_file():
        return place
    models = sorted(place.glob(f"*{SUFFIX}"), key=lambda path: (path.stat().st_mtime, path.name))
    if not models:
        raise BadFile(f"no trained model in {place}: run `attune train nlu`")
    return models[-1]
