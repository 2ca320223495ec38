"""Multinomial logistic regression over a dense part and a sparse part, by L-BFGS."""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy.optimize import minimize

MAXIMUM_STEPS = 120
TOLERANCE = 1e-4


class Examples:
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

    def part(self, rows: Any) -> Examples:
        return Examples(self.dense[rows], self.sparse[rows], self.labels[rows], self.names)

    def logits(self, weights: Any) -> Any:
        dimension = self.dense.shape[1]
        return self.dense @ weights[:dimension] + self.sparse @ weights[dimension:-1] + weights[-1]

    def gradient(self, errors: Any) -> Any:
        return np.vstack(
            [self.dense.T @ errors, self.sparse_transposed @ errors, errors.sum(axis=0)]
        )


def fit_weights(examples: Examples, inverse_regularisation: float, start: Any = None) -> Any:
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


def softmax(logits: Any) -> Any:
    """Return the softmax over the last axis."""
    exponentials = np.exp(logits - logits.max(axis=-1, keepdims=True))
    return exponentials / exponentials.sum(axis=-1, keepdims=True)
