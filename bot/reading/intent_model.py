"""The reading of a text's intent: a ranking with probabilities, and one confidence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.reading.calibration import Calibration, fit_calibration
from bot.reading.logistic import Examples, fit_weights, softmax
from bot.reading.neighbours import Neighbours
from bot.reading.text_features import TextFeatures

OUT_OF_SCOPE = "out_of_scope"
SEED = 20
FOLDS = 5
# Held-out sentences below this number say nothing about calibration.
MINIMUM_FOR_CALIBRATION = 10
_WORD_PARTS = re.compile(r"[^\W\d_]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")


@dataclass(frozen=True)
class IntentReading:
    """All intents with their probabilities, the likeliest first, and the confidence.

    The probabilities say which of the intents it is if it is one of them; they sum to one. The
    confidence, in [0, 1], is the probability that the best intent is right: it is low for a
    message unlike anything trained, however clear the ranking is.
    """

    ranking: list[tuple[str, float]]
    confidence: float


@dataclass(frozen=True)
class IntentModel:
    """Coefficients: dense (d, intents), sparse (features, intents), bias (intents,)."""

    intents: list[str]
    dense: Any
    sparse: Any
    bias: Any
    features: TextFeatures
    neighbours: Neighbours
    calibration: Calibration

    def read(self, text: str, vector: Any) -> IntentReading:
        """Read a masked text and its sentence vector, shape (d,)."""
        columns, values = self.features.read(text)
        logits = vector @ self.dense + values @ self.sparse[columns] + self.bias
        nearest = self.neighbours.nearest_to(vector)[None, :]
        scores = self.calibration.scores(logits[None, :], nearest)
        probabilities = softmax(scores)[0]
        order = np.argsort(-probabilities, kind="stable")
        ranking = [(self.intents[i], float(probabilities[i])) for i in order]
        confidence = self.calibration.confidence(scores, nearest, outside(self.intents))
        return IntentReading(ranking, float(confidence[0]))


def fit_intent_model(
    texts: Sequence[str],
    vectors: Any,
    intents: Sequence[str],
    inverse_regularisation: float = 30.0,
    tfidf_weight: float = 0.5,
    encode: Callable[[list[str]], Any] | None = None,
) -> IntentModel:
    """Fit a model.

    Args:
        texts: n masked texts.
        vectors: their sentence vectors, shape (n, d), each of length one.
        intents: their intents.
        inverse_regularisation: scikit-learn's C.
        tfidf_weight: length of the tf-idf part beside the vector's length of one.
        encode: the encoder; with it each intent's own name is one more example.
    """
    given = len(texts)
    all_texts, all_vectors, all_intents = _with_names(texts, vectors, intents, encode)
    features = TextFeatures.fit(all_texts, tfidf_weight)
    examples = Examples(all_vectors, features.matrix(all_texts), np.array(all_intents))
    calibration, start = _held_out_calibration(examples, given, inverse_regularisation)
    weights = fit_weights(examples, inverse_regularisation, start)
    dimension = examples.dense.shape[1]
    return IntentModel(
        examples.names,
        weights[:dimension].astype(np.float32),
        weights[dimension:-1].astype(np.float32),
        weights[-1].astype(np.float32),
        features,
        Neighbours.of(examples.dense, examples.truth, len(examples.names)),
        calibration,
    )


def outside(intents: list[str]) -> int | None:
    """Return the number of the intent for what is out of scope, if it is among them."""
    return intents.index(OUT_OF_SCOPE) if OUT_OF_SCOPE in intents else None


def name_as_text(intent: str) -> str:
    """Return an intent's name as words: "track_order" is "track order"; "" when it has none."""
    if intent == OUT_OF_SCOPE:
        return ""
    words = _WORD_PARTS.findall(_CAMEL.sub(" ", intent))
    return " ".join(words).lower() if any(len(word) > 1 for word in words) else ""


def _with_names(
    texts: Sequence[str],
    vectors: Any,
    intents: Sequence[str],
    encode: Callable[[list[str]], Any] | None,
) -> tuple[list[str], Any, list[str]]:
    dense = np.asarray(vectors, dtype=np.float32)
    named = {name_as_text(intent): intent for intent in sorted(set(intents))} if encode else {}
    named.pop("", None)
    if encode is None or not named:
        return list(texts), dense, list(intents)
    return (
        [*texts, *named],
        np.concatenate([dense, np.asarray(encode(list(named)), dtype=np.float32)]),
        [*intents, *named.values()],
    )


def _held_out_calibration(
    examples: Examples, given: int, inverse_regularisation: float
) -> tuple[Calibration, Any]:
    """Return the calibration, and weights found on the way as a start for the full fit.

    Only the first `given` examples are held out: names of intents are always trained.
    """
    if len(examples.names) < 2 or given < MINIMUM_FOR_CALIBRATION:
        return Calibration(), None
    fold = np.full(len(examples.truth), -1)
    fold[:given] = _folds(examples.truth[:given])
    logits, nearest, truth = [], [], []
    weights = None
    for number in range(_rounds(given)):
        training = examples.part(np.flatnonzero(fold != number))
        rest = examples.part(np.flatnonzero(fold == number))
        weights = fit_weights(training, inverse_regularisation)
        known = Neighbours.of(training.dense, training.truth, len(examples.names))
        logits.append(rest.logits(weights.astype(np.float32)))
        nearest.append(known.nearest(rest.dense))
        truth.append(rest.truth)
    calibration = fit_calibration(
        np.concatenate(logits),
        np.concatenate(nearest),
        np.concatenate(truth),
        outside(examples.names),
    )
    return calibration, weights


def _folds(truth: Any) -> Any:
    """Deal the sentences of each intent, shuffled, to the folds in turn."""
    order = np.random.default_rng(SEED).permutation(len(truth))
    order = order[np.argsort(truth[order], kind="stable")]
    fold = np.empty(len(truth), dtype=np.int64)
    fold[order] = np.arange(len(truth)) % FOLDS
    return fold


def _rounds(given: int) -> int:
    """Return how many folds are held out: many sentences say enough in one."""
    return FOLDS if given <= 2000 else 2 if given <= 6000 else 1
