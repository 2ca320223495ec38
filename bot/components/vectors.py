"""The sentence-vector featurizer: one dense sentence feature from the encoder."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.fingerprint import code_fingerprint
from bot.reading.order_cues import reading_form
from language.encoder import MESSAGE_TOKENS, Encoder, EncoderMissing, read_description

DEFAULT_FOLDER = "var/encoder"


def encoder_folder(config: dict[str, Any]) -> Path:
    """Return where the encoder's files are: the setting, else the configuration."""
    return Path(os.environ.get("ATTUNE_ENCODER_DIR") or config.get("encoder") or DEFAULT_FOLDER)


@lru_cache(maxsize=1)
def shared_encoder(folder: Path, threads: int) -> Encoder:
    """Load the encoder once for all components of a process."""
    return Encoder.load(folder, threads=threads, max_tokens=MESSAGE_TOKENS)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectorFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds the encoder's vector of the masked text, shape (1, d), as a sentence feature."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults: the encoder's folder and the threads of one run."""
        return {**DenseFeaturizer.get_default_config(), "encoder": DEFAULT_FOLDER, "threads": 1}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceVectorFeaturizer:
        """Create the component; Rasa calls this in training and in use."""
        return cls(execution_context.node_name, config)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Another encoder, and another mask over the text, ask for another training."""
        try:
            return str(read_description(encoder_folder(config))["sha256"]) + code_fingerprint()
        except EncoderMissing:
            return None

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raise EncoderMissing at once when there is no encoder."""
        read_description(encoder_folder(config))

    @property
    def encoder(self) -> Encoder:
        """The encoder, loaded when first needed."""
        return shared_encoder(encoder_folder(self._config), int(self._config["threads"]))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the feature to each message that has a text."""
        with_text = [message for message in messages if message.get(TEXT) is not None]
        vectors = self.encoder.encode([reading_form(message.get(TEXT)) for message in with_text])
        for message, vector in zip(with_text, vectors, strict=True):
            message.add_features(
                Features(
                    vector[None, :],
                    FEATURE_TYPE_SENTENCE,
                    TEXT,
                    self._config[FEATURIZER_CLASS_ALIAS],
                )
            )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the feature to all training examples."""
        self.process(training_data.training_examples)
        return training_data


def sentence_vector(message: Message) -> Any:
    """Return the sentence vector of a message, shape (d,), or None when it has none."""
    _, sentence = message.get_dense_features(TEXT, [])
    return None if sentence is None else np.asarray(sentence.features, dtype=np.float32)[0]
