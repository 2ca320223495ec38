"""How a customer feels: the sentiment of one message."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from language.feeling_words import FEATURES, NO_WORDS, FeelingWords, words_of_feeling

LABELS = ("negative", "neutral", "positive")
# Of 0.5, 1 and 2 the one with the best cross-validated macro-F1 on our own sentences.
WORDS_WEIGHT = 0.5


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
    """Multinomial logistic regression on a sentence vector and words of feeling, in plain numpy.

    With p the softmax of `weights @ input + bias`, the label is the most probable one and the
    score is p(positive) - p(negative), which lies in [-1, 1]. The input is the vector followed by
    `WORDS_WEIGHT` times the features of the words: the encoder was trained to tell topics apart,
    so that "I love it" and "I hate it" lie close together; the words tell them apart.
    """

    def __init__(
        self, weights: npt.NDArray[Any], bias: npt.NDArray[Any], words: FeelingWords = NO_WORDS
    ) -> None:
        """Take weights of shape (3, d + 6) and a bias of shape (3,), rows as in `LABELS`.

        Raises:
            ValueError: the shapes do not fit.
        """
        fits = weights.ndim == 2 and weights.shape[1] > FEATURES
        if not fits or weights.shape[0] != len(LABELS) or bias.shape != (len(LABELS),):
            raise ValueError(
                f"A sentiment model needs weights of shape (3, d + {FEATURES}) and a bias of shape "
                f"(3,), not {weights.shape} and {bias.shape}."
            )
        self.weights = weights.astype(np.float32)
        self.bias = bias.astype(np.float32)
        self.words = words

    @classmethod
    def load(cls, path: str | Path) -> SentimentModel:
        """Read a model from the .npz file that `save` wrote."""
        with np.load(path, allow_pickle=False) as arrays:
            words = words_of_feeling(json.loads(str(arrays["words"])))
            return cls(arrays["weights"], arrays["bias"], words)

    def save(self, path: str | Path) -> None:
        """Write the model as .npz, readable without pickle."""
        words = json.dumps(self.words.as_lists())
        np.savez(path, weights=self.weights, bias=self.bias, words=np.array(words))

    def read(self, text: str, vector: npt.NDArray[Any]) -> Sentiment:
        """Read the sentiment of a text with its sentence vector of shape (d,)."""
        logits = self.weights @ sentiment_input(text, vector, self.words) + self.bias
        exponentials = np.exp(logits - logits.max())
        negative, neutral, positive = (exponentials / exponentials.sum()).tolist()
        best = max(zip((negative, neutral, positive), LABELS, strict=True))
        return Sentiment(best[1], round(positive - negative, 4))


def sentiment_input(
    text: str, vector: npt.NDArray[Any], words: FeelingWords
) -> npt.NDArray[np.float32]:
    """Return what the model multiplies: the vector (d,) and six numbers of the words."""
    features = np.asarray(words.features(text), dtype=np.float32) * WORDS_WEIGHT
    return np.concatenate([np.asarray(vector, dtype=np.float32), features])
