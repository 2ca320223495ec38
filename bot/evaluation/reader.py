"""The reading part of the pipeline alone: encoder and `bot.reading`, set as in config.yml."""

from __future__ import annotations

import inspect
import os
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.evaluation.labelled_rows import BadFile, Row
from bot.evaluation.reading_figures import Reading
from bot.reading.intent_model import IntentModel, fit_intent_model
from bot.reading.order_cues import reading_form
from language.encoder import MESSAGE_TOKENS, Encoder

CLASSIFIER = "AttuneIntentClassifier"
FALLBACK = "AttuneFallback"
ENCODER_FOLDER = "var/encoder"
# How the configuration calls what the function calls otherwise.
NAMES = {"C": "inverse_regularisation"}
TELL_EVERY = 1000

Tell = Callable[[str], None]


@dataclass(frozen=True)
class Settings:
    """What config.yml says of the reading: the model's settings and the fallback's threshold."""

    model: dict[str, Any]
    threshold: float

    @classmethod
    def read(cls, path: Path) -> Settings:
        """Read a Rasa configuration.

        Raises:
            BadFile: it is absent or names no classifier of ours.
        """
        try:
            pipeline = (yaml.safe_load(path.read_text("utf-8")) or {}).get("pipeline") or []
        except OSError as error:
            raise BadFile(f"{path}: {error.strerror}") from error
        classifier, fallback = _entry(pipeline, CLASSIFIER), _entry(pipeline, FALLBACK)
        if classifier is None:
            raise BadFile(f"{path} has no {CLASSIFIER} in its pipeline")
        known = inspect.signature(fit_intent_model).parameters
        named = {NAMES.get(name, name): value for name, value in classifier.items()}
        return cls(
            {name: value for name, value in named.items() if name in known},
            float((fallback or {}).get("threshold", 0.0)),
        )


class Reader:
    """Reads texts with a model that was trained a moment ago."""

    def __init__(self, encoder: Encoder, model: IntentModel, train_seconds: float) -> None:
        """Take the encoder and the model; `Reader.train` makes both."""
        self._encoder = encoder
        self._model = model
        self.train_seconds = train_seconds

    @classmethod
    def train(cls, encoder: Encoder, rows: Sequence[Row], settings: Settings) -> Reader:
        """Mask, encode and fit; `train_seconds` covers all three.

        Raises:
            BadFile: the rows have fewer than two labels.
        """
        if len({row.label for row in rows}) < 2:
            raise BadFile(f"nothing to tell apart: all {len(rows)} rows have the same label")
        began = time.perf_counter()
        texts = [reading_form(row.text) for row in rows]
        vectors = encoder.encode(texts)
        labels = [row.label for row in rows]
        model = fit_intent_model(texts, vectors, labels, encode=encoder.encode, **settings.model)
        return cls(encoder, model, time.perf_counter() - began)

    def read(self, text: str) -> Reading:
        """Read one text, from its mask to the ranking."""
        began = time.perf_counter()
        masked = reading_form(text)
        read = self._model.read(masked, self._encoder.encode([masked])[0])
        milliseconds = (time.perf_counter() - began) * 1000
        return Reading(read.ranking[0][0], read.confidence, read.ranking, milliseconds)

    def read_all(self, texts: Sequence[str], tell: Tell) -> list[Reading]:
        """Read texts one at a time, as customers send them."""
        self.read(texts[0])  # the first run of a session makes its buffers
        readings = []
        for number, text in enumerate(texts):
            if number % TELL_EVERY == 0:
                tell(f"reading {number}/{len(texts)}")
            readings.append(self.read(text))
        return readings


def load_encoder() -> Encoder:
    """Load the engine's encoder, one thread, remembering nothing, so that each reading is timed.

    Raises:
        EncoderMissing: it was not made yet.
    """
    return Encoder.load(
        os.environ.get("ATTUNE_ENCODER_DIR") or ENCODER_FOLDER,
        threads=1,
        cache_size=0,
        max_tokens=MESSAGE_TOKENS,
    )


def _entry(pipeline: Iterable[dict[str, Any]], name: str) -> dict[str, Any] | None:
    found = (entry for entry in pipeline if str(entry.get("name", "")).rpartition(".")[2] == name)
    return next(found, None)
