"""Customers whom the shop vouches for."""

from __future__ import annotations

import secrets

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from crm.store import Unit
from crm.tables.people import customers


def known_customer(unit: Unit, reference: str) -> int:
    """Return the store key of the customer whom the shop calls ``reference``.

    One whom the store has not seen yet is added with nothing but the reference; what else the shop
    knows comes with an import.
    """
    query = select(customers.c.id).where(customers.c.reference == reference)
    key: int | None = unit.connection.execute(query).scalar_one_or_none()
    if key is not None:
        return key
    row = {"reference": reference, "opaque_id": secrets.token_hex(12), "created_at": unit.now}
    try:
        with unit.connection.begin_nested():
            result = unit.connection.execute(insert(customers).values(row))
            (added,) = result.inserted_primary_key or (0,)
            return int(added)
    except IntegrityError:
        # Two first visits at the same instant: the other one added it.
        return int(unit.connection.execute(query).scalar_one())
