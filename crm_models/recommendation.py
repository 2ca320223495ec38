"""Recommendation from what customers bought together.

Item-to-item nearest neighbours on purchases weighted with BM25 (Robertson and Zaragoza, "The
Probabilistic Relevance Framework", 2009), as in Sarwar et al., "Item-based collaborative
filtering" (2001). Each recommendation names the bought product that speaks most for it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags
from sqlalchemy import func, select

from crm.errors import Invalid
from crm.store import Unit
from crm.tables.orders import order_lines, orders
from crm_models.features import Floats, Keys
from crm_models.recommenders.bm25 import bm25, largest_in_rows

_CHUNK = 4096


@dataclass(frozen=True)
class Purchases:
    """How often each customer ordered each product, arrays of shape ``(n,)``."""

    customer: Keys
    product: Keys
    count: Floats


@dataclass(frozen=True)
class Recommended:
    """A product for a customer, with the bought one that speaks most for it."""

    customer: int
    product: int
    rank: int
    score: float
    because: int


class Recommendation:
    """Products that fit customers, and products that go together.

    Parameters
    ----------
    neighbours:
        How many neighbours of a product are kept.
    minimum_together:
        Customers who must have bought both before two products count as neighbours.
    """

    kind = "recommend"

    def __init__(self, neighbours: int = 30, minimum_together: int = 2) -> None:
        self.neighbours = neighbours
        self.minimum_together = minimum_together
        self.products: Keys = np.zeros(0, dtype=np.int64)
        self.similar: csr_matrix = csr_matrix((0, 0))
        self.together: csr_matrix = csr_matrix((0, 0))

    def fit(self, purchases: Purchases) -> Recommendation:
        """Learn which products are bought by the same customers.

        Raises
        ------
        Invalid
            If there are no purchases.
        """
        if len(purchases.product) == 0:
            raise Invalid("too_few_rows", "the recommend model needs purchases; the store has none")
        self.products, matrix, _ = _matrix(purchases)
        bought = (matrix > 0).astype(np.float64)
        together = (bought.T @ bought).tocsr()
        weighted = bm25(matrix)
        norms = np.sqrt(weighted.multiply(weighted).sum(axis=0)).A1
        scaled = weighted @ diags(1.0 / np.maximum(norms, 1e-12))
        similar = (scaled.T @ scaled).tocsr()
        similar = similar.multiply(together >= self.minimum_together).tolil()
        similar.setdiag(0.0)
        self.similar = largest_in_rows(similar, self.neighbours)
        self.together = together
        return self

    def goes_with(self) -> list[tuple[int, int, int, float, int]]:
        """Return ``(product, neighbour, rank, score, customers who bought both)``, ranks from 1."""
        found = []
        for row in range(self.similar.shape[0]):
            start, end = self.similar.indptr[row], self.similar.indptr[row + 1]
            columns, scores = self.similar.indices[start:end], self.similar.data[start:end]
            together = self._together_with(row)
            for rank, i in enumerate(np.lexsort((columns, -scores)), start=1):
                column = int(columns[i])
                both = int(together.get(column, 0))
                pair = (int(self.products[row]), int(self.products[column]))
                found.append((*pair, rank, float(scores[i]), both))
        return found

    def _together_with(self, row: int) -> dict[int, float]:
        start, end = self.together.indptr[row], self.together.indptr[row + 1]
        columns, counts = self.together.indices[start:end], self.together.data[start:end]
        return dict(zip(columns.tolist(), counts.tolist(), strict=True))

    def recommend(self, purchases: Purchases, top: int = 10) -> list[Recommended]:
        """Return the ``top`` products that each customer has not bought yet, best first."""
        _, matrix, customers = _matrix(purchases, self.products)
        found: list[Recommended] = []
        for start in range(0, len(customers), _CHUNK):
            chunk = matrix[start : start + _CHUNK].log1p()
            scores = (chunk @ self.similar).toarray()
            scores[chunk.nonzero()] = 0.0
            best = np.argsort(-scores, axis=1, kind="stable")[:, :top]
            for row, columns in enumerate(best):
                fitting = columns[scores[row, columns] > 0]
                because = self._strongest(chunk, row, fitting)
                customer = int(customers[start + row])
                for rank, (column, reason) in enumerate(zip(fitting, because, strict=True), 1):
                    product, score = int(self.products[column]), float(scores[row, column])
                    found.append(Recommended(customer, product, rank, score, int(reason)))
        return found

    def _strongest(self, bought: csr_matrix, row: int, columns: Keys) -> Keys:
        """Return for each product the bought one that adds most to its score."""
        start, end = bought.indptr[row], bought.indptr[row + 1]
        items, weights = bought.indices[start:end], bought.data[start:end]
        shares = weights[:, None] * self.similar[items].toarray()[:, columns]
        strongest: Keys = self.products[items[shares.argmax(axis=0)]]
        return strongest


def read_purchases(unit: Unit) -> Purchases:
    """Return how often each known customer ordered each product, cancelled orders left out."""
    query = (
        select(orders.c.customer_id, order_lines.c.product_id, func.count())
        .join(orders, orders.c.id == order_lines.c.order_id)
        .where(orders.c.customer_id.is_not(None), orders.c.status != "cancelled")
        .group_by(orders.c.customer_id, order_lines.c.product_id)
        .order_by(orders.c.customer_id, order_lines.c.product_id)
    )
    rows = unit.connection.execute(query).all()
    return Purchases(
        customer=np.array([row[0] for row in rows], dtype=np.int64),
        product=np.array([row[1] for row in rows], dtype=np.int64),
        count=np.array([row[2] for row in rows], dtype=np.float64),
    )


def _matrix(purchases: Purchases, products: Keys | None = None) -> tuple[Keys, csr_matrix, Keys]:
    """Return products, the customers-by-products counts, and customers."""
    known = np.unique(purchases.product) if products is None else products
    keep = np.isin(purchases.product, known)
    customers, row = np.unique(purchases.customer[keep], return_inverse=True)
    column: NDArray[np.int64] = np.searchsorted(known, purchases.product[keep])
    shape = (len(customers), len(known))
    return known, csr_matrix((purchases.count[keep], (row, column)), shape=shape), customers
