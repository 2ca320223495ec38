"""Keeps the demo's invented customers and a real shop's apart."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy.exc import DatabaseError

from cli.output import err
from crm.errors import Refused
from crm.settings import Settings
from crm.store import Store
from crm.vault import Vault

_WAY_OUT = "another store with ATTUNE_VAR or ATTUNE_DATABASE_URL"


def refuse_demo_data(settings: Settings, store: Store) -> None:
    """Refuse to serve invented customers as those of a real shop.

    Raises
    ------
    Refused
        If the demo is off and the store was filled with it.
    """
    if not settings.demo and _holds_demo(store):
        raise Refused(
            "demo_store",
            "the store holds the demo shop, but ATTUNE_DEMO is 0: choose "
            f"{_WAY_OUT} for your own shop, or set ATTUNE_DEMO=1",
        )


def refuse_to_serve_demo_data(settings: Settings) -> None:
    """Do so for the store of the settings, which may not be ready yet.

    Raises
    ------
    Refused
        If the demo is off and the store was filled with it.
    """
    store = Store(settings.database_url, Vault(settings.data_key))
    try:
        # Without a database or its schema the service starts all the same, and says so itself.
        with suppress(DatabaseError):
            refuse_demo_data(settings, store)
    finally:
        store.close()


def warn_of_demo_data(store: Store) -> None:
    """Say on standard error that what is imported would lie among the demo's data."""
    if _holds_demo(store):
        err.print(
            "attune: warning: the store holds the demo shop, so your data lies among invented "
            f"customers and orders; choose {_WAY_OUT} to keep them apart",
            markup=False,
        )


def _holds_demo(store: Store) -> bool:
    from shopdata.demo import holds_demo

    with store.reading() as unit:
        return holds_demo(unit)
