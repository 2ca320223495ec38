"""The sentence encoder, with a stand-in session; the real one where its files are."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import Whitespace

from language.encoder import (
    DESCRIPTION_FILE,
    MODEL_FILE,
    TOKENIZER_FILE,
    Encoder,
    EncoderMissing,
    normalise,
    pool,
    read_description,
)

DESCRIPTION = {
    "name": "stand-in",
    "dimension": 4,
    "pooling": "mean",
    "max_tokens": 128,
    "pad_id": 0,
    "sha256": "0",
}


class Session:
    """Gives each token a vector by its id and counts its runs."""

    def __init__(self) -> None:
        self.batches: list[int] = []

    def get_inputs(self) -> list[SimpleNamespace]:
        return [SimpleNamespace(name="input_ids"), SimpleNamespace(name="attention_mask")]

    def run(self, outputs: Any, feed: dict[str, Any]) -> list[Any]:
        self.batches.append(len(feed["input_ids"]))
        return [np.eye(4, dtype=np.float32)[feed["input_ids"] % 4]]


@pytest.fixture
def session() -> Session:
    """Return a session that counts."""
    return Session()


@pytest.fixture
def encoder(session: Session) -> Encoder:
    """Return an encoder over the counting session, with room for two texts."""
    tokenizer = Tokenizer(WordLevel({"[PAD]": 0, "a": 1, "b": 2, "c": 3}, unk_token="[PAD]"))
    tokenizer.pre_tokenizer = Whitespace()
    tokenizer.enable_padding(pad_id=0, pad_token="[PAD]")
    return Encoder(session, tokenizer, DESCRIPTION, cache_size=2)


def test_vectors_have_length_one_in_the_order_of_the_texts(encoder: Encoder) -> None:
    """Rows come back in the order asked for, whatever the batching."""
    actual = encoder.encode(["b c c", "a", "b"])

    assert actual.dtype == np.float32
    assert np.allclose(np.linalg.norm(actual, axis=1), 1)
    assert actual.argmax(axis=1).tolist() == [3, 1, 2]


def test_padding_does_not_change_a_vector(encoder: Encoder) -> None:
    """A text beside a longer one is pooled over its own tokens only."""
    together = encoder.encode(["a b", "a b c c c c"])[0]
    alone = encoder.encode(["b a"])[0]

    assert np.allclose(together, alone)


def test_repeated_texts_are_encoded_once(encoder: Encoder, session: Session) -> None:
    """A text asked twice is run once, and forgotten when the cache is full."""
    encoder.encode(["a", "a"])
    encoder.encode(["a"])
    encoder.encode(["b", "c"])
    encoder.encode(["a"])

    assert [1, 2, 1] == session.batches


def test_no_texts_give_no_rows(encoder: Encoder) -> None:
    """An empty list is an empty array."""
    assert encoder.encode([]).shape == (0, 4)


def test_missing_files_are_named(tmp_path: Path) -> None:
    """The error says which file is missing and how to make it."""
    with pytest.raises(EncoderMissing, match=r"model\.int8\.onnx is missing.*encoder_setup"):
        Encoder.load(tmp_path)


def test_unknown_pooling_is_refused(tmp_path: Path) -> None:
    """A description of a later version is not guessed at."""
    (tmp_path / MODEL_FILE).touch()
    (tmp_path / TOKENIZER_FILE).touch()
    (tmp_path / DESCRIPTION_FILE).write_text(json.dumps({**DESCRIPTION, "pooling": "max"}))
    with pytest.raises(EncoderMissing, match="'max'; known are mean, cls"):
        read_description(tmp_path)


def test_cls_pooling_takes_the_first_token() -> None:
    """The first token's vector stands for the text."""
    hidden = np.arange(12, dtype=np.float32).reshape(1, 3, 4)

    assert pool(hidden, np.ones((1, 3), dtype=np.int64), "cls").tolist() == [[0, 1, 2, 3]]


def test_zero_vector_stays_zero() -> None:
    """Normalising does not divide by nothing."""
    assert normalise(np.zeros((1, 4), dtype=np.float32)).tolist() == [[0, 0, 0, 0]]


@pytest.mark.parametrize(("word", "expected"), [("b", True), ("d", False)])
def test_whole_words(encoder: Encoder, word: str, expected: bool) -> None:
    """A word of the vocabulary is known whole; what the tokeniser does not know is not."""
    assert expected == encoder.knows_word(word)
