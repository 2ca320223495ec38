"""Fallback: a message that is not understood is said to be so, its ranking kept."""

from __future__ import annotations

import re
from typing import Any

from rasa.core.constants import DEFAULT_NLU_FALLBACK_THRESHOLD
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message

_READABLE = re.compile(r"\w")


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class AttuneFallback(IntentClassifier, GraphComponent):
    """Sets `nlu_fallback` when the best intent is improbable or the text holds no word.

    Unlike Rasa's own, the ranking stays that of the classifier: what was nearly understood is
    needed to ask back and to learn from. The confidence stays that of the best intent.
    """

    @classmethod
    def required_components(cls) -> list[type]:
        """An intent must have been set first."""
        return [IntentClassifier]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults: the probability below which a message is not understood."""
        return {"threshold": DEFAULT_NLU_FALLBACK_THRESHOLD}

    def __init__(self, config: dict[str, Any]) -> None:
        """Take the configuration."""
        self._threshold = float(config["threshold"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AttuneFallback:
        """Create the component."""
        return cls(config)

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raise ValueError when the threshold is no probability."""
        threshold = float(config.get("threshold", 0))
        if not 0 <= threshold <= 1:
            raise ValueError(f"threshold of {cls.__name__} is {threshold}; it must be in [0, 1].")

    def process(self, messages: list[Message]) -> list[Message]:
        """Replace the intent of messages that are not understood."""
        for message in messages:
            intent = message.get(INTENT) or {}
            confidence = float(intent.get("confidence") or 0.0)
            readable = _READABLE.search(message.get(TEXT) or "") is not None
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
