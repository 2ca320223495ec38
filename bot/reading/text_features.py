"""Tf-idf of words and letters, kept as plain arrays: it knows spellings that vectors do not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

MAX_CHARACTERS = 1000
LETTERS = range(2, 5)
WORDS_REMEMBERED = 4096
LONG_WORD = 30
# scikit-learn's own pattern leaves out words of one letter.
WORD_PATTERN = r"(?u)\b\w+\b"
_WORD = re.compile(WORD_PATTERN)
# Of more texts than these, terms that stand in one alone are half of all and teach nothing: without
# them the accuracy is the same and the fit takes half the time.
MANY_TEXTS = 2000


class TextFeatures:
    """Words and word pairs, and runs of 2 to 4 letters within words, weighted by tf-idf.

    Each of the two blocks has length one times `weight / sqrt(2)`. Term frequency is
    `1 + ln(tf)`, document frequency smoothed, as in scikit-learn's `TfidfVectorizer`.
    """

    def __init__(self, terms: Sequence[Sequence[str]], idf: Sequence[Any], weight: float) -> None:
        """Take the terms and inverse document frequencies of both blocks."""
        self.terms = [list(block) for block in terms]
        self.idf = [np.asarray(block, dtype=np.float32) for block in idf]
        self.weight = weight
        self.size = sum(len(block) for block in self.terms)
        self._words, self._letters = (
            {term: i for i, term in enumerate(block)} for block in self.terms
        )
        # Most words of most messages are the same few.
        self._remembered = lru_cache(WORDS_REMEMBERED)(self._letter_columns)

    @classmethod
    def fit(cls, texts: Sequence[str], weight: float) -> TextFeatures:
        """Learn the terms of texts."""
        terms, idf = [], []
        for make in _BLOCKS:
            vectorizer = make(2 if len(texts) > MANY_TEXTS else 1)
            try:
                vectorizer.fit(texts)
            except ValueError:  # no term at all, as in two emoji: the vectors must do
                terms.append([])
                idf.append([])
                continue
            terms.append(vectorizer.get_feature_names_out().tolist())
            idf.append(vectorizer.idf_)
        return cls(terms, idf, weight)

    def read(self, text: str) -> tuple[Any, Any]:
        """Return the columns and values of a text's features that are not zero."""
        lowered = text[:MAX_CHARACTERS].lower()
        words = _WORD.findall(lowered)
        pairs = (f"{first} {second}" for first, second in pairwise(words))
        known = [self._words[term] for term in (*words, *pairs) if term in self._words]
        letters = [column for word in lowered.split() for column in self._letters_of(word)]
        word_columns, word_values = self._weighted(known, 0)
        letter_columns, letter_values = self._weighted(letters, 1)
        return (
            np.concatenate([word_columns, letter_columns + len(self._words)]),
            np.concatenate([word_values, letter_values]),
        )

    def _weighted(self, columns: list[int], block: int) -> tuple[Any, Any]:
        counts = Counter(columns)
        unique = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
        values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
        values = (1.0 + np.log(values)) * self.idf[block][unique]
        length = float(np.sqrt(values @ values)) or 1.0
        return unique, values * (self.weight / (length * 2**0.5))

    def _letters_of(self, word: str) -> tuple[int, ...]:
        return (self._remembered if len(word) <= LONG_WORD else self._letter_columns)(word)

    def _letter_columns(self, word: str) -> tuple[int, ...]:
        """Return the columns of a word's letters, as scikit-learn's "char_wb" takes them."""
        padded = f" {word} "
        columns = []
        for length in LETTERS:
            for start in range(max(len(padded) - length, 0) + 1):
                column = self._letters.get(padded[start : start + length])
                if column is not None:
                    columns.append(column)
            if length >= len(padded):  # shorter than the run: whole, and once
                break
        return tuple(columns)

    def matrix(self, texts: Sequence[str]) -> csr_matrix:
        """Return the features of n texts as a sparse matrix (n, size)."""
        rows = [self.read(text) for text in texts]
        pointers = np.concatenate([[0], np.cumsum([len(columns) for columns, _ in rows])])
        return csr_matrix(
            (
                np.concatenate([values for _, values in rows]),
                np.concatenate([columns for columns, _ in rows]),
                pointers,
            ),
            shape=(len(texts), self.size),
        )


def _words(fewest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="word",
        ngram_range=(1, 2),
        sublinear_tf=True,
        token_pattern=WORD_PATTERN,
        min_df=fewest,
    )


def _letters(fewest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb",
        ngram_range=(LETTERS[0], LETTERS[-1]),
        sublinear_tf=True,
        min_df=fewest + 1,
    )


_BLOCKS = (_words, _letters)
