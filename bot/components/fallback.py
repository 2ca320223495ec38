"""Fallback: a message that is not understood is said to be so, its ranking kept."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rasa.core.constants import DEFAULT_NLU_FALLBACK_THRESHOLD
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import ENTITIES, INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.fingerprint import code_fingerprint
from bot.components.vectors import DEFAULT_FOLDER, encoder_folder, shared_encoder
from bot.reading.candidates import close_candidates
from bot.reading.vocabulary import Vocabulary, split

WORDS_FILE = "words.json"
# Its examples hold hits on a keyboard, which are not to become known words.
_TEACHES_NO_WORDS = "out_of_scope"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AttuneFallback(IntentClassifier, GraphComponent):
    """Sets `nlu_fallback` when the best intent is improbable or the text holds no known word, and
    `candidates` to the two intents to choose from when they are close.

    A text with an entity in it is understood in part, so its words are not looked at: the
    catalogue may hold names that no vocabulary knows.

    Unlike Rasa's own, the ranking stays that of the classifier: what was nearly understood is
    needed to ask back and to learn from. The confidence stays that of the best intent.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """The encoder must be there. In use an intent must have been set before, which a component
        that is trained cannot declare: Rasa trains classifiers beside each other."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults: the confidence below which a message is not understood, and when
        two intents are candidates (`close_candidates`)."""
        return {
            "threshold": DEFAULT_NLU_FALLBACK_THRESHOLD,
            "candidate_gap": 0.15,
            "candidates_together": 0.6,
            "encoder": DEFAULT_FOLDER,
            "threads": 1,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        vocabulary: Vocabulary | None = None,
    ) -> None:
        """Take the configuration and, once trained, the words."""
        config = {**self.get_default_config(), **config}
        self._threshold = float(config["threshold"])
        self._gap = float(config["candidate_gap"])
        self._together = float(config["candidates_together"])
        self._model_storage = model_storage
        self._resource = resource
        self._vocabulary = vocabulary

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AttuneFallback:
        """Create an untrained component, which takes every word for known."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AttuneFallback:
        """Load a trained component."""
        with model_storage.read_from(resource) as folder:
            words = json.loads((Path(folder) / WORDS_FILE).read_text(encoding="utf-8"))
        encoder = shared_encoder(encoder_folder(config), int(config["threads"]))
        return cls(config, model_storage, resource, Vocabulary(words, encoder.knows_word))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changed rules ask for another training."""
        return code_fingerprint()

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raise ValueError when a probability is none."""
        for name in ("threshold", "candidate_gap", "candidates_together"):
            value = float(config.get(name, 0))
            if not 0 <= value <= 1:
                raise ValueError(f"{name} of {cls.__name__} is {value}; it must be in [0, 1].")

    def train(self, training_data: TrainingData) -> Resource:
        """Keep the words of the examples."""
        examples = [(e.get(TEXT) or "", e.get(INTENT)) for e in training_data.intent_examples]
        with self._model_storage.write_to(self._resource) as folder:
            (Path(folder) / WORDS_FILE).write_text(json.dumps(taught_words(examples)), "utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace the intent of messages that are not understood, and set `candidates`."""
        for message in messages:
            intent = message.get(INTENT) or {}
            confidence = float(intent.get("confidence") or 0.0)
            readable = self._is_readable(message)
            ranking = message.get("intent_ranking") or []
            close = close_candidates(ranking, self._gap, self._together) if readable else []
            message.set("candidates", close, add_to_output=True)
            if confidence < self._threshold or not readable:
                message.set(
                    INTENT,
                    {
                        "name": DEFAULT_NLU_FALLBACK_INTENT_NAME,
                        "confidence": confidence if readable else 0.0,
                    },
                    add_to_output=True,
                )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as they are."""
        return training_data

    def _is_readable(self, message: Message) -> bool:
        text = message.get(TEXT) or ""
        if message.get(ENTITIES) or self._vocabulary is None:
            return bool(split(text))
        return self._vocabulary.knows_any(text)


def taught_words(examples: Iterable[tuple[str, str]]) -> list[str]:
    """Return the words of (text, intent) pairs, sorted, those of out-of-scope texts left out."""
    words: set[str] = set()
    for text, intent in examples:
        if intent != _TEACHES_NO_WORDS:
            words.update(split(text))
    return sorted(words)
