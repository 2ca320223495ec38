"""Logs tell what happened, and nothing of persons."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from crm.store import Store
from crm.tables.people import agents
from gateway.logs import configure_logging


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Return what is logged; the test's own logging comes back at the end."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    stream = io.StringIO()
    configure_logging("info", stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def test_tracebacks_hold_no_addresses(written: io.StringIO) -> None:
    """What an error quotes is taken out; that it happened, and where, is told."""
    try:
        raise ValueError("cannot write to anna@example.org or +49 170 1234567")
    except ValueError:
        logging.getLogger("gateway").exception("turn %d failed", 7)
    text = written.getvalue()

    assert [] == [secret for secret in ("anna", "170") if secret in text]
    assert [] == [part for part in ("turn 7 failed", "ValueError", __file__) if part not in text]


def test_errors_of_the_database_hide_values(store: Store, written: io.StringIO) -> None:
    """A failed statement is logged without the values that it was given."""
    row = {"email": "a@b.example", "name": "Zo\u00eb Secret", "password_hash": "x"}
    row |= {"created_at": store.clock()}
    try:
        with store.transaction() as unit:
            for _ in range(2):
                unit.connection.execute(insert(agents).values(row))
    except IntegrityError:
        logging.getLogger("gateway").exception("failed")

    assert "Zo\u00eb Secret" not in written.getvalue()
