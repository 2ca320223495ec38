"""What all tables share: one MetaData, naming rules and the column types."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Column, DateTime, ForeignKey, Integer, MetaData, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware datetimes in, UTC datetimes out, whatever the database keeps."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse naive times: a time without a zone has no meaning here."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a time without a zone cannot be stored: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite keeps no zone; what was stored is UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


Json = JSON().with_variant(JSONB(), "postgresql")

# SQLite only numbers INTEGER keys by itself; PostgreSQL wants room for more than 2^31 rows.
BigKey = BigInteger().with_variant(Integer(), "sqlite")


def key() -> Column[Any]:
    """Return a surrogate primary key named ``id``."""
    return Column("id", BigKey, primary_key=True, autoincrement=True)


def link(
    name: str,
    target: str,
    *,
    nullable: bool = False,
    index: bool = True,
    ondelete: str | None = None,
) -> Column[Any]:
    """Return a foreign-key column, indexed unless a wider index serves it.

    Parameters
    ----------
    name, target:
        The column's name and the ``table.column`` it points to.
    """
    reference = ForeignKey(target, ondelete=ondelete)
    return Column(name, BigKey, reference, nullable=nullable, index=index)


def money(name: str, *, nullable: bool = False) -> Column[Any]:
    """Return an amount in the currency's minor unit (cents); the currency stands beside it."""
    return Column(name, BigInteger, nullable=nullable)


def currency() -> Column[Any]:
    """Return the ISO 4217 code of a row's amounts."""
    return Column("currency", String(3), nullable=False)


def at(name: str, *, nullable: bool = False, index: bool = False) -> Column[Any]:
    """Return a UTC instant."""
    return Column(name, UtcDateTime, nullable=nullable, index=index)
