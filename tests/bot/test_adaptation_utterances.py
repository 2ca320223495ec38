"""What the fine-tuning learns from: which utterances suffice, what is held out, the batches."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.adaptation.adapt import intents_without
from bot.adaptation.batches import balanced_batches, padded
from bot.adaptation.utterances import AdaptationError, Utterances, check, distinct, split

LABELS = st.lists(st.integers(0, 5), min_size=1, max_size=80)


def utterances(**counts: int) -> Utterances:
    """Return so many different utterances of each intent."""
    pairs = [(f"{intent} {n}", intent) for intent, count in counts.items() for n in range(count)]
    return Utterances([text for text, _ in pairs], [intent for _, intent in pairs])


@pytest.mark.parametrize(
    ("given_utterances", "sentence"),
    [
        (utterances(), "There is no utterances"),
        (utterances(greet=9), "There is only the intent 'greet'"),
        (utterances(greet=9, thank=3, stop=1), r"Too few .*: stop \(1\), thank \(3\)"),
    ],
)
def test_what_does_not_suffice_is_named(given_utterances: Utterances, sentence: str) -> None:
    """A single intent, or intents with too few utterances, are refused by name."""
    with pytest.raises(AdaptationError, match=sentence):
        check(given_utterances)


def test_enough_is_accepted() -> None:
    """Two intents with four utterances each can be adapted to."""
    assert check(utterances(greet=4, thank=4)) is None


def test_repeated_texts_count_once() -> None:
    """The same words in other letters or spaces are the same utterance; the first stays."""
    given_utterances = Utterances(["Hello there", "hello  There", "bye"], ["greet", "stop", "bye"])

    assert Utterances(["Hello there", "bye"], ["greet", "bye"]) == distinct(given_utterances)


def test_intents_can_be_left_out() -> None:
    """The utterances of a named intent are not there any more."""
    left = intents_without(utterances(greet=2, out_of_scope=3), ["out_of_scope"])

    assert utterances(greet=2) == left


@given(
    counts=st.lists(st.integers(1, 30), min_size=1, max_size=6),
    share=st.floats(0.05, 0.5),
    seed=st.integers(0, 9),
)
def test_split_keeps_all_and_leaves_most_to_learn(
    counts: list[int], share: float, seed: int
) -> None:
    """Each utterance is on one side; of each intent at least half is learnt, at least one if not
    alone is held out, and the same seed splits alike."""
    given_utterances = utterances(**{f"i{n}": count for n, count in enumerate(counts)})
    learnt, held_out = split(given_utterances, share, seed)

    assert sorted(given_utterances.texts) == sorted(learnt.texts + held_out.texts)
    assert (learnt, held_out) == split(given_utterances, share, seed)
    for number, count in enumerate(counts):
        out = Counter(held_out.intents)[f"i{number}"]
        assert out <= count / 2
        assert (out >= 1) == (count >= 2)


@given(labels=LABELS, size=st.integers(2, 40), together=st.integers(1, 5))
@settings(max_examples=60)
def test_batches_hold_everything_once(labels: list[int], size: int, together: int) -> None:
    """An epoch meets each utterance once, and no batch is much larger than asked for."""
    batches = list(balanced_batches(labels, size, together, np.random.default_rng(0)))

    assert list(range(len(labels))) == sorted(number for batch in batches for number in batch)
    assert all(len(batch) < size + together for batch in batches)


def test_batches_bring_one_label_together() -> None:
    """With enough of each label nobody is alone in a batch."""
    labels = [number % 10 for number in range(80)]
    batches = balanced_batches(labels, 16, 4, np.random.default_rng(1))
    alone = [
        count for batch in batches for count in Counter(labels[i] for i in batch).values()
        if count == 1
    ]  # fmt: skip

    assert [] == alone


def test_padding_is_masked() -> None:
    """Shorter sequences are filled up with the padding's id, and the mask says so."""
    ids, mask = padded([[5, 6, 7], [8]], pad_id=1)

    assert ([[5, 6, 7], [8, 1, 1]], [[1, 1, 1], [1, 0, 0]]) == (ids.tolist(), mask.tolist())


def test_texts_and_intents_must_pair() -> None:
    """A text without an intent is a mistake of the caller."""
    with pytest.raises(ValueError, match="2 texts have 1 intents"):
        Utterances(["a", "b"], ["greet"])
