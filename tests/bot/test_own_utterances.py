"""What the bot learns from its own utterances, with the real encoder and rules."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import yaml

from bot.components.fallback import taught_words
from bot.components.intents import AttuneIntentClassifier
from bot.components.vectors import encoder_folder, shared_encoder
from bot.reading.intent_model import fit_intent_model
from bot.reading.vocabulary import Vocabulary
from language.masking import mask

PROJECT = Path(__file__).resolve().parents[2]
SPAN = re.compile(r"\[([^\[\]]+)\](?:\(\w+\)|\{[^{}]*\})")

Read = Callable[[str], tuple[str, float]]


def utterances() -> list[tuple[str, str]]:
    """Return the (text, intent) pairs of the training data, marks taken off."""
    return [
        (SPAN.sub(r"\1", line.removeprefix("- ").strip()), block["intent"])
        for path in sorted((PROJECT / "nlu_data" / "intents").glob("*.yml"))
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
    ]


@pytest.fixture(scope="module")
def read() -> Read:
    """Return a reader of intent and confidence, taught as the bot is."""
    settings = AttuneIntentClassifier.get_default_config()
    encoder = shared_encoder(PROJECT / encoder_folder({}), 1)
    examples = utterances()
    texts = [mask(text) for text, _ in examples]
    intents = [intent for _, intent in examples]
    vectors = encoder.encode(texts)
    model = fit_intent_model(
        texts, vectors, intents, settings["C"], settings["tfidf_weight"], encoder.encode
    )
    vocabulary = Vocabulary(taught_words(examples), encoder.knows_word)

    def reading(text: str) -> tuple[str, float]:
        if not vocabulary.knows_any(text):
            return "nlu_fallback", 0.0
        masked = mask(text)
        result = model.read(masked, encoder.encode([masked])[0])
        return result.ranking[0][0], result.confidence

    return reading


@pytest.mark.parametrize("sentence", ["where is order {}", "cancel order {}", "refund for #{}"])
def test_every_number_reads_the_same(read: Read, sentence: str) -> None:
    """Which order is meant sways neither intent nor confidence."""
    numbers = np.random.default_rng(20).integers(100_000, 1_000_000, 200)
    readings = {read(sentence.format(number)) for number in numbers}

    assert 1 == len(readings)
    assert next(iter(readings))[1] > 0.6


@pytest.mark.parametrize(
    "text",
    ["asdkjh", "qweqwe", "fghfgh", "zxcvzxcv", "lkasjd", "rtzrtz", "djfhg", "aaaa", "a" * 300],
)
def test_hits_on_a_keyboard_mean_nothing(read: Read, text: str) -> None:
    """Noise is neither a detail nor agreement."""
    assert read(text)[0] in {"nlu_fallback", "out_of_scope"}


@pytest.mark.parametrize(
    "text",
    ["yess", "noo", "helo", "thx", "refnud pls", "tracking", "okayyyy", "cancle", "hiii", "danke"],
)
def test_misspelt_words_are_read(read: Read, text: str) -> None:
    """A slip or a drawn-out letter does not make a word unknown."""
    assert "nlu_fallback" != read(text)[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Doubt in place of an answer: `inform` has the open question asked again.
        ("maybe", "inform"),
        ("hmm", "inform"),
        ("let me think", "inform"),
        ("not sure", "inform"),
        ("perhaps", "inform"),
        ("show me lamps under 50 euros", "recommend_product"),
        ("under 20 euros please", "recommend_product"),
        ("something cheaper", "recommend_product"),
        ("can you make it cheaper", "ask_discount"),
        ("too expensive, can I get a discount", "ask_discount"),
        ("I never got it", "report_missing_item"),
        ("terrible quality, the duvet cover has a hole", "report_damaged_item"),
        ("my parcel came late AGAIN and I am fed up", "complaint"),
        ("my order is late", "track_order"),
        ("when will it arrive?", "delivery_period"),
        ("how long does delivery take", "delivery_period"),
        ("how much is it", "product_info"),
        ("which sizes does it have", "product_info"),
        ("my name is Anna Lindqvist", "inform"),
        ("No, leave it", "deny"),
        ("yes", "affirm"),
        ("I am sure", "affirm"),
        ("I'm not sure what to ask", "help"),
    ],
)
def test_near_intents_are_told_apart(read: Read, text: str, expected: str) -> None:
    """Sentences that lie between two intents go where the customer is helped."""
    assert expected == read(text)[0]
