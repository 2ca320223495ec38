"""The store's schema, step by step, with Alembic."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from crm.store import engine_for

_HERE = Path(__file__).parent


def upgrade(url: str) -> None:
    """Bring the database at ``url`` to the newest schema; a new database is created.

    Parameters
    ----------
    url:
        An SQLAlchemy URL. For SQLite the file's folder is made.
    """
    engine = engine_for(url)
    try:
        with engine.connect() as connection:
            writing = connection.execution_options(attune_writes=True)
            with writing.begin():
                command.upgrade(configuration(writing), "head")
    finally:
        engine.dispose()


def pending(connection: Connection) -> bool:
    """Return whether the database behind ``connection`` lacks the newest schema."""
    newest = ScriptDirectory.from_config(configuration(connection)).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() != newest


def configuration(connection: Connection) -> Config:
    """Return Alembic's configuration bound to an open connection."""
    config = Config()
    config.set_main_option("script_location", str(_HERE))
    config.attributes["connection"] = connection
    return config
