"""The trained reading of intents: ranking, confidence, files, candidates, bad input."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.reading.candidates import close_candidates
from bot.reading.intent_model import IntentModel, fit_intent_model, name_as_text
from bot.reading.model_files import read_model, write_model
from bot.reading.text_features import TextFeatures

TEXTS = ["red apple", "red cherry", "ripe apple", "blue sea", "blue sky", "deep sea"] * 3
INTENTS = ["fruit", "fruit", "fruit", "water", "water", "water"] * 3
NOTHING = np.zeros(4, dtype=np.float32)


@pytest.fixture(scope="module")
def by_words() -> IntentModel:
    """Return a model of two intents whose vectors say nothing, so that the words must."""
    return fit_intent_model(TEXTS, np.zeros((18, 4), dtype=np.float32), INTENTS)


def directions(numbers: list[int], seed: int) -> Any:
    """Return a vector of length one near the axis of each number, shape (n, 12)."""
    noise = np.random.default_rng(seed).normal(scale=0.12, size=(len(numbers), 12))
    vectors = np.eye(12)[numbers] + noise
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)


def model_of_directions(names: list[str], number_each: int = 20) -> IntentModel:
    """Return a model whose intents lie along the first axes and whose words say nothing."""
    numbers = [number for number in range(len(names)) for _ in range(number_each)]
    intents = [names[number] for number in numbers]
    return fit_intent_model(["words"] * len(numbers), directions(numbers, 1), intents)


@pytest.mark.parametrize(("text", "expected"), [("an apple", "fruit"), ("the seaa", "water")])
def test_intent_by_words(by_words: IntentModel, text: str, expected: str) -> None:
    """Words, and letters of misspelt words, decide where vectors do not."""
    assert expected == by_words.read(text, NOTHING).ranking[0][0]


def test_ranking_is_a_distribution(by_words: IntentModel) -> None:
    """All intents are ranked, the likeliest first, and their probabilities sum to one."""
    ranking = by_words.read("a blue apple", NOTHING).ranking

    assert ["fruit", "water"] == sorted(name for name, _ in ranking)
    assert ranking[0][1] >= ranking[1][1]
    assert pytest.approx(1.0, abs=1e-5) == sum(probability for _, probability in ranking)


def test_saved_model_reads_the_same(tmp_path: Path) -> None:
    """A model is written without pickle and read back, calibration and sentences included."""
    model = model_of_directions(["north", "east", "south"])
    write_model(model, tmp_path)
    vector = directions([1], 5)[0]
    again = read_model(tmp_path)

    assert model.calibration == again.calibration
    assert model.read("words", vector) == again.read("words", vector)


def test_one_intent_is_certain() -> None:
    """A bot with a single intent trains and answers."""
    single = fit_intent_model(["hi", "hello"], np.zeros((2, 4), "f4"), ["greet"] * 2)

    assert [("greet", 1.0)] == single.read("x", NOTHING).ranking


def test_same_data_give_the_same_model() -> None:
    """Training draws no lots."""
    one, two = (model_of_directions(["north", "east"]) for _ in range(2))

    assert np.array_equal(one.dense, two.dense)
    assert one.calibration == two.calibration


def test_what_resembles_nothing_is_doubted() -> None:
    """A message far from all sentences gets a lower confidence than familiar ones."""
    model = model_of_directions(["north", "east", "south", "west"])
    familiar = [model.read("words", vector).confidence for vector in directions([0, 1, 2, 3], 7)]
    strange = [model.read("words", vector).confidence for vector in directions([8, 9, 10, 11], 7)]

    assert max(strange) < min(familiar)


def test_unlikeness_does_not_speak_against_out_of_scope() -> None:
    """The intent for all the rest is not doubted because a message resembles nothing."""
    plain = model_of_directions(["north", "east", "south", "west"])
    rest = model_of_directions(["north", "east", "south", "out_of_scope"])
    strange = directions([3], 9)[0] * 0.4 + directions([9], 9)[0] * 0.6

    assert "out_of_scope" == rest.read("words", strange).ranking[0][0]
    assert plain.read("words", strange).confidence < rest.read("words", strange).confidence


def test_confidence_is_calibrated() -> None:
    """Where every fourth sentence bears a wrong label, the confidence says so."""
    numbers = np.tile(np.arange(4), 100)
    labels = np.where(np.arange(400) % 16 < 4, (numbers + 1) % 4, numbers)
    names = [f"way {'abcd'[label]}" for label in labels]
    model = fit_intent_model(["words"] * 400, directions(numbers.tolist(), 3), names)
    confidences = [
        model.read("words", vector).confidence for vector in directions([0, 1, 2, 3] * 10, 4)
    ]

    assert 0.65 < float(np.mean(confidences)) < 0.85


@pytest.mark.parametrize(
    ("intent", "expected"),
    [
        ("track_order", "track order"),
        ("PAYMENT-ISSUE", "payment issue"),
        ("cardArrival", "card arrival"),
        ("out_of_scope", ""),
        ("41", ""),
        ("a1", ""),
    ],
)
def test_names_as_text(intent: str, expected: str) -> None:
    """A name is read as words; a code, and the intent for all the rest, say nothing."""
    assert expected == name_as_text(intent)


def test_a_name_is_an_example() -> None:
    """With an encoder, an intent answers to its own name even where no sentence holds it."""
    vectors = np.zeros((18, 4), dtype=np.float32)
    names = {"fruit": "orchard_visit", "water": "harbour_tour"}
    intents = [names[intent] for intent in INTENTS]
    model = fit_intent_model(TEXTS, vectors, intents, encode=lambda texts: vectors[: len(texts)])

    assert "harbour_tour" == model.read("harbour", NOTHING).ranking[0][0]


@pytest.mark.parametrize(
    ("texts", "intents"),
    [
        (["a"], ["x"]),
        (["😀", "😂"], ["x", "y"]),
        (["", " "], ["x", "y"]),
        (["one", "two", "three"] * 5, ["x", "x", "y"] * 5),
        ([*["one"] * 14, "two"], [*["x"] * 14, "y"]),
    ],
)
def test_little_or_odd_training_data(texts: list[str], intents: list[str]) -> None:
    """One example, no words at all, or an intent of one sentence still make a model."""
    vectors = np.eye(16, dtype=np.float32)[: len(texts)]
    reading = fit_intent_model(texts, vectors, intents).read("x", vectors[0])

    assert sorted(set(intents)) == sorted(name for name, _ in reading.ranking)
    assert 0.0 <= reading.confidence <= 1.0


@given(
    st.one_of(
        st.text(max_size=300),
        st.text("ab \n\t\x00\x07😀\u202e注文", max_size=300),
        st.characters().map(lambda letter: letter * 10_000),
    )
)
def test_any_text_is_read(by_words: IntentModel, text: str) -> None:
    """Control characters, mixed scripts and long texts give probabilities, never an exception."""
    reading = by_words.read(text, NOTHING)

    assert 0.0 <= reading.confidence <= 1.0
    assert pytest.approx(1.0, abs=1e-5) == sum(probability for _, probability in reading.ranking)


@given(st.text(max_size=200))
def test_text_features_have_a_bounded_length(text: str) -> None:
    """Whatever the text, the features' length is at most the weight."""
    _, values = TextFeatures.fit(TEXTS, 0.5).read(text)

    assert np.linalg.norm(values) <= 0.5 + 1e-5


@pytest.mark.parametrize(
    ("ranking", "expected"),
    [
        ([("greet", 0.45), ("thank", 0.4), ("help", 0.1)], ["greet", "thank"]),
        ([("greet", 0.7), ("thank", 0.2)], []),
        ([("greet", 0.25), ("thank", 0.2)], []),
        ([("greet", 0.5), ("out_of_scope", 0.45)], []),
        ([("greet", 1.0)], []),
        ([], []),
    ],
)
def test_candidates(ranking: list[tuple[str, float]], expected: list[str]) -> None:
    """Two intents are offered when it is likely one of them and hardly known which."""
    entries = [{"name": name, "confidence": probability} for name, probability in ranking]

    assert expected == [entry["name"] for entry in close_candidates(entries, 0.15, 0.6)]
