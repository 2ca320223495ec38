"""Sentiment and frustration."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.sentiment import (
    NEUTRAL,
    Sentiment,
    SentimentModel,
    capitals,
    exclamation,
    frustration_after,
    repetition,
)

ANGRY = Sentiment("negative", -0.9)


@pytest.fixture
def model() -> SentimentModel:
    """Return a model whose label is the largest of three numbers."""
    return SentimentModel(np.eye(3) * 5, np.zeros(3))


@pytest.mark.parametrize(
    ("vector", "label", "sign"),
    [([1, 0, 0], "negative", -1), ([0, 1, 0], "neutral", 0), ([0, 0, 1], "positive", 1)],
)
def test_label_and_score(model: SentimentModel, vector: list[float], label: str, sign: int) -> None:
    """The label is the most probable one, the score p(positive) - p(negative)."""
    actual = model.read(np.array(vector))

    assert (label, sign) == (actual.label, round(actual.score))


def test_saved_model_reads_the_same(model: SentimentModel, tmp_path: Path) -> None:
    """A model is written without pickle and read back."""
    model.save(tmp_path / "model.npz")
    again = SentimentModel.load(tmp_path / "model.npz")
    vector = np.array([0.3, 0.1, 0.2])

    assert model.read(vector) == again.read(vector)


def test_wrong_shapes_are_refused() -> None:
    """A model of two labels is a mistake that is named."""
    with pytest.raises(ValueError, match=r"shape \(3, d\)"):
        SentimentModel(np.eye(2), np.zeros(2))


@pytest.mark.parametrize(
    ("text", "expected"),
    [("WHERE IS MY ORDER", 1.0), ("size XXL please", 0.0), ("NOW", 0.0), ("calm and low", 0.0)],
)
def test_capitals(text: str, expected: float) -> None:
    """Shouting is several words in capitals, not one size or abbreviation."""
    assert expected == capitals(text)


@pytest.mark.parametrize(
    ("text", "expected"), [("no", 0.0), ("no!", 0.5), ("what?", 0.0), ("what??", 0.75)]
)
def test_exclamation(text: str, expected: float) -> None:
    """One exclamation mark counts, one question mark does not."""
    assert expected == exclamation(text)


@pytest.mark.parametrize(
    ("text", "earlier", "expected"),
    [
        ("where is my order", ["where is my order?"], 1.0),
        ("where is my order", ["do you sell lamps"], 0.0),
        ("yes", ["yes"], 0.0),
        ("where is my order", [], 0.0),
    ],
)
def test_repetition(text: str, earlier: list[str], expected: float) -> None:
    """Saying nearly the same again counts, a repeated yes does not."""
    assert expected == repetition(text, earlier)


def test_anger_adds_up_and_calm_lets_it_fall() -> None:
    """Frustration rises with each angry message and decays with calm ones."""
    once = frustration_after(0.0, "NOT GOOD ENOUGH AT ALL!!", ANGRY)
    twice = frustration_after(once, "NOT GOOD ENOUGH AT ALL!!", ANGRY)
    later = frustration_after(twice, "all right then", NEUTRAL)

    assert 0.4 < once < twice < 1.0
    assert later == pytest.approx(0.7 * twice, abs=1e-3)


@given(
    st.floats(0, 1),
    st.text(max_size=200),
    st.floats(-1, 1),
    st.lists(st.text(max_size=50), max_size=3),
)
def test_frustration_stays_in_its_range(
    previous: float, text: str, score: float, earlier: list[str]
) -> None:
    """Whatever is said, frustration stays in [0, 1]."""
    actual = frustration_after(previous, text, Sentiment("neutral", score), earlier)

    assert 0.0 <= actual <= 1.0
