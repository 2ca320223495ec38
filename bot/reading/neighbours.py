"""Cosine of a sentence to the nearest training sentence of each intent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

# An intent without sentences is as far as a cosine goes.
FARTHEST = -1.0
BATCH = 512


@dataclass(frozen=True)
class Neighbours:
    """Sentence vectors (n, d) of length one, sorted by intent, and the number of each intent."""

    vectors: Any
    counts: Any

    @classmethod
    def of(cls, vectors: Any, truth: Any, intents: int) -> Neighbours:
        """Take vectors (n, d) and the numbers of their intents (n,)."""
        order = np.argsort(truth, kind="stable")
        return cls(vectors[order].astype(np.float32), np.bincount(truth, minlength=intents))

    def nearest(self, vectors: Any) -> Any:
        """Return the cosine to each intent's nearest sentence, shape (m, intents)."""
        cosines = np.full((len(vectors), len(self.counts)), FARTHEST, dtype=np.float32)
        filled = np.flatnonzero(self.counts)
        starts = (np.cumsum(self.counts) - self.counts)[filled]
        for row in range(0, len(vectors), BATCH):
            part = slice(row, row + BATCH)
            products = vectors[part] @ self.vectors.T
            cosines[part, filled] = np.maximum.reduceat(products, starts, axis=1)
        return cosines
