"""Finds the sale that each returned line belongs to."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import groupby
from typing import Any

from shopdata.imports.staging import Staging

_LINES = """
SELECT key, row, order_number, quantity, price_minor, at, customer, sku, raw FROM lines
WHERE customer != '' ORDER BY customer, sku, at, quantity DESC, key
"""
_GUEST_RETURNS = """
SELECT row, raw FROM lines WHERE customer = '' AND quantity < 0 ORDER BY row
"""
_BATCH = 5_000

Reject = Callable[[int, str, list[Any]], None]
"""Called with the row's number, the reason and the row as it stood in the file."""


def match_returns(staging: Staging, reject: Reject) -> int:
    """Split each return over the customer's latest earlier sales of the product.

    A return takes from the newest sale that has pieces left, at the price that was credited. What
    no sale can take is rejected: it was bought before the file begins, or is no return of goods.

    Parameters
    ----------
    reject:
        Told of each return that found none.

    Returns
    -------
    int
        How many returned lines found their sales.
    """
    matched = 0
    credited: list[tuple[Any, ...]] = []
    rows = staging.rows(_LINES)
    for _, group in groupby(rows, key=lambda row: (row[6], row[7])):
        lines = list(group)
        if all(line[3] > 0 for line in lines):
            continue
        found, lost = _match(lines)
        matched += len({credit[1] for credit in found})
        credited.extend(found)
        for row, raw in lost:
            reject(row, "return of more than was bought before", json.loads(raw))
    for start in range(0, len(credited), _BATCH):
        batch = credited[start : start + _BATCH]
        staging.change("INSERT INTO credits VALUES (?, ?, ?, ?, ?, ?, ?)", batch)
    for row, raw in staging.rows(_GUEST_RETURNS):
        reject(row, "return without a customer", json.loads(raw))
    return matched


def _match(lines: list[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], list[tuple[int, str]]]:
    open_sales: list[list[Any]] = []
    credited: list[tuple[Any, ...]] = []
    lost: list[tuple[int, str]] = []
    for key, row, number, quantity, price, at, _customer, _sku, raw in lines:
        if quantity > 0:
            open_sales.append([key, quantity])
            continue
        left = -quantity
        if sum(sale[1] for sale in open_sales) < left:
            lost.append((row, raw))
            continue
        while left:
            sale = open_sales[-1]
            taken = min(left, sale[1])
            credited.append((f"{key}:{sale[0]}", row, sale[0], taken, taken * price, at, number))
            sale[1] -= taken
            left -= taken
            if sale[1] == 0:
                open_sales.pop()
    return credited, lost
