"""The audit log: who did what to which thing, in a chain that cannot be altered unseen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from crm.audit_chain import append
from crm.store import Unit
from crm.tables.people import agents, audit_log

PAGE = 200


def log(
    unit: Unit,
    actor: str,
    action: str,
    subject: str,
    *,
    customer_id: int | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Keep one line of the audit log in the unit's transaction.

    On PostgreSQL it is written when the unit ends, as the last thing before the commit, for the
    chain has one end and whoever writes there keeps others waiting.

    Parameters
    ----------
    actor:
        ``agent:3``, ``customer:OPAQUE``, ``guest:CONVERSATION`` or ``system``.
    subject:
        What it was done to, such as ``order:104233``.
    details:
        JSON values; no personal fields.
    """
    row = {
        "actor": actor,
        "action": action,
        "subject": subject,
        "customer_id": customer_id,
        "details": dict(details or {}),
        "created_at": unit.now,
    }
    connection = unit.connection
    # SQLite has one writer anyway. What a savepoint may undo cannot wait for the end either.
    if connection.dialect.name == "sqlite" or connection.in_nested_transaction():
        append(connection, [row], unit.now)
    else:
        unit.at_end.setdefault(_append_all, []).append(row)


def page(unit: Unit, before: int | None = None, count: int = PAGE) -> list[dict[str, Any]]:
    """Return lines of the log as JSON values, the newest first.

    Parameters
    ----------
    before:
        Number of the line that was shown last; none: begin at the newest.
    """
    query = select(audit_log).order_by(audit_log.c.id.desc()).limit(count)
    if before is not None:
        query = query.where(audit_log.c.id < before)
    names = {
        f"agent:{row.id}": row.name
        for row in unit.connection.execute(select(agents.c.id, agents.c.name))
    }
    return [
        {
            "id": row.id,
            "actor": row.actor,
            "actor_name": names.get(row.actor),
            "action": row.action,
            "subject": row.subject,
            "details": row.details,
            "at": row.created_at.isoformat(),
            "digest": row.digest,
        }
        for row in unit.connection.execute(query)
    ]


def _append_all(unit: Unit, rows: list[Any]) -> None:
    append(unit.connection, rows, unit.now)
