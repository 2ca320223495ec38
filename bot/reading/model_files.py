"""A reading model on disk: arrays and JSON, no pickle."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np

from bot.reading.calibration import Calibration
from bot.reading.intent_model import IntentModel
from bot.reading.neighbours import Neighbours
from bot.reading.text_features import TextFeatures

ARRAYS_FILE = "intents.npz"
DESCRIPTION_FILE = "intents.json"


def write_model(model: IntentModel, folder: Path) -> None:
    """Write a model into a folder."""
    np.savez(
        folder / ARRAYS_FILE,
        dense=model.dense,
        sparse=model.sparse,
        bias=model.bias,
        word_idf=model.features.idf[0],
        letter_idf=model.features.idf[1],
        sentences=model.neighbours.vectors,
        counts=model.neighbours.counts,
        **({} if model.neighbours.basis is None else {"basis": model.neighbours.basis}),
    )
    description = {
        "intents": model.intents,
        "calibration": asdict(model.calibration),
        "weight": model.features.weight,
        "terms": model.features.terms,
    }
    (folder / DESCRIPTION_FILE).write_text(json.dumps(description), encoding="utf-8")


def read_model(folder: Path) -> IntentModel:
    """Read what `write_model` wrote."""
    description = json.loads((folder / DESCRIPTION_FILE).read_text(encoding="utf-8"))
    with np.load(folder / ARRAYS_FILE, allow_pickle=False) as arrays:
        return IntentModel(
            description["intents"],
            arrays["dense"],
            arrays["sparse"],
            arrays["bias"],
            TextFeatures(
                description["terms"],
                [arrays["word_idf"], arrays["letter_idf"]],
                description["weight"],
            ),
            Neighbours(arrays["sentences"], arrays["counts"], arrays.get("basis")),
            Calibration(**description["calibration"]),
        )
