"""The store keeps what it was told, on each database."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import delete, insert, select

from crm import tables
from crm.errors import Invalid
from crm.migrations import configuration
from crm.store import Store
from crm.tables.catalogue import categories
from crm.tables.events import imports
from crm.vault import Vault


def test_a_unit_that_raises_leaves_nothing(store: Store) -> None:
    """What a unit wrote before an error is undone."""
    with pytest.raises(RuntimeError, match="stop"), store.transaction() as unit:
        unit.connection.execute(insert(categories).values(slug="a", name="A", aliases=[]))
        raise RuntimeError("stop")

    with store.reading() as unit:
        assert [] == unit.connection.execute(select(categories)).all()


def test_times_come_back_in_utc(store: Store) -> None:
    """An instant given in another zone comes back as the same instant in UTC."""
    instant = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    row = {"kind": "x", "source": "s", "file_digest": "d", "report": {}, "finished_at": instant}
    with store.transaction() as unit:
        unit.connection.execute(insert(imports).values(row))

    with store.reading() as unit:
        found = unit.connection.execute(select(imports.c.finished_at)).scalar_one()
    assert (instant, timedelta(0)) == (found, found.utcoffset())


def test_the_migrations_make_the_tables(store: Store) -> None:
    """The schema that the migrations make is the one that the code declares."""
    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, tables.metadata)

    assert [] == differences


def test_the_schema_can_be_taken_down(sqlite_store: Store) -> None:
    """Each migration can be undone."""
    with sqlite_store.engine.connect() as connection, connection.begin():
        connection.execute(delete(categories))
        command.downgrade(configuration(connection), "base")
        left = connection.exec_driver_sql(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name != 'alembic_version'"
        ).all()

    assert [] == left


def test_the_vault_opens_what_it_sealed_only_with_its_key() -> None:
    """A sealed value opens with the same key; another key gives a clear error."""
    sealed = Vault("k" * 32).seal("Zoë Müller")

    assert "Zoë" not in str(sealed)
    assert "Zoë Müller" == Vault("k" * 32).open(sealed)
    with pytest.raises(Invalid, match="ATTUNE_DATA_KEY"):
        Vault("l" * 32).open(sealed)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Anna@Example.org", " anna@example.org"), ("ANNA@EXAMPLE.ORG", "anna@example.org")],
)
def test_the_index_of_an_email_does_not_depend_on_its_writing(one: str, other: str) -> None:
    """Case and outer spaces do not hide an e-mail address from look-up."""
    vault = Vault("k" * 32)

    assert vault.index_email(one) == vault.index_email(other)
