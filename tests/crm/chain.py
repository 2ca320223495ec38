"""What the tests of the audit log share: lines to write, and hands that alter them."""

from __future__ import annotations

from sqlalchemy import text

from crm import audit
from crm.audit_check import Verdict, verify
from crm.store import Store

ROWS = 12


def fill(store: Store, count: int = ROWS) -> None:
    """Write lines of the log, two a transaction."""
    for number in range(0, count, 2):
        with store.transaction() as unit:
            details = {"minor": number, "share": 0.1, "whole": 2.0, "ü": [True, None, "\x7f\n"]}
            audit.log(unit, "agent:1", "refunded", f"order:{number}", details=details)
            audit.log(unit, "system", "looked", f"order:{number + 1}")


def checked(store: Store, head: str | None = None) -> Verdict:
    """Walk the chain."""
    with store.reading() as unit:
        return verify(unit.connection, head)


def by_hand(store: Store, *statements: str) -> None:
    """Do what only somebody with the keys to the database can: take the triggers away first."""
    sqlite = ("audit_log_update", "audit_log_delete", "audit_log_replace")
    with store.transaction() as unit:
        if store.is_sqlite:
            found = (
                "SELECT sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_log'"
            )
            kept = list(unit.connection.scalars(text(found)))
            for name in sqlite:
                unit.connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            kept = ["ALTER TABLE audit_log ENABLE TRIGGER USER"]
            unit.connection.execute(text("ALTER TABLE audit_log DISABLE TRIGGER USER"))
        for statement in (*statements, *kept):
            unit.connection.exec_driver_sql(statement)
