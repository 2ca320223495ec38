"""A store of before the chain: its lines stay, are anchored, and cannot be altered any more."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from crm import audit
from crm.audit_check import verify
from crm.migrations import configuration, upgrade
from crm.store import Store
from crm.vault import Vault
from tests.fixtures_store import DATA_KEY


def test_old_lines_are_anchored_by_the_upgrade(tmp_path: Path) -> None:
    """Both old lines, the line that begins the chain and one after it are as they were written."""
    store = Store(f"sqlite:///{tmp_path / 'attune.db'}", Vault(DATA_KEY))
    with store.transaction() as unit:
        command.upgrade(configuration(unit.connection), "0009")
    for number in (3, 8):
        with store.transaction() as unit:
            insert = (
                "INSERT INTO audit_log (id, actor, action, subject, details, created_at) "
                "VALUES (:id, 'system', 'erased', 'customer:1', '{}', '2026-06-15 12:00:00.000000')"
            )
            unit.connection.execute(text(insert), {"id": number})
    upgrade(store.url)
    with store.transaction() as unit:
        audit.log(unit, "system", "erased", "customer:2")
    with pytest.raises(DatabaseError, match="cannot be altered"), store.transaction() as unit:
        unit.connection.exec_driver_sql("DELETE FROM audit_log WHERE id = 3")
    with store.reading() as unit:
        found = verify(unit.connection)
    store.close()

    assert (4, None) == (found.rows, found.broken)
