"""What is taken from a text beside its vector, and the search for its neighbours."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import TfidfVectorizer

from bot.reading.neighbours import FARTHEST, MANY, Neighbours
from bot.reading.text_features import TextFeatures

TEXTS = [
    "Where is my order, please?",
    "where's my parcel",
    "I want a refund I want it now",
    "a b\tc  d",
    "Größe XL in blau",
]
texts = st.text(alphabet="abcde rst.,'\n\tßÄé7-", max_size=60) | st.sampled_from(TEXTS)


def expected_features(text: str) -> np.ndarray:
    """Return the features as scikit-learn makes them."""
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\b\w+\b")
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=2)
    blocks = [each.fit(TEXTS).transform([text]).toarray()[0] for each in (words, letters)]
    return np.concatenate(blocks) * (0.5 / 2**0.5)


@given(texts)
@settings(max_examples=150, deadline=None)
def test_features_are_those_of_tfidf(text: str) -> None:
    """Any text has the words, pairs and letters that scikit-learn's vectorizers find in it."""
    features = TextFeatures.fit(TEXTS, 0.5)
    columns, values = features.read(text)
    actual = np.zeros(features.size)
    actual[columns] = values

    assert np.allclose(expected_features(text), actual, atol=1e-6)


def sentences(count: int, intents: int) -> tuple[np.ndarray, np.ndarray]:
    """Return vectors (count, 128) of length one around one centre an intent, and their intents."""
    generator = np.random.default_rng(5)
    truth = generator.integers(0, intents, count)
    # As in vectors of sentences, some directions say much more than others.
    scale = 1 / np.arange(1, 129) ** 0.5
    centres = generator.normal(size=(intents, 128)) * scale
    vectors = centres[truth] + generator.normal(size=(count, 128)) * scale
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True), truth


def test_search_among_many_finds_the_nearest() -> None:
    """The nearest of all is found, and of each intent one that is hardly farther."""
    vectors, truth = sentences(MANY + 500, 20)
    known = Neighbours.of(vectors[500:], truth[500:], 21)
    exact = known.nearest(vectors[:500].astype("f4"))
    quick = np.stack([known.nearest_to(vector) for vector in vectors[:500].astype("f4")])
    found = np.isclose(quick.max(axis=1), exact.max(axis=1), atol=1e-5)

    assert (quick[:, 20] == FARTHEST).all()
    assert (quick <= exact + 1e-5).all()
    assert found.mean() > 0.97
    assert (exact - quick)[:, :20].mean() < 0.02


def test_search_among_few_is_exact() -> None:
    """A small training set is compared with as it is."""
    vectors, truth = sentences(300, 7)
    known = Neighbours.of(vectors, truth, 7)
    asked = vectors[3].astype("f4")

    assert known.basis is None
    assert np.array_equal(known.nearest(asked[None, :])[0], known.nearest_to(asked))
