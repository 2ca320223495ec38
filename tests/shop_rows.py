"""What the rows of a test shop are named by, and how they are written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, insert, select

from crm.store import Unit


@dataclass(frozen=True)
class Person:
    """A customer in the store; ``opaque_id`` is what a turn bears."""

    id: int
    opaque_id: str
    reference: str
    email: str
    postcode: str


@dataclass(frozen=True)
class Item:
    """A product in the store."""

    id: int
    sku: str
    name: str
    price_minor: int


@dataclass(frozen=True)
class Placed:
    """An order in the store with the keys of its lines, in the order of their positions."""

    id: int
    number: str
    line_ids: tuple[int, ...]
    total_minor: int


@dataclass(frozen=True)
class Talk:
    """A conversation in the store."""

    id: int
    public_id: str


def at(values: Sequence[str | None], index: int) -> str | None:
    return values[index] if index < len(values) else None


def add(unit: Unit, table: Table, row: dict[str, Any]) -> int:
    inserted = unit.connection.execute(insert(table).values(row)).inserted_primary_key
    assert inserted is not None

    return int(inserted[0])


def count(unit: Unit, table: Table) -> int:
    return int(unit.connection.scalar(select(func.count()).select_from(table)) or 0)
