"""The components' rules, without a running engine."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from rasa.shared.nlu.training_data.message import Message

from bot.components.fallback import AttuneFallback, taught_words
from bot.components.sentiment import fit, read_sentences, read_words
from bot.dialogue.state import DialogueState
from bot.dialogue.wording import fill
from bot.reading.vocabulary import Vocabulary
from language.feeling_words import NO_WORDS


@pytest.mark.parametrize(
    ("text", "confidence", "expected"),
    [
        ("fine", 0.9, ("greet", 0.9)),
        ("fine", 0.2, ("nlu_fallback", 0.2)),
        ("?!", 0.9, ("nlu_fallback", 0.0)),
        ("", 0.9, ("nlu_fallback", 0.0)),
    ],
)
def test_fallback_keeps_the_ranking(
    text: str, confidence: float, expected: tuple[str, float]
) -> None:
    """What is improbable or wordless is not understood; the ranking stays the classifier's."""
    ranking = [{"name": "greet", "confidence": confidence}]
    message = Message({"text": text, "intent": dict(ranking[0]), "intent_ranking": ranking})
    AttuneFallback({"threshold": 0.4}, None, None).process([message])
    intent = message.get("intent")

    assert message.get("intent_ranking") == ranking
    assert expected == (intent["name"], intent["confidence"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("refund", True),
        ("my refnud", True),
        ("yessss", True),
        ("noooooo!", True),
        ("REFUND", True),
        ("whole", True),
        ("104233", True),
        ("注文はどこですか", True),
        ("asdkjh", False),
        ("qweqwe qweqwe", False),
        ("a" * 10_000, False),
        ("...", False),
        ("", False),
    ],
)
def test_known_words(text: str, expected: bool) -> None:
    """Taught words with their slips and the encoder's whole words are known; key hits are not."""
    vocabulary = Vocabulary(["yes", "no", "a", "my", "refund"], lambda word: word in {"a", "whole"})

    assert expected == vocabulary.knows_any(text)


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [("fine", [], "greet"), ("qweqwe", [], "nlu_fallback"), ("Kallix", [{}], "greet")],
)
def test_text_without_a_known_word(text: str, entities: list[Any], expected: str) -> None:
    """What holds neither a known word nor an entity is not understood, however sure the model."""
    message = Message(
        {"text": text, "intent": {"name": "greet", "confidence": 0.9}, "entities": entities}
    )
    vocabulary = Vocabulary(["fine"], lambda word: False)
    AttuneFallback({"threshold": 0.4}, None, None, vocabulary).process([message])

    assert expected == message.get("intent")["name"]


def test_key_hits_are_not_taught() -> None:
    """The words of out-of-scope examples do not become known."""
    examples = [("Hello you", "greet"), ("asdf hello", "out_of_scope")]

    assert ["hello", "you"] == taught_words(examples)


def test_sentiment_is_learnt() -> None:
    """Three directions give three labels."""
    labels = ["positive", "neutral", "negative"]
    trained = fit(["a", "b", "c"], np.eye(3), labels, NO_WORDS, 100.0)

    assert labels == [trained.read("d", v).label for v in np.eye(3)]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("positive: good\nnegations: not", "must list words under negative"),
        ("positive: good bad\nnegative: bad\nnegations: not", "lists bad as positive and as neg"),
    ],
)
def test_unusable_words_of_feeling_are_refused(tmp_path: Path, content: str, message: str) -> None:
    """A missing list and a word on two lists are named."""
    path = tmp_path / "words.yml"
    path.write_text(content, "utf-8")

    with pytest.raises(ValueError, match=message):
        read_words(path)


@pytest.mark.parametrize(
    "content",
    ["", "sentiment: {}", "sentiment: {negative: [a], neutral: [b]}", "sentiment: {glad: [a]}"],
)
def test_incomplete_sentences_are_refused(tmp_path: Path, content: str) -> None:
    """A file without all three labels is named."""
    path = tmp_path / "sentiment.yml"
    path.write_text(content, "utf-8")
    with pytest.raises(ValueError, match=r"sentiment\.yml must list"):
        read_sentences(path)


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("Order {number} is {state}.", {"number": 7, "state": "sent"}, "Order 7 is sent."),
        ("{a}", {"a": "{b} 0[b]", "b": 1}, "{b} 0[b]"),
        ("Hello {name}!", {}, "Hello !"),
        ([{"title": "{a}"}, 3], {"a": "x"}, [{"title": "x"}, 3]),
        ("{not a name} {}", {"not a name": 1}, "{not a name} {}"),
    ],
)
def test_fill(template: Any, values: dict[str, Any], expected: Any) -> None:
    """Values are put in once, as they are; a missing one leaves no braces behind."""
    actual = fill(template, values)

    assert expected == actual


DOMAIN = Domain.from_dict(
    {
        "intents": ["greet"],
        "slots": {"dialogue": {"type": "any", "mappings": [{"type": "custom"}]}},
        "actions": ["action_greet"],
    }
)


@given(st.lists(st.text(max_size=600), min_size=1, max_size=8), st.floats(0, 1))
def test_state_travels_unchanged_and_bounded(texts: list[str], frustration: float) -> None:
    """After any turns the state can be read back, keeps the slot and stays small."""
    state = DialogueState.fresh()
    for text in texts:
        tracker = state.tracker("c", DOMAIN.slots)
        tracker.update(UserUttered(text, {"name": "greet", "confidence": 0.5}), DOMAIN)
        tracker.update(ActionExecuted("action_greet"))
        tracker.update(BotUttered("Hi"))
        tracker.update(SlotSet("dialogue", {"topic": "greet"}))
        state = state.after(tracker, text, frustration)
    again = DialogueState.from_json(state.as_json())

    assert again == state
    assert state.slots == {"dialogue": {"topic": "greet"}}
    assert len(state.events) <= 6
    assert len(state.texts) <= 3
