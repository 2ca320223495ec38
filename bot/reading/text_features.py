"""Tf-idf of words and letters, kept as plain arrays: it knows spellings that vectors do not."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

MAX_CHARACTERS = 1000
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
        self._analyzers = [make(1).build_analyzer() for make in _BLOCKS]
        self._columns = [{term: i for i, term in enumerate(block)} for block in self.terms]

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
        all_columns, all_values, offset = [], [], 0
        blocks = zip(self._analyzers, self._columns, self.idf, strict=True)
        for analyze, columns_of, idf in blocks:
            counts = Counter(
                columns_of[term] for term in analyze(text[:MAX_CHARACTERS]) if term in columns_of
            )
            columns = np.fromiter(counts.keys(), dtype=np.int64, count=len(counts))
            values = np.fromiter(counts.values(), dtype=np.float32, count=len(counts))
            values = (1.0 + np.log(values)) * idf[columns]
            length = float(np.linalg.norm(values)) or 1.0
            all_columns.append(columns + offset)
            all_values.append(values * (self.weight / (length * 2**0.5)))
            offset += len(columns_of)
        return np.concatenate(all_columns), np.concatenate(all_values)

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
    pattern = r"(?u)\b\w+\b"  # scikit-learn's own leaves out words of one letter
    return TfidfVectorizer(
        analyzer="word",
        ngram_range=(1, 2),
        sublinear_tf=True,
        token_pattern=pattern,
        min_df=fewest,
    )


def _letters(fewest: int) -> TfidfVectorizer:
    return TfidfVectorizer(
        analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=fewest + 1
    )


_BLOCKS = (_words, _letters)
