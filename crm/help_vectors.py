"""What the encoder made of passages, kept so that no text is encoded twice."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from crm.tables.help_centre import help_vectors

if TYPE_CHECKING:
    from crm.store import Unit

_AT_ONCE = 500


def passage_digest(text: str) -> str:
    """Return the name under which a passage's vector is kept."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def load_vectors(unit: Unit, encoder: str) -> dict[str, bytes]:
    """Return all vectors of one encoder by the digest of their passage."""
    query = select(help_vectors.c.passage, help_vectors.c.vector)
    rows = unit.connection.execute(query.where(help_vectors.c.encoder == encoder))
    return {row.passage: bytes(row.vector) for row in rows}


def save_vectors(unit: Unit, encoder: str, vectors: Mapping[str, bytes]) -> None:
    """Keep vectors; those that are there already stay."""
    make = sqlite.insert if unit.connection.dialect.name == "sqlite" else postgresql.insert
    statement = make(help_vectors).on_conflict_do_nothing()
    rows = [
        {"encoder": encoder, "passage": name, "vector": vector}
        for name, vector in sorted(vectors.items())
    ]
    for start in range(0, len(rows), _AT_ONCE):
        unit.connection.execute(statement, rows[start : start + _AT_ONCE])


def prune_vectors(unit: Unit, encoder: str, used: Collection[str]) -> int:
    """Forget vectors of other encoders and of passages that are gone; return how many."""
    unit.connection.execute(delete(help_vectors).where(help_vectors.c.encoder != encoder))
    gone = sorted(load_vectors(unit, encoder).keys() - set(used))
    for start in range(0, len(gone), _AT_ONCE):
        part = gone[start : start + _AT_ONCE]
        unit.connection.execute(delete(help_vectors).where(help_vectors.c.passage.in_(part)))
    return len(gone)
