"""The orders of the features' bench: as many as asked for, the same for a seed, made in pieces."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

PIECE = 250_000
START = 1_640_995_200_000_000  # 2022-01-01 in microseconds
SPAN = 3 * 365 * 86_400 * 1_000_000
AN_HOUR = 3_600_000_000
_TIME = pa.timestamp("us", "UTC")
SCHEMA = pa.schema([
    ("order_id", pa.int64()), ("customer_id", pa.int64()), ("status", pa.string()),
    ("channel", pa.string()), ("goods_minor", pa.int64()), ("discount_minor", pa.int64()),
    ("delivery_minor", pa.int64()), ("total_minor", pa.int64()), ("currency", pa.string()),
    ("placed_at", _TIME), ("cancelled_at", _TIME),
])  # fmt: skip


def orders_file(folder: Path, orders: int, customers: int, seed: int) -> Path:
    """Return a Parquet file of orders, made when it is not there yet.

    Parameters
    ----------
    orders, customers:
        How many; each customer has at least one order, and few have very many.
    """
    path = folder / f"orders-{orders}-{customers}-{seed}.parquet"
    if path.is_file():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with pq.ParquetWriter(unfinished, SCHEMA) as writer:
        for piece in _pieces(orders, customers, np.random.default_rng(seed)):
            writer.write_table(piece)
    os.replace(unfinished, path)
    return path


def _pieces(orders: int, customers: int, random: np.random.Generator) -> Iterator[pa.Table]:
    """Yield orders in the sequence of their times, as a shop's table holds them."""
    everyone = random.permutation(customers) + 1
    for begin in range(0, orders, PIECE):
        count = min(PIECE, orders - begin)
        # A share of each piece are customers who were not drawn yet, so that none is left out.
        fresh = everyone[begin * customers // orders : (begin + count) * customers // orders]
        drawn = customers * random.random(count - len(fresh)) ** 1.6
        customer = np.concatenate([fresh, drawn.astype(np.int64) + 1])
        random.shuffle(customer)
        placed = START + (SPAN / orders * (begin + np.sort(random.random(count)) * count))
        goods = random.lognormal(8.3, 0.7, count).astype(np.int64) + 1
        rate = np.where(random.random(count) < 0.25, random.choice([0.05, 0.1, 0.2], count), 0.0)
        discount = (goods * rate).astype(np.int64)
        cancelled = random.random(count) < 0.04
        columns = (
            np.arange(begin, begin + count),
            customer,
            np.where(cancelled, "cancelled", "delivered"),
            random.choice(["web", "app", "shop"], count, p=[0.6, 0.3, 0.1]),
            goods,
            discount,
            np.full(count, 490),
            goods - discount + 490,
            np.full(count, "EUR"),
            pa.array(placed.astype(np.int64), _TIME),
            pa.array(placed.astype(np.int64) + AN_HOUR, _TIME, mask=~cancelled),
        )
        yield pa.table(list(columns), schema=SCHEMA)
