"""Words of a message for Rasa's own evaluation."""

from __future__ import annotations

import pytest
from rasa.nlu.tokenizers.whitespace_tokenizer import WhitespaceTokenizer
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.components.tokens import MAX_CHARACTERS, MessageTokenizer


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("where is #104233, please?", "where is #104233, please?"),
        ("", ""),
        ("😀 !", "😀 !"),
        ("word " * 10_000, "word " * (MAX_CHARACTERS // 5)),
    ],
)
def test_words_are_those_of_rasa_in_a_bounded_part(text: str, seen: str) -> None:
    """The spans of words are Rasa's; what stands far behind has none."""
    expected = WhitespaceTokenizer(WhitespaceTokenizer.get_default_config()).tokenize(
        Message({TEXT: seen}), TEXT
    )
    actual = MessageTokenizer(MessageTokenizer.get_default_config()).tokenize(
        Message({TEXT: text}), TEXT
    )

    assert [(t.text, t.start, t.end) for t in expected] == [
        (t.text, t.start, t.end) for t in actual
    ]
