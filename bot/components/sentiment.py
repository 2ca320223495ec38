"""Sentiment of each message, trained on sentences of our own."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.featurizers.featurizer import Featurizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.linear_model import LogisticRegression

from bot.components.fingerprint import code_fingerprint
from bot.components.vectors import encoder_folder, sentence_vector, shared_encoder
from language.feeling_words import NO_WORDS, FeelingWords
from language.masking import mask
from language.sentiment import LABELS, NEUTRAL, SentimentModel, sentiment_input

MODEL_FILE = "sentiment.npz"


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class SentimentReader(GraphComponent):
    """Puts `sentiment` (`{"label", "score"}`) into the reading."""

    @classmethod
    def required_components(cls) -> list[type]:
        """The sentence vector must be there first."""
        return [Featurizer]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults: the files of sentences and words, and the inverse regularisation."""
        return {
            "data": "nlu_data/sentiment.yml",
            "words": "nlu_data/sentiment_words.yml",
            "C": 1.0,
            "threads": 1,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: SentimentModel | None = None,
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
    ) -> SentimentReader:
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
    ) -> SentimentReader:
        """Load a trained component."""
        with model_storage.read_from(resource) as folder:
            path = Path(folder) / MODEL_FILE
            model = SentimentModel.load(path) if path.is_file() else None
            return cls(config, model_storage, resource, model)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Other sentences or changed code ask for another training."""
        digest = hashlib.sha256()
        for name in ("data", "words"):
            path = Path(config.get(name) or cls.get_default_config()[name])
            digest.update(path.read_bytes() if path.is_file() else b"")
        return code_fingerprint() + digest.hexdigest()

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Raise ValueError on a setting that cannot work."""
        if float(config.get("C", 1)) <= 0:
            raise ValueError(f"C of {cls.__name__} is {config['C']}; it must be above 0.")

    def train(self, training_data: TrainingData) -> Resource:
        """Fit the model on the file of sentences; without a file every message is neutral."""
        path = Path(self._config["data"])
        with self._model_storage.write_to(self._resource) as folder:
            if path.is_file():
                texts, labels = read_sentences(path)
                words = read_words(Path(self._config["words"]))
                encoder = shared_encoder(encoder_folder(self._config), int(self._config["threads"]))
                vectors = encoder.encode([mask(t) for t in texts])
                self._model = fit(texts, vectors, labels, words, float(self._config["C"]))
                self._model.save(Path(folder) / MODEL_FILE)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `sentiment` on each message."""
        for message in messages:
            vector = sentence_vector(message)
            known = self._model is not None and vector is not None
            sentiment = self._model.read(message.get(TEXT) or "", vector) if known else NEUTRAL
            message.set("sentiment", sentiment.as_dict(), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as they are."""
        return training_data


def read_sentences(path: Path) -> tuple[list[str], list[str]]:
    """Read `sentiment: {negative: [...], neutral: [...], positive: [...]}`.

    Raises:
        ValueError: a label is missing, empty or unknown.
    """
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    by_label = content.get("sentiment") or {}
    if set(by_label) != set(LABELS) or not all(by_label.values()):
        raise ValueError(f"{path} must list sentences under sentiment: {', '.join(LABELS)}.")
    pairs = [(str(text), label) for label in LABELS for text in by_label[label]]
    return [text for text, _ in pairs], [label for _, label in pairs]


def read_words(path: Path) -> FeelingWords:
    """Read `positive`, `negative` and `negations`, each words with spaces between.

    A missing file holds no words.

    Raises:
        ValueError: a list is missing, or a word is positive and negative at once.
    """
    if not path.is_file():
        return NO_WORDS
    content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    names = ("positive", "negative", "negations")
    missing = [name for name in names if not content.get(name)]
    if missing:
        raise ValueError(f"{path} must list words under {', '.join(missing)}.")
    lists = {name: str(content[name]).split() for name in names}
    if both := set(lists["positive"]) & set(lists["negative"]):
        raise ValueError(f"{path} lists {', '.join(sorted(both))} as positive and as negative.")
    return FeelingWords(lists["positive"], lists["negative"], lists["negations"])


def fit(
    texts: list[str],
    vectors: Any,
    labels: list[str],
    words: FeelingWords,
    inverse_regularisation: float,
) -> SentimentModel:
    """Fit the model on n texts, their vectors (n, d) and labels."""
    inputs = np.stack(
        [sentiment_input(text, vector, words) for text, vector in zip(texts, vectors, strict=True)]
    )
    classifier = LogisticRegression(
        C=inverse_regularisation, max_iter=500, class_weight="balanced"
    ).fit(inputs, labels)
    order = [classifier.classes_.tolist().index(label) for label in LABELS]
    return SentimentModel(
        np.asarray(classifier.coef_)[order], np.asarray(classifier.intercept_)[order], words
    )
