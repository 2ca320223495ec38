"""Which of a customer's purchases speaks most for what is recommended."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from crm_models.arrays import Floats, Keys

NONE = -1


class Reasons:
    """Looks up how strongly bought items speak for others.

    Parameters
    ----------
    speaks:
        Bought items by recommended items, entries above 0.
    """

    def __init__(self, speaks: csr_matrix) -> None:
        coo = speaks.tocoo()
        self._width = speaks.shape[1]
        place = coo.row.astype(np.int64) * self._width + coo.col
        order = np.argsort(place, kind="stable")
        # An entry beyond all keys, so that a search always ends at one.
        self._place: Keys = np.append(place[order], np.iinfo(np.int64).max)
        self._value: Floats = np.append(coo.data[order], 0.0)

    def strongest(self, bought: csr_matrix, items: Keys) -> Keys:
        """Return for each recommended item the bought one that speaks most for it.

        Parameters
        ----------
        bought:
            Customers by items, weighted by how much a purchase counts.
        items:
            Recommended ones of each customer, shape ``(customers, k)``; -1 for none.

        Returns
        -------
        Bought items of the same shape, -1 where none speaks for it.
        """
        found = np.full(items.shape, NONE, dtype=np.int64)
        if bought.nnz == 0 or items.shape[1] == 0:
            return found
        customer = np.repeat(np.arange(bought.shape[0]), np.diff(bought.indptr))
        wanted = bought.indices[:, None].astype(np.int64) * self._width + items[customer]
        at = np.searchsorted(self._place, wanted)
        share = np.where(self._place[at] == wanted, self._value[at], 0.0) * bought.data[:, None]
        share[items[customer] < 0] = 0.0
        some, starts = np.unique(customer, return_index=True)
        most = np.maximum.reduceat(share, starts, axis=0)
        row = np.searchsorted(some, customer)
        is_most = (share > 0) & (share == most[row])
        purchase, place = np.nonzero(is_most)
        # Of two that say the same the first stays, as the last written is kept.
        found[customer[purchase[::-1]], place[::-1]] = bought.indices[purchase[::-1]]
        return found
