"""How near held-out messages come to what was trained on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.evaluation.labelled_rows import Row
from language.encoder import Encoder
from language.masking import mask

# From these on, a pair says the same in nearly the same words.
SAME_COSINE = 0.95
SAME_WORDS = 0.8
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Pair:
    """A held-out message and the training utterance nearest to it.

    `cosine` is of their sentence vectors, `words` the share of words that both have (Jaccard).
    """

    held_out: Row
    trained: Row
    cosine: float
    words: float

    @property
    def is_near_duplicate(self) -> bool:
        """Whether the pair says the same in nearly the same words."""
        return self.cosine >= SAME_COSINE and self.words >= SAME_WORDS


def closest_pairs(encoder: Encoder, held_out: Sequence[Row], trained: Sequence[Row]) -> list[Pair]:
    """Return the nearest training utterance of each held-out message, the nearest pairs first."""
    ours = encoder.encode([mask(row.text) for row in held_out])
    theirs = encoder.encode([mask(row.text) for row in trained])
    likeness = ours @ theirs.T
    best = likeness.argmax(axis=1)
    pairs = [
        Pair(row, trained[i], float(cosine), shared_words(row.text, trained[i].text))
        for row, i, cosine in zip(held_out, best, likeness[np.arange(len(best)), best], strict=True)
    ]
    return sorted(pairs, key=lambda pair: (-round(pair.cosine, 4), pair.held_out.text))


def shared_words(one: str, other: str) -> float:
    """Return the Jaccard likeness of the words of two texts, in [0, 1]."""
    first, second = (set(_WORD.findall(mask(text).lower())) for text in (one, other))
    return len(first & second) / len(first | second) if first | second else 1.0
