"""Whether the key at hand is the one that this store's personal fields are sealed under."""

from __future__ import annotations

import hmac
from contextlib import suppress

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from crm.errors import Invalid
from crm.store import Unit
from crm.tables.events import store_facts
from crm.tables.people import customer_identities

FACT = "data_key"


def check_data_key(unit: Unit) -> None:
    """Note the key of a store that bears none yet; refuse another key than the noted one.

    Parameters
    ----------
    unit:
        A unit that may write.

    Raises
    ------
    Invalid
        With the code ``wrong_data_key`` when the store was made with another key.
    """
    if is_data_key_noted(unit):
        return
    statement = insert(store_facts).values(name=FACT, value=unit.vault.fingerprint)
    # Another process may note its key in the same moment.
    with suppress(IntegrityError), unit.connection.begin_nested():
        unit.connection.execute(statement)
    is_data_key_noted(unit)


def is_data_key_noted(unit: Unit) -> bool:
    """Return whether the store bears the key's fingerprint; it only reads.

    Raises
    ------
    Invalid
        With the code ``wrong_data_key`` when the store was made with another key.
    """
    noted = unit.connection.scalar(select(store_facts.c.value).where(store_facts.c.name == FACT))
    if noted is None:
        _try_a_field(unit)
        return False
    if not hmac.compare_digest(str(noted), unit.vault.fingerprint):
        raise _wrong()
    return True


def _try_a_field(unit: Unit) -> None:
    # A store may be older than its note: its own fields then tell which key is right.
    sealed = unit.connection.scalar(select(customer_identities.c.value_encrypted).limit(1))
    try:
        unit.vault.open(sealed)
    except Invalid:
        raise _wrong() from None


def _wrong() -> Invalid:
    return Invalid(
        "wrong_data_key",
        "ATTUNE_DATA_KEY is not the key that this store's personal data is encrypted under: set "
        "the key it was made with (the demo's is in the file secrets.env of ATTUNE_VAR), or "
        "choose another store with ATTUNE_VAR or ATTUNE_DATABASE_URL",
    )
