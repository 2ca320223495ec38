"""Learns from a shop's purchases and texts what serving recommendations needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from crm.errors import Invalid
from crm_models.arrays import Floats, Keys
from crm_models.product_texts import ProductTexts
from crm_models.purchase_lines import Purchases
from crm_models.recommenders.blend import Blend
from crm_models.recommenders.bm25 import largest_in_rows
from crm_models.recommenders.companions import Companions, companions
from crm_models.recommenders.contents import Encode, alike
from crm_models.recommenders.ease import Ease
from crm_models.recommenders.item_knn import ItemNeighbours
from crm_models.recommenders.purchases import Interactions

_COMPANIONS = 30
_FEW_COMPANIONS = 5
_TOGETHER = 2
"""So many customers must have bought both of two products before one speaks for the other."""
_FEW_BUYERS = 3
"""What fewer customers have bought is scored by its text as well."""
_NEW_PRODUCTS = 1_000
_ALIKE = 10
_SPEAKING = 100


@dataclass(frozen=True)
class Learnt:
    """What is known of a shop's products; matrices have a row or column for each.

    Parameters
    ----------
    products:
        Their keys, ascending: the most bought, and those that are new.
    offered:
        Which may be recommended.
    blend:
        Scores them, without anybody's purchases.
    new:
        Columns of those that few have bought.
    alike:
        How much each product says of each new one, shape ``(products, new)``; columns have
        the sum 1, or 0.
    speaks:
        How strongly a bought product (row) speaks for another.
    companions:
        What goes together, by keys, for all products of the shop.
    popular:
        Keys of what most bought in the last 30 days, first.
    """

    products: Keys
    offered: NDArray[np.bool_]
    blend: Blend
    new: Keys
    alike: csr_matrix
    speaks: csr_matrix
    companions: Companions
    popular: Keys


def learn(
    purchases: Purchases,
    texts: ProductTexts,
    as_of: float,
    most_items: int,
    encode: Encode | None = None,
) -> Learnt:
    """Return what can be learnt from purchases, all before the day ``as_of``.

    Raises
    ------
    Invalid
        If there are none.
    """
    keys, customers = texts.product, np.unique(purchases.customer)
    if len(purchases) == 0:
        raise Invalid("too_few_rows", "the recommend model needs purchases; the store has none")
    seen = _interactions(purchases, customers, keys)
    bought = (seen.matrix() > 0).astype(np.float32)
    buyers = np.asarray(bought.sum(axis=0)).ravel()
    fresh = np.flatnonzero((buyers < _FEW_BUYERS) & texts.active)[-_NEW_PRODUCTS:]
    most = np.argsort(-buyers, kind="stable")[:most_items]
    taken = np.union1d(most[buyers[most] > 0], fresh)

    known = _interactions(purchases, customers, keys[taken])
    blend = Blend(new_only=True).fit(known, as_of)
    together = (bought.T @ bought).tocsr()
    near = _nearness(blend, together[taken][:, taken])
    wide = _widened(near, taken, len(keys)).multiply(texts.active).tocsr()
    wide.eliminate_zeros()
    lonely = np.flatnonzero((np.diff(wide.indptr) < _FEW_COMPANIONS) & texts.active)
    asked, active = np.union1d(lonely, fresh), np.flatnonzero(texts.active)
    written = _widened_rows(alike(texts.text, asked, active, _ALIKE, encode), asked, len(keys))
    return Learnt(
        products=keys[taken],
        offered=texts.active[taken],
        blend=blend.of(_nobody(len(taken)), as_of),
        new=np.searchsorted(taken, fresh),
        alike=_shares(written[fresh][:, taken]),
        speaks=_speaking(blend, together[taken][:, taken], written[taken][:, taken], taken, fresh),
        companions=companions(wide, together, written, _COMPANIONS).named(keys),
        popular=_popular(blend, texts, taken),
    )


def interactions(purchases: Purchases, customers: Keys, products: Keys) -> Interactions:
    """Return the purchases of known products with rows and columns, each once a day."""
    return _interactions(purchases, customers, products).once_a_day()


def _interactions(purchases: Purchases, customers: Keys, products: Keys) -> Interactions:
    kept = purchases.kept(np.isin(purchases.product, products))
    row = np.searchsorted(customers, kept.customer)
    column = np.searchsorted(products, kept.product)
    return Interactions(row, column, kept.day, len(customers), len(products))


def _nobody(items: int) -> Interactions:
    none = np.zeros(0, dtype=np.int64)
    return Interactions(none, none, np.zeros(0), 0, items)


def _nearness(blend: Blend, together: csr_matrix) -> csr_matrix:
    """Return nearness by purchases, where enough customers bought both."""
    near = (
        cast(ItemNeighbours, blend.parts["item_knn"])
        .similar.T.tocsr()
        .multiply(together >= _TOGETHER)
        .tocsr()
    )
    near.eliminate_zeros()
    return near


def _speaking(
    blend: Blend, together: csr_matrix, written: csr_matrix, taken: Keys, fresh: Keys
) -> csr_matrix:
    """Return the weights of EASE above 0, and texts for what is new."""
    ease = cast(Ease, blend.parts["ease"])
    place = csr_matrix(np.maximum(ease.weights, 0.0))
    weights = _widened(place, ease.items, len(taken)).multiply(together >= _TOGETHER).tocsr()
    weights.eliminate_zeros()
    # What is known of a new product by its text counts after what is known by purchases.
    is_new = np.isin(taken, fresh).astype(np.float64)
    text = written.T.tocsr().multiply(is_new[None, :]).tocsr()
    least = float(weights.data.min()) if weights.nnz else 1.0
    return (largest_in_rows(weights, _SPEAKING) + text * least).tocsr()


def _widened(matrix: csr_matrix, columns: Keys, width: int) -> csr_matrix:
    """Return a square matrix over ``columns`` as one over all ``width`` of them."""
    coo = matrix.tocoo()
    return csr_matrix((coo.data, (columns[coo.row], columns[coo.col])), shape=(width, width))


def _widened_rows(matrix: csr_matrix, rows: Keys, height: int) -> csr_matrix:
    coo = matrix.tocoo()
    return csr_matrix((coo.data, (rows[coo.row], coo.col)), shape=(height, matrix.shape[1]))


def _shares(written: csr_matrix) -> csr_matrix:
    """Return likeness of new products by all as columns with the sum 1."""
    total = np.asarray(written.sum(axis=1)).ravel()
    return (diags(1.0 / np.maximum(total, 1e-12)) @ written).T.tocsr().astype(np.float32)


def _popular(blend: Blend, texts: ProductTexts, taken: Keys) -> Keys:
    share: Floats = np.asarray(blend.parts["popular_30"].scores(np.array([-1])))[0]
    order = np.argsort(-share, kind="stable")
    sold = order[(share[order] > 0) & texts.active[taken[order]]]
    return np.asarray(texts.product[taken[sold]])
