"""The entity extractor: our rules over closed lists and the live catalogue."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timezone
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.extractors.extractor import EntityExtractorMixin
from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.components.fingerprint import code_fingerprint
from bot.components.vectors import DEFAULT_FOLDER, encoder_folder, shared_encoder
from bot.entities.catalogue_file import DEFAULT_FILE, CatalogueFile
from bot.entities.dates import warm
from bot.entities.extract import extract
from bot.entities.phrases import WEAK, Phrases
from bot.entities.words import ordinary_words

LISTS_FILE = "entities.json"
# Entities whose marked examples are as good as a list of them.
_LEARNT = frozenset({"delivery_city", "delivery_country", "payment_method", "account_type"}) | WEAK
# Entities whose values are given in the form that the synonyms ask for.
_WITH_SYNONYMS = (_LEARNT - WEAK) | {"colour", "size"}


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=True)
class AttuneEntityExtractor(EntityExtractorMixin, GraphComponent):
    """Finds entities by rules, so that new products work without a new training."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Return the defaults: where the service writes the live catalogue, and the encoder."""
        return {"catalogue": DEFAULT_FILE, "encoder": DEFAULT_FOLDER, "threads": 1}

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        learnt: dict[str, Any] | None = None,
    ) -> None:
        """Take the configuration and, once trained, lists, synonyms and ordinary words."""
        learnt = learnt or {"lists": {}, "synonyms": {}, "words": []}
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._phrases = Phrases(learnt["lists"])
        self._synonyms: dict[str, str] = learnt["synonyms"]
        path = os.environ.get("ATTUNE_CATALOGUE_FILE") or config["catalogue"]
        self._catalogue = CatalogueFile(Path(path), learnt["words"], self._is_word)

    def _is_word(self, word: str) -> bool:
        """Tell whether the encoder knows a word whole: such a word is no slip of another."""
        folder, threads = encoder_folder(self._config), int(self._config["threads"])
        return shared_encoder(folder, threads).knows_word(word)

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AttuneEntityExtractor:
        """Create an untrained component, which knows patterns but no lists."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> AttuneEntityExtractor:
        """Load a trained component."""
        with model_storage.read_from(resource) as folder:
            learnt = json.loads((Path(folder) / LISTS_FILE).read_text(encoding="utf-8"))
        warm(datetime.now(timezone.utc).date())
        return cls(config, model_storage, resource, learnt)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changed rules ask for another training."""
        return code_fingerprint()

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Accept any configuration: a catalogue file may come later."""

    def train(self, training_data: TrainingData) -> Resource:
        """Keep lists, synonyms and the words that are never slips of product names."""
        learnt = learnt_from(training_data)
        with self._model_storage.write_to(self._resource) as folder:
            (Path(folder) / LISTS_FILE).write_text(json.dumps(learnt), encoding="utf-8")
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set `entities` on each message."""
        for message in messages:
            entities = extract(
                message.get(TEXT) or "",
                _day_of(message),
                self._phrases,
                self._catalogue.current(),
            )
            for entity in entities:
                if entity["entity"] in _WITH_SYNONYMS:
                    entity["value"] = self._synonyms.get(entity["value"].lower(), entity["value"])
            message.set(ENTITIES, self.add_extractor_name(entities), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Leave the training data as they are."""
        return training_data


def learnt_from(training_data: TrainingData) -> dict[str, Any]:
    """Return lists, synonyms and ordinary words of training data, as they are kept."""
    return {
        "lists": _lists(training_data),
        "synonyms": {k.lower(): v for k, v in training_data.entity_synonyms.items()},
        "words": ordinary_words(_texts_without_products(training_data)),
    }


def _day_of(message: Message) -> date:
    metadata = message.get("metadata") or {}
    try:
        return datetime.fromisoformat(str(metadata["sent_at"]).replace("Z", "+00:00")).date()
    except (KeyError, ValueError):
        return datetime.now(timezone.utc).date()


def _lists(training_data: TrainingData) -> dict[str, list[str]]:
    lists: dict[str, set[str]] = {}
    for table in training_data.lookup_tables:
        elements = table["elements"]
        if isinstance(elements, list):
            lists.setdefault(table["name"], set()).update(str(e) for e in elements)
    marked: dict[str, Counter[str]] = {}
    for example in training_data.entity_examples:
        for entity in example.get(ENTITIES):
            if entity["entity"] in _LEARNT:
                written = example.get(TEXT)[entity["start"] : entity["end"]]
                marked.setdefault(written.lower(), Counter())[entity["entity"]] += 1
    for written, counts in marked.items():
        # "Boots" are marked as a thing here and as a kind there: what they mostly are counts.
        lists.setdefault(counts.most_common(1)[0][0], set()).add(written)
    return {name: sorted(phrases) for name, phrases in sorted(lists.items())}


def _texts_without_products(training_data: TrainingData) -> Iterable[str]:
    for example in training_data.training_examples:
        text = example.get(TEXT) or ""
        for entity in reversed(example.get(ENTITIES) or []):
            if entity["entity"] in {"product", "category"}:
                text = text[: entity["start"]] + text[entity["end"] :]
        yield text
