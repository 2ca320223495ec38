"""The intent classifier: the trained reading of `bot.reading` as a component of Rasa."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.fingerprint import code_fingerprint
from bot.components.vectors import (
    DEFAULT_FOLDER,
    encoder_folder,
    sentence_vector,
    shared_encoder,
)
from bot.reading.intent_model import IntentModel, fit_intent_model
from bot.reading.model_files import read_model, write_model
from bot.reading.order_cues import reading_form


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class AttuneIntentClassifier(IntentClassifier, GraphComponent):
    """Ranks the intents of a message.

    The ranking holds the probabilities of the intents among themselves; the confidence of
    `intent` is the probability that it is right, and low for messages unlike any example.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """The sentence vector must be there first."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults: inverse regularisation, weight of tf-idf, length of the ranking,
        the encoder's folder and the threads of one run.

        docs/nlu-choices.md says how C and the weight were chosen.
        """
        return {
            "C": 30.0,
            "tfidf_weight": 0.5,
            "ranking_length": 10,
            "encoder": DEFAULT_FOLDER,
            "threads": 1,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
    ) -> None:
        """Take the configuration and, once trained, the model."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AttuneIntentClassifier:
        """Create an untrained component."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AttuneIntentClassifier:
        """Load a trained component."""
        with model_storage.read_from(resource) as folder:
            return cls(config, model_storage, resource, read_model(Path(folder)))

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changed features ask for another training."""
        return code_fingerprint()

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raise ValueError on a setting that cannot work."""
        if float(config.get("C", 1)) <= 0:
            raise ValueError(f"C of {cls.__name__} is {config['C']}; it must be above 0.")

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on all examples that have an intent."""
        examples = [e for e in training_data.intent_examples if e.get(TEXT)]
        if not examples:
            return self._resource
        self._model = fit_intent_model(
            [reading_form(example.get(TEXT)) for example in examples],
            np.stack([sentence_vector(example) for example in examples]),
            [example.get(INTENT) for example in examples],
            float(self._config["C"]),
            float(self._config["tfidf_weight"]),
            shared_encoder(encoder_folder(self._config), int(self._config["threads"])).encode,
        )
        with self._model_storage.write_to(self._resource) as folder:
            write_model(self._model, Path(folder))
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `intent` and `intent_ranking` on each message."""
        if self._model is None:
            return messages
        for message in messages:
            vector = sentence_vector(message)
            if vector is None:
                continue
            reading = self._model.read(reading_form(message.get(TEXT)), vector)
            ranking = [
                {"name": name, "confidence": probability}
                for name, probability in reading.ranking[: int(self._config["ranking_length"])]
            ]
            best = {"name": ranking[0]["name"], "confidence": reading.confidence}
            message.set(INTENT, best, add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as they are: no later component learns from predictions."""
        return training_data
