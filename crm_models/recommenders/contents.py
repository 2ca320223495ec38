"""Products whose texts are alike, for products that too few have bought to know more."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, vstack
from sklearn.feature_extraction.text import TfidfVectorizer

from crm_models.arrays import Keys
from crm_models.recommenders.bm25 import largest_in_rows

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors]
"""Returns a vector of length one for each text, shape ``(texts, dimension)``."""

MOST_ENCODED = 2_000
"""An encoder takes some milliseconds a text; larger catalogues are compared by their words."""
_LEAST_BY_WORDS, _LEAST_BY_MEANING = 0.1, 0.25
_CHUNK = 1024


def alike(
    texts: Sequence[str], asked: Keys, among: Keys, count: int, encode: Encode | None = None
) -> csr_matrix:
    """Return how alike some texts are to others, the ``count`` most alike of each.

    Parameters
    ----------
    asked, among:
        Places in ``texts``: the texts that are asked for, and those they are compared with.
    encode:
        Makes vectors of texts; without it, words count by how rare they are (tf-idf).

    Returns
    -------
    Cosines above what any two texts of the shop have in common, shape ``(asked, texts)``.
    """
    shape = (len(asked), len(texts))
    if len(asked) == 0 or len(among) == 0:
        return csr_matrix(shape)
    if encode is not None and len(texts) <= MOST_ENCODED:
        return _by_meaning(encode(texts), asked, among, count)
    return _by_words(texts, asked, among, count)


def _by_meaning(vectors: Vectors, asked: Keys, among: Keys, count: int) -> csr_matrix:
    # All texts speak of goods: what they share is taken away, or everything would be alike.
    own = vectors - vectors.mean(axis=0)
    own /= np.maximum(np.linalg.norm(own, axis=1, keepdims=True), 1e-12)
    parts = []
    for start in range(0, len(asked), _CHUNK):
        chosen = asked[start : start + _CHUNK]
        near = own[chosen] @ own[among].T
        near[near < _LEAST_BY_MEANING] = 0.0
        near[chosen[:, None] == among] = 0.0
        parts.append(_spread(csr_matrix(near), among, len(vectors), count))
    return csr_matrix(vstack(parts))


def _by_words(texts: Sequence[str], asked: Keys, among: Keys, count: int) -> csr_matrix:
    try:
        words = TfidfVectorizer(sublinear_tf=True, dtype=np.float32).fit_transform(texts).tocsr()
    except ValueError:  # No text has a word.
        return csr_matrix((len(asked), len(texts)))
    parts = []
    for start in range(0, len(asked), _CHUNK):
        chosen = asked[start : start + _CHUNK]
        near = (words[chosen] @ words[among].T).tocsr()
        rows = np.repeat(np.arange(near.shape[0]), np.diff(near.indptr))
        near.data[(near.data < _LEAST_BY_WORDS) | (chosen[rows] == among[near.indices])] = 0.0
        near.eliminate_zeros()
        parts.append(_spread(near, among, len(texts), count))
    return csr_matrix(vstack(parts))


def _spread(near: csr_matrix, among: Keys, width: int, count: int) -> csr_matrix:
    """Return the largest entries of each row, in the columns of all texts."""
    kept = largest_in_rows(near, count)
    return csr_matrix((kept.data, among[kept.indices], kept.indptr), (near.shape[0], width))
