"""Which models were trained, where they lie, and which of each kind is in use."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, update

from crm.store import Unit
from crm.tables.events import models


def register(unit: Unit, kind: str, version: str, path: Path, card: dict[str, Any]) -> None:
    """Record a trained model as the champion of its kind; the one before it retires.

    Parameters
    ----------
    kind:
        ``segment``, ``churn``, ``value`` or ``recommend``.
    card:
        The model card: data window, rows, metrics, library versions, digest.
    """
    unit.connection.execute(
        update(models)
        .where(models.c.kind == kind, models.c.status == "champion")
        .values(status="retired")
    )
    row = {
        "kind": kind,
        "version": version,
        "path": str(path),
        "card": card,
        "status": "champion",
        "trained_at": unit.now,
    }
    unit.connection.execute(insert(models).values(row))


def champions(unit: Unit) -> dict[str, dict[str, Any]]:
    """Return kind, version and card of each model in use, by kind."""
    query = select(models.c.kind, models.c.version, models.c.path, models.c.card).where(
        models.c.status == "champion"
    )
    rows = unit.connection.execute(query).mappings()
    return {row["kind"]: dict(row) for row in rows}
