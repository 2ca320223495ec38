"""How a customer feels: sentiment of one message, frustration over a conversation."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

LABELS = ("negative", "neutral", "positive")


@dataclass(frozen=True)
class Sentiment:
    """The sentiment of one message: a label of `LABELS` and a score in [-1, 1]."""

    label: str
    score: float

    def as_dict(self) -> dict[str, Any]:
        """Return the form in which a reading carries it."""
        return {"label": self.label, "score": self.score}


NEUTRAL = Sentiment("neutral", 0.0)


class SentimentModel:
    """Multinomial logistic regression on a sentence vector, in plain numpy.

    With p the softmax of `weights @ vector + bias`, the label is the most probable one and the
    score is p(positive) - p(negative), which lies in [-1, 1].
    """

    def __init__(self, weights: npt.NDArray[Any], bias: npt.NDArray[Any]) -> None:
        """Take weights of shape (3, d) and a bias of shape (3,), rows in the order of `LABELS`.

        Raises:
            ValueError: the shapes do not fit.
        """
        if weights.ndim != 2 or weights.shape[0] != len(LABELS) or bias.shape != (len(LABELS),):
            raise ValueError(
                f"A sentiment model needs weights of shape (3, d) and a bias of shape (3,), "
                f"not {weights.shape} and {bias.shape}."
            )
        self.weights = weights.astype(np.float32)
        self.bias = bias.astype(np.float32)

    @classmethod
    def load(cls, path: str | Path) -> SentimentModel:
        """Read a model from the .npz file that `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            return cls(arrays["weights"], arrays["bias"])

    def save(self, path: str | Path) -> None:
        """Write the model as .npz, readable without pickle."""
        np.savez(path, weights=self.weights, bias=self.bias)

    def read(self, vector: npt.NDArray[Any]) -> Sentiment:
        """Read the sentiment of one sentence vector of shape (d,)."""
        logits = self.weights @ vector + self.bias
        exponentials = np.exp(logits - logits.max())
        negative, neutral, positive = (exponentials / exponentials.sum()).tolist()
        best = max(zip((negative, neutral, positive), LABELS, strict=True))
        return Sentiment(best[1], round(positive - negative, 4))


# Weights of the signals of one message. They were set by hand so that one plainly angry message
# gives about 0.5, two in a row about 0.75, and a repeated calm question about 0.25.
NEGATIVE_WEIGHT = 0.45
CAPITALS_WEIGHT = 0.25
EXCLAMATION_WEIGHT = 0.15
REPETITION_WEIGHT = 0.35
# Share of the earlier frustration that is left after one calm message.
DECAY = 0.7

_WORD = re.compile(r"[^\W\d_]+")
_TOKEN = re.compile(r"\w+")
_MARKS = re.compile(r"[!?]{2,}|!")


def frustration_after(
    previous: float, text: str, sentiment: Sentiment, earlier_texts: Sequence[str] = ()
) -> float:
    """Return a conversation's frustration after one more message of the customer.

    An exponentially decayed mix: with s the signal of this message in [0, 1],
    `f' = 1 - (1 - DECAY * f) * (1 - s)`, so that anger adds up towards 1, calm messages let it
    fall by the factor `DECAY`, and the result never leaves [0, 1].

    Args:
        previous: frustration before the message, in [0, 1].
        text: the message.
        sentiment: its sentiment.
        earlier_texts: the customer's last few messages, to notice repetition.
    """
    signal = (
        NEGATIVE_WEIGHT * max(0.0, -sentiment.score)
        + CAPITALS_WEIGHT * capitals(text)
        + EXCLAMATION_WEIGHT * exclamation(text)
        + REPETITION_WEIGHT * repetition(text, earlier_texts)
    )
    left = DECAY * min(max(previous, 0.0), 1.0)
    return round(1.0 - (1.0 - left) * (1.0 - min(signal, 1.0)), 4)


def capitals(text: str) -> float:
    """Return the share of shouted words among words of two letters or more, in [0, 1].

    One such word in a text of fewer than three says nothing (an order of size XXL).
    """
    words = [word for word in _WORD.findall(text) if len(word) >= 2]
    shouted = sum(word.isupper() for word in words)
    return shouted / len(words) if len(words) >= 3 and shouted >= 2 else 0.0


def exclamation(text: str) -> float:
    """Return the strength of exclamation in [0, 1): 0 for none, 0.5 for one mark, rising."""
    marks = sum(len(match) for match in _MARKS.findall(text))
    return 1.0 - math.pow(0.5, min(marks, 10))


def repetition(text: str, earlier_texts: Sequence[str]) -> float:
    """Return the likeness to the most similar earlier text in [0, 1] (Jaccard over words).

    Texts of fewer than three words ("yes", "104233") are never counted as repetition.
    """
    words = set(_TOKEN.findall(text.lower()))
    if len(words) < 3:
        return 0.0
    best = 0.0
    for earlier in earlier_texts:
        other = set(_TOKEN.findall(earlier.lower()))
        best = max(best, len(words & other) / len(words | other))
    return best if best >= 0.6 else 0.0
