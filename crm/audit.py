"""The audit log: who did what to which thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from crm.store import Unit
from crm.tables.people import audit_log


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
    unit.connection.execute(insert(audit_log).values(row))
