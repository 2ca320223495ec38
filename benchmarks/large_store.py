"""A store with very many customers for benchmarks: a demo shop, and rows written straight to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

PIECE = 50_000
DAYS = 730
CHANNELS = ("web", "app")
# Mean orders of a customer: most buy once or twice, few very often.
MEAN_ORDERS = 3.0

Rows = list[tuple[Any, ...]]


def fill(database: Path, customers: int, seed: int = 0) -> dict[str, int]:
    """Add customers with orders and their lines to an SQLite store that has products.

    Nothing is sealed: no names, no contacts, only what the models read.

    Returns
    -------
    How many customers, orders and lines were added.
    """
    connection = sqlite3.connect(database)
    connection.executescript("PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF;")
    random = np.random.default_rng(seed)
    products = connection.execute("select id, name, price_minor from products").fetchall()
    counts = {"customers": 0, "orders": 0, "order_lines": 0}
    for start in range(0, customers, PIECE):
        size = min(PIECE, customers - start)
        people, orders, lines = _piece(connection, size, products, random)
        with connection:
            for table, rows in (("customers", people), ("orders", orders), ("order_lines", lines)):
                connection.executemany(_INSERT[table], rows)
                counts[table] += len(rows)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return counts


_INSERT = {
    "customers": "insert into customers (id, reference, opaque_id, created_at) values (?, ?, ?, ?)",
    "orders": "insert into orders (id, number, customer_id, status, channel, goods_minor, "
    "discount_minor, delivery_minor, total_minor, currency, payment_method, delivery_option, "
    "placed_at, cancelled_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    "order_lines": "insert into order_lines (order_id, position, product_id, title, quantity, "
    "unit_price_minor, discount_minor) values (?, ?, ?, ?, ?, ?, ?)",
}
_NEXT_KEY = {
    "customers": "select coalesce(max(id), 0) + 1 from customers",
    "orders": "select coalesce(max(id), 0) + 1 from orders",
}


def _piece(
    connection: sqlite3.Connection,
    size: int,
    products: list[tuple[int, str, int]],
    random: np.random.Generator,
) -> tuple[Rows, Rows, Rows]:
    first = _next_key(connection, "customers")
    made = datetime.now(UTC) - timedelta(days=DAYS + 1)
    people: Rows = [
        (key, f"bench-{key}", f"bench-{key}", _text(made)) for key in range(first, first + size)
    ]
    count = 1 + random.poisson((MEAN_ORDERS - 1) * random.gamma(0.7, 1 / 0.7, size))
    owners = np.repeat(np.arange(first, first + size), count).tolist()
    drawn = zip(owners, _times(count, random), _picks(count, products, random), strict=True)
    orders, lines = [], []
    for place, (key, placed, picked) in enumerate(drawn, _next_key(connection, "orders")):
        goods = sum(products[i][2] for i in picked)
        status, cancelled = ("cancelled", placed) if place % 25 == 0 else ("delivered", None)
        orders.append(
            (place, f"B{place}", key, status, CHANNELS[place % 2], goods, 0, 490, goods + 490,
             "EUR", "card", "standard", placed, cancelled)
        )  # fmt: skip
        lines += [(place, n, products[i][0], products[i][1], 1, products[i][2], 0)
                  for n, i in enumerate(picked, 1)]  # fmt: skip
    return people, orders, lines


def _times(count: np.ndarray, random: np.random.Generator) -> Iterator[str]:
    """Yield times of orders: customers begin at some day and come at a rhythm of their own."""
    now = datetime.now(UTC)
    for orders in count.tolist():
        begun = DAYS * random.random()
        ended = begun * random.random()
        for days in np.linspace(begun, ended, orders).tolist():
            yield _text(now - timedelta(days=days + random.random()))


def _picks(
    count: np.ndarray, products: list[tuple[int, str, int]], random: np.random.Generator
) -> Iterator[list[int]]:
    """Yield the products of each order; a few are bought by very many."""
    total = int(count.sum())
    sizes = 1 + random.poisson(0.8, total)
    drawn = (len(products) * random.random(int(sizes.sum())) ** 2).astype(np.int64).tolist()
    at = 0
    for size in sizes.tolist():
        yield sorted(set(drawn[at : at + size]))
        at += size


def _text(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%d %H:%M:%S.%f")


def _next_key(connection: sqlite3.Connection, table: str) -> int:
    return int(connection.execute(_NEXT_KEY[table]).fetchone()[0])
