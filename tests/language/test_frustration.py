"""Frustration over a conversation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from language.frustration import (
    capitals,
    contradiction,
    exclamation,
    frustration_after,
    repetition,
    waiting,
)
from language.sentiment import NEUTRAL, Sentiment

ANGRY = Sentiment("negative", -0.9)


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("I'm still waiting for an answer", 1.0),
        ("this is the third time I ask", 1.0),
        ("it has been gone for two weeks", 1.0),
        ("my lamp broke again", 1.0),
        ("nobody answers", 1.0),
        ("how long does delivery take", 0.0),
        ("two of them please", 0.0),
        ("is it still in stock", 0.0),
    ],
)
def test_waiting(text: str, expected: float) -> None:
    """Having waited or tried before counts, asking for a time does not."""
    assert expected == waiting(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("that's not what I asked", 1.0),
        ("you don’t understand me", 1.0),
        ("I already told you the number", 1.0),
        ("that doesn't help", 1.0),
        ("no, the blue one", 0.0),
        ("it does not fit", 0.0),
    ],
)
def test_contradiction(text: str, expected: float) -> None:
    """An answer that missed the question counts, a plain no does not."""
    assert expected == contradiction(text)


def test_asking_again_for_what_was_not_understood_frustrates_without_any_rude_word() -> None:
    """Calm words that say that one has waited and was misread raise the value step by step."""
    first = frustration_after(0.0, "I have been waiting for two weeks", NEUTRAL)
    second = frustration_after(first, "that is not what I asked", NEUTRAL)

    assert 0.0 < first < second
