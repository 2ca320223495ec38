"""The way to the database: one engine, short transactions, and the unit that services work in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from crm.help_centre import HelpCentre
from crm.house_rules import DEFAULT_RULES, HouseRules
from crm.vault import Vault


def utc_now() -> datetime:
    """Return the present instant in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Unit:
    """One unit of work: a connection inside a transaction, and what services need beside it.

    ``now`` is read once, so that all that one unit writes bears one time. ``destinations`` names
    whom CRM events are delivered to. ``sends_codes`` says whether one-time codes reach customers.
    ``rules`` are the shop's own for its line and its people.
    """

    connection: Connection
    vault: Vault
    now: datetime
    destinations: tuple[str, ...] = ()
    help_centre: HelpCentre = field(default_factory=HelpCentre)
    sends_codes: bool = False
    rules: HouseRules = DEFAULT_RULES
    # What is done to collected things as the last of the transaction, such as audit lines.
    at_end: dict[Callable[[Unit, list[Any]], None], list[Any]] = field(
        default_factory=dict, compare=False
    )


class Store:
    """The customer store.

    Parameters
    ----------
    url:
        An SQLAlchemy URL: ``sqlite:///var/attune.db`` or ``postgresql+psycopg://...``.
    vault:
        Seals and opens personal fields.
    clock:
        Returns the present instant; tests give their own.
    destinations:
        Names of those whom CRM events are delivered to; none: events are only kept.
    help_centre:
        Answers questions about the shop's rules; none: one that matches words alone.
    """

    def __init__(
        self,
        url: str,
        vault: Vault,
        clock: Callable[[], datetime] = utc_now,
        destinations: tuple[str, ...] = (),
        help_centre: HelpCentre | None = None,
    ) -> None:
        self.url = url
        self.vault = vault
        self.clock = clock
        self.destinations = destinations
        self.help_centre = help_centre or HelpCentre()
        # Set by the composition root once it has found somebody who sends mails.
        self.sends_codes = False
        # Set there too, from the settings.
        self.rules = DEFAULT_RULES
        self.engine = engine_for(url)

    @property
    def is_sqlite(self) -> bool:
        """Whether one writer at a time is all that the database can take."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def transaction(self) -> Iterator[Unit]:
        """Yield a unit whose writes are committed at the end, or undone when it raises."""
        with self.engine.connect() as connection:
            writing = connection.execution_options(attune_writes=True)
            with writing.begin():
                unit = self._unit(writing)
                yield unit
                for work, collected in unit.at_end.items():
                    work(unit, collected)

    @contextmanager
    def reading(self) -> Iterator[Unit]:
        """Yield a unit that sees one consistent state and is undone at the end."""
        with self.engine.connect() as connection:
            yield self._unit(connection)

    def close(self) -> None:
        """Close all connections."""
        self.help_centre.close()
        self.engine.dispose()

    def _unit(self, connection: Connection) -> Unit:
        return Unit(
            connection,
            self.vault,
            self.clock(),
            self.destinations,
            self.help_centre,
            self.sends_codes,
            self.rules,
        )


def engine_for(url: str) -> Engine:
    """Return an engine with the pragmas and the transaction rules of this store."""
    parsed = make_url(url)
    # Errors are logged, and the values of a statement may be a customer's.
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True, hide_parameters=True)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": 30}, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # The driver's own transaction handling would begin too late for consistent reads.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        # What is acknowledged must outlive a power cut, not only a crash of the process.
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=30000",
        "temp_store=MEMORY",
        "cache_size=-65536",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    # Taking the write lock first avoids the upgrade from reader to writer, which SQLite refuses
    # at once instead of waiting for.
    writes = connection.get_execution_options().get("attune_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
