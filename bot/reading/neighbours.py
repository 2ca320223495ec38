"""Cosine of a sentence to the nearest training sentence of each intent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

# An intent without sentences is as far as a cosine goes.
FARTHEST = -1.0
BATCH = 512
# Fewer sentences are compared with as they are.
MANY = 2000
SKETCH_LENGTH = 96
FINALISTS = 64


@dataclass(frozen=True)
class Neighbours:
    """Sentence vectors (n, d) of length one, sorted by intent, and the number of each intent.

    Many sentences have a `basis` (d, 96), their principal directions. Reading them all for each
    message costs more by what it pushes out of the processor's cache than by its arithmetic; on
    the basis they are a quarter as large. Only the likeliest are then compared in full.
    """

    vectors: Any
    counts: Any
    basis: Any = None

    @cached_property
    def _sketches(self) -> Any:
        return np.ascontiguousarray(self.vectors @ self.basis)

    @cached_property
    def _intents(self) -> Any:
        """The number of each sentence's intent."""
        return np.repeat(np.arange(len(self.counts)), self.counts)

    @cached_property
    def _filled(self) -> Any:
        """The intents that have sentences."""
        return np.flatnonzero(self.counts)

    @cached_property
    def _slices(self) -> list[tuple[int, int]]:
        """Where the sentences of these intents begin and end."""
        ends = np.cumsum(self.counts)
        return [(int(ends[i] - self.counts[i]), int(ends[i])) for i in self._filled]

    @classmethod
    def of(cls, vectors: Any, truth: Any, intents: int) -> Neighbours:
        """Take vectors (n, d) and the numbers of their intents (n,)."""
        order = np.argsort(truth, kind="stable")
        ordered = vectors[order].astype(np.float32)
        basis = None
        if len(ordered) > MANY and ordered.shape[1] > SKETCH_LENGTH:
            # Eigenvectors of the small square matrix; not centred, for cosines are not either.
            _, directions = np.linalg.eigh(ordered.T @ ordered)
            basis = np.ascontiguousarray(directions[:, : -SKETCH_LENGTH - 1 : -1])
        return cls(ordered, np.bincount(truth, minlength=intents), basis)

    def nearest(self, vectors: Any) -> Any:
        """Return the cosine to each intent's nearest sentence, shape (m, intents)."""
        cosines = np.full((len(vectors), len(self.counts)), FARTHEST, dtype=np.float32)
        starts = [start for start, _ in self._slices]
        for row in range(0, len(vectors), BATCH):
            part = slice(row, row + BATCH)
            products = vectors[part] @ self.vectors.T
            cosines[part, self._filled] = np.maximum.reduceat(products, starts, axis=1)
        return cosines

    def nearest_to(self, vector: Any) -> Any:
        """Return the same of one vector (d,), shape (intents,), where need be nearly.

        Of each intent the sentence that seems nearest is compared in full, and of all intents the
        64 that do: what is overlooked is less near than these.
        """
        if self.basis is None:
            return self.nearest(vector[None, :])[0]
        likeness = self._sketches @ (vector @ self.basis)
        of_intents = [start + int(likeness[start:end].argmax()) for start, end in self._slices]
        cosines = np.full(len(self.counts), FARTHEST, dtype=np.float32)
        cosines[self._filled] = self.vectors[of_intents] @ vector
        finalists = np.argpartition(likeness, -FINALISTS)[-FINALISTS:]
        np.maximum.at(cosines, self._intents[finalists], self.vectors[finalists] @ vector)
        return cosines
