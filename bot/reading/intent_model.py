"""The reading of a text's intent: a ranking with probabilities, and one confidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize_scalar
from sklearn.model_selection import train_test_split

from bot.reading.logistic import Examples, fit_weights, softmax
from bot.reading.text_features import TextFeatures

SEED = 20
# With fewer examples an intent, too little is left to set the temperature by.
MINIMUM_FOR_CALIBRATION = 5


@dataclass(frozen=True)
class IntentReading:
    """All intents with their probabilities, the likeliest first, and the confidence.

    The confidence, in [0, 1], is the probability that the best intent is right.
    """

    ranking: list[tuple[str, float]]
    confidence: float


@dataclass(frozen=True)
class IntentModel:
    """Coefficients: dense (d, intents), sparse (features, intents), bias (intents,).

    Probabilities are `softmax(logits / temperature)`; the temperature is set on held-out
    examples (Guo et al., "On Calibration of Modern Neural Networks", 2017).
    """

    intents: list[str]
    dense: Any
    sparse: Any
    bias: Any
    temperature: float
    features: TextFeatures

    def read(self, text: str, vector: Any) -> IntentReading:
        """Read a masked text and its sentence vector, shape (d,)."""
        probabilities = self.probabilities(text, vector)
        order = np.argsort(-probabilities, kind="stable")
        ranking = [(self.intents[i], float(probabilities[i])) for i in order]
        return IntentReading(ranking, ranking[0][1])

    def probabilities(self, text: str, vector: Any) -> Any:
        """Return the probability of each intent, shape (intents,), for one text."""
        columns, values = self.features.read(text)
        logits = vector @ self.dense + values @ self.sparse[columns] + self.bias
        return softmax(logits / self.temperature)


def fit_intent_model(
    texts: Sequence[str],
    vectors: Any,
    intents: Sequence[str],
    inverse_regularisation: float = 30.0,
    tfidf_weight: float = 0.5,
) -> IntentModel:
    """Fit a model.

    Args:
        texts: n texts.
        vectors: their sentence vectors, shape (n, d).
        intents: their intents.
        inverse_regularisation: scikit-learn's C.
        tfidf_weight: length of the tf-idf part beside the vector's length of one.
    """
    features = TextFeatures.fit(texts, tfidf_weight)
    examples = Examples(vectors.astype(np.float32), features.matrix(texts), np.array(intents))
    temperature, start = _held_out_temperature(examples, inverse_regularisation)
    weights = fit_weights(examples, inverse_regularisation, start)
    dimension = vectors.shape[1]
    return IntentModel(
        examples.names,
        weights[:dimension].astype(np.float32),
        weights[dimension:-1].astype(np.float32),
        weights[-1].astype(np.float32),
        temperature,
        features,
    )


def _held_out_temperature(examples: Examples, inverse_regularisation: float) -> tuple[float, Any]:
    """Return the temperature, and the weights found on the way as a start for the full fit."""
    counts = Counter(examples.labels.tolist())
    if len(counts) < 2 or min(counts.values()) < MINIMUM_FOR_CALIBRATION:
        return 1.0, None
    training, held_out = train_test_split(
        np.arange(len(examples.labels)),
        test_size=0.2,
        stratify=examples.labels,
        random_state=SEED,
    )
    weights = fit_weights(examples.part(training), inverse_regularisation)
    rest = examples.part(held_out)
    logits = rest.logits(weights.astype(np.float32))

    def loss(log_temperature: float) -> float:
        scaled = softmax(logits / np.exp(log_temperature))
        likely = scaled[np.arange(len(rest.truth)), rest.truth]
        return float(-np.log(np.maximum(likely, 1e-12)).mean())

    best = minimize_scalar(loss, bounds=(-2.0, 2.0), method="bounded")
    return float(np.exp(best.x)), weights
