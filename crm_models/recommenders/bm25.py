"""Purchases weighted with BM25, so that frequent items and busy customers say less."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix, diags

from crm_models.arrays import Floats

_SATURATION = 1.2
_LENGTH_WEIGHT = 0.4


@dataclass(frozen=True)
class Bm25:
    """What the weights need to know of all customers: so others can be weighted alike.

    Parameters
    ----------
    rarity:
        Weight of each item, the rarer the more, shape ``(items,)``.
    mean_length:
        Purchases of a customer on average.
    """

    rarity: Floats
    mean_length: float

    @classmethod
    def of(cls, counts: csr_matrix) -> Bm25:
        """Return what the purchases of these customers tell."""
        customers, items = counts.shape
        holders = np.bincount(counts.tocoo().col, minlength=items)
        rarity = np.log(1.0 + (customers - holders + 0.5) / (holders + 0.5))
        return cls(rarity, float(np.asarray(counts.sum(axis=1)).mean()))

    def weigh(self, counts: csr_matrix) -> csr_matrix:
        """Return counts weighted as in Robertson and Zaragoza (2009), the customer as document."""
        coo = counts.tocoo()
        length = np.asarray(counts.sum(axis=1)).ravel()
        norm = 1.0 - _LENGTH_WEIGHT + _LENGTH_WEIGHT * length / max(self.mean_length, 1e-12)
        data = coo.data * (_SATURATION + 1) / (_SATURATION * norm[coo.row] + coo.data)
        return csr_matrix((data * self.rarity[coo.col], (coo.row, coo.col)), shape=counts.shape)


def bm25(counts: csr_matrix) -> csr_matrix:
    """Return the counts weighted by what they themselves tell."""
    return Bm25.of(counts).weigh(counts)


def unit_rows(matrix: csr_matrix) -> csr_matrix:
    """Return a matrix whose rows have length 1 (or 0)."""
    length = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (diags(1.0 / np.maximum(length, 1e-12)) @ matrix).tocsr()


def largest_in_rows(matrix: csr_matrix, count: int) -> csr_matrix:
    """Return the matrix with only the ``count`` largest entries of each row."""
    matrix = matrix.tocsr()
    kept = np.zeros(len(matrix.data), dtype=bool)
    for start, end in zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True):
        if end - start <= count:
            kept[start:end] = True
        else:
            kept[start + np.argpartition(-matrix.data[start:end], count)[:count]] = True
    result = matrix.copy()
    result.data = np.where(kept, matrix.data, 0.0)
    result.eliminate_zeros()
    return result
