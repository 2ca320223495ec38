"""Sentiment of one message."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.feeling_words import FEATURES, FeelingWords
from language.sentiment import SentimentModel

WORDS = FeelingWords({"lovely", "good"}, {"broken", "bad"}, {"not", "never"})


@pytest.fixture
def model() -> SentimentModel:
    """Return a model whose label is the largest of three numbers, swayed by words of feeling."""
    of_words = np.zeros((3, FEATURES))
    of_words[2, 0] = of_words[0, 2] = 9.0
    return SentimentModel(np.hstack([np.eye(3) * 5, of_words]), np.zeros(3), WORDS)


@pytest.mark.parametrize(
    ("vector", "label", "sign"),
    [([1, 0, 0], "negative", -1), ([0, 1, 0], "neutral", 0), ([0, 0, 1], "positive", 1)],
)
def test_label_and_score(model: SentimentModel, vector: list[float], label: str, sign: int) -> None:
    """The label is the most probable one, the score p(positive) - p(negative)."""
    actual = model.read("the lamp", np.array(vector))

    assert (label, sign) == (actual.label, round(actual.score))


def test_saved_model_reads_the_same(model: SentimentModel, tmp_path: Path) -> None:
    """A model is written without pickle and read back."""
    model.save(tmp_path / "model.npz")
    again = SentimentModel.load(tmp_path / "model.npz")
    vector = np.array([0.3, 0.1, 0.2])

    assert model.read("a lovely lamp", vector) == again.read("a lovely lamp", vector)


def test_wrong_shapes_are_refused() -> None:
    """A model of two labels is a mistake that is named."""
    with pytest.raises(ValueError, match=r"shape \(3, d \+ 6\)"):
        SentimentModel(np.eye(2), np.zeros(2))


@pytest.mark.parametrize(
    ("text", "label"), [("a lovely lamp", "positive"), ("it is broken", "negative")]
)
def test_words_of_feeling_decide_between_like_vectors(
    model: SentimentModel, text: str, label: str
) -> None:
    """Where the sentence vector says nothing, the words do."""
    actual = model.read(text, np.array([0.3, 0.3, 0.3]))

    assert label == actual.label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("good", [1, 0, 0, 0, 0]),
        ("not good", [0, 1, 0, 0, 1]),
        ("it isn’t good", [0, 1, 0, 0, 1]),
        ("never broken", [0, 0, 0, 1, 1]),
        ("not at all what I call good", [1, 0, 0, 0, 1]),
        ("", [0, 0, 0, 0, 0]),
    ],
)
def test_negation_turns_a_word_around(text: str, expected: list[int]) -> None:
    """A negation up to three words before a word of feeling makes it another feature."""
    actual = [int(value > 0) for value in WORDS.features(text)[:5]]

    assert expected == actual


@given(st.text(max_size=3000))
def test_features_of_words_stay_in_their_range(text: str) -> None:
    """Whatever is said, each of the six numbers lies between 0 and 3."""
    actual = WORDS.features(text)

    assert len(actual) == FEATURES
    assert all(0.0 <= value <= 3.0 for value in actual)
