"""What most commands need: the settings and the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import OperationalError

from crm.data_key import check_data_key, is_data_key_noted
from crm.errors import AttuneError, Invalid
from crm.migrations import pending, upgrade
from crm.settings import Settings
from crm.store import Store
from crm.vault import Vault


@contextmanager
def open_store(settings: Settings) -> Iterator[Store]:
    """Yield the store, its schema brought up to date, and close it at the end.

    Raises
    ------
    Invalid
        If the database cannot be reached, or the store was made with another ATTUNE_DATA_KEY.
    """
    store = Store(settings.database_url, Vault(settings.data_key))
    try:
        if schema_is_old(store):
            upgrade(settings.database_url)
        _check_data_key(store)
        yield store
    finally:
        store.close()


def _check_data_key(store: Store) -> None:
    with store.reading() as unit:
        noted = is_data_key_noted(unit)
    # Only then is there something to write, and to wait for other writers with.
    if not noted:
        with store.transaction() as unit:
            check_data_key(unit)


def schema_is_old(store: Store) -> bool:
    """Return whether the store lacks the newest schema."""
    try:
        with store.reading() as unit:
            return pending(unit.connection)
    except OperationalError as error:
        raise unreachable(store, error) from error


def unreachable(store: Store, error: OperationalError) -> AttuneError:
    """Return the error that tells where no database answers, without its password."""
    place = store.engine.url.render_as_string(hide_password=True)
    return Invalid(
        "no_database",
        f"the database at {place} cannot be used: {error.orig}; see ATTUNE_DATABASE_URL",
    )
