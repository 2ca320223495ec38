"""Multinomial logistic regression over a dense vector and sparse text features, as arrays."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize, minimize_scalar
from sklearn.model_selection import train_test_split

from bot.components.text_features import TextFeatures

SEED = 20
# With fewer examples an intent, too little is left to set the temperature by.
MINIMUM_FOR_CALIBRATION = 5
MAXIMUM_STEPS = 120
TOLERANCE = 5e-5


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

    def probabilities(self, text: str, vector: Any) -> Any:
        """Return the probability of each intent, shape (intents,), for one text."""
        columns, values = self.features.read(text)
        logits = vector @ self.dense + values @ self.sparse[columns] + self.bias
        return softmax(logits / self.temperature)


def fit_intent_model(
    texts: Sequence[str],
    vectors: Any,
    intents: Sequence[str],
    inverse_regularisation: float,
    tfidf_weight: float,
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
    examples = _Examples(vectors.astype(np.float32), features.matrix(texts), np.array(intents))
    temperature, start = _held_out_temperature(examples, inverse_regularisation)
    weights = _fit(examples, inverse_regularisation, start)
    dimension = vectors.shape[1]
    return IntentModel(
        examples.names,
        weights[:dimension].astype(np.float32),
        weights[dimension:-1].astype(np.float32),
        weights[-1].astype(np.float32),
        temperature,
        features,
    )


class _Examples:
    """Training examples: a dense part, a sparse part, labels as numbers, weights of classes."""

    def __init__(
        self, dense: Any, sparse: Any, labels: Any, names: list[str] | None = None
    ) -> None:
        self.dense = dense
        self.sparse = sparse
        self.sparse_transposed = sparse.T.tocsr()
        self.labels = labels
        self.names = names if names is not None else sorted(set(labels.tolist()))
        self.truth = np.searchsorted(self.names, labels)
        counts = np.bincount(self.truth, minlength=len(self.names))
        # Rare intents count as much as frequent ones.
        self.weights = (len(labels) / (np.maximum(counts, 1) * len(self.names)))[self.truth]

    def part(self, rows: Any) -> _Examples:
        return _Examples(self.dense[rows], self.sparse[rows], self.labels[rows], self.names)

    def logits(self, weights: Any) -> Any:
        dimension = self.dense.shape[1]
        return self.dense @ weights[:dimension] + self.sparse @ weights[dimension:-1] + weights[-1]

    def gradient(self, errors: Any) -> Any:
        return np.vstack(
            [self.dense.T @ errors, self.sparse_transposed @ errors, errors.sum(axis=0)]
        )


def _fit(examples: _Examples, inverse_regularisation: float, start: Any = None) -> Any:
    """Minimise the regularised cross-entropy by L-BFGS; the last row is the bias.

    Written out because the dense part is then multiplied as a dense matrix: several times
    faster than scikit-learn on both parts as one sparse matrix.
    """
    total = len(examples.truth)
    shape = (examples.dense.shape[1] + examples.sparse.shape[1] + 1, len(examples.names))
    penalty = 1.0 / (inverse_regularisation * total)
    rows = np.arange(total)

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(shape).astype(np.float32)
        probabilities = softmax(examples.logits(weights))
        likelihood = np.log(np.maximum(probabilities[rows, examples.truth], 1e-12))
        errors = probabilities
        errors[rows, examples.truth] -= 1.0
        gradient = examples.gradient((errors * examples.weights[:, None] / total).astype("f4"))
        free = weights.copy()
        free[-1] = 0.0  # the bias is not penalised
        value = -(likelihood * examples.weights).mean() + penalty * float((free * free).sum()) / 2
        return float(value), (gradient + penalty * free).ravel().astype(np.float64)

    result = minimize(
        loss,
        np.zeros(shape).ravel() if start is None else start.ravel(),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": MAXIMUM_STEPS, "gtol": TOLERANCE, "maxcor": 8},
    )
    return result.x.reshape(shape)


def _held_out_temperature(examples: _Examples, inverse_regularisation: float) -> tuple[float, Any]:
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
    weights = _fit(examples.part(training), inverse_regularisation)
    rest = examples.part(held_out)
    logits = rest.logits(weights.astype(np.float32))

    def loss(log_temperature: float) -> float:
        scaled = softmax(logits / np.exp(log_temperature))
        likely = scaled[np.arange(len(rest.truth)), rest.truth]
        return float(-np.log(np.maximum(likely, 1e-12)).mean())

    best = minimize_scalar(loss, bounds=(-2.0, 2.0), method="bounded")
    return float(np.exp(best.x)), weights


def softmax(logits: Any) -> Any:
    """Return the softmax over the last axis."""
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
