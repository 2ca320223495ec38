"""A reading model on disk: arrays and JSON, no pickle."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from bot.reading.intent_model import IntentModel
from bot.reading.text_features import TextFeatures


def write_model(model: IntentModel, folder: Path) -> None:
    """Write a model as arrays and JSON, readable without pickle."""
    np.savez(
        folder / "intents.npz",
        dense=model.dense,
        sparse=model.sparse,
        bias=model.bias,
        word_idf=model.features.idf[0],
        letter_idf=model.features.idf[1],
    )
    description = {
        "intents": model.intents,
        "temperature": model.temperature,
        "weight": model.features.weight,
        "terms": model.features.terms,
    }
    (folder / "intents.json").write_text(json.dumps(description), encoding="utf-8")


def read_model(folder: Path) -> IntentModel:
    """Read what `write_model` wrote."""
    description = json.loads((folder / "intents.json").read_text(encoding="utf-8"))
    with np.load(folder / "intents.npz", allow_pickle=False) as arrays:
        features = TextFeatures(
            description["terms"], [arrays["word_idf"], arrays["letter_idf"]], description["weight"]
        )
        return IntentModel(
            description["intents"],
            arrays["dense"],
            arrays["sparse"],
            arrays["bias"],
            description["temperature"],
            features,
        )
