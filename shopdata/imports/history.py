"""Which files were imported before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import insert, select

from crm.store import Unit
from crm.tables.events import imports


def earlier_import(unit: Unit, kind: str, digest: str) -> bool:
    """Return whether the same file was imported in the same way before."""
    query = select(imports.c.id).where(imports.c.kind == kind, imports.c.file_digest == digest)
    return unit.connection.execute(query).first() is not None


def remember_import(
    unit: Unit, kind: str, source: str, digest: str, report: dict[str, Any]
) -> None:
    """Keep that a file was imported and what came of it."""
    row = {
        "kind": kind,
        "source": source,
        "file_digest": digest,
        "report": report,
        "finished_at": unit.now,
    }
    unit.connection.execute(insert(imports).values(row))
