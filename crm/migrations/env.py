"""Alembic's entry: migrations run on the connection that the caller opened."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from crm.tables import metadata
from crm.tables.base import UtcDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our instants as plain columns: a migration must not change with the code."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    # SQLite cannot tell a JSON column from text or a big integer from a small one.
    compare_type=connection.dialect.name != "sqlite",
    transactional_ddl=True,
    render_item=render_item,
)
with context.begin_transaction():
    context.run_migrations()
