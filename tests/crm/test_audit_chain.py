"""The audit log is a chain: one end, one form, no gaps, and a database that refuses to alter it."""

from __future__ import annotations

import hashlib
import json
import threading
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DatabaseError

from crm import audit
from crm.audit_chain import ANCHOR, START, canonical, digest_of
from crm.audit_check import Verdict
from crm.store import Store
from crm.tables.people import audit_log
from tests.crm.chain import ROWS, by_hand, checked, fill


def test_what_was_written_is_right(store: Store) -> None:
    """All rows are counted, and the head is the digest of the last one."""
    fill(store)
    found = checked(store)
    with store.reading() as unit:
        last = unit.connection.scalar(select(audit_log.c.digest).where(audit_log.c.id == ROWS))

    assert Verdict(ROWS, last or "") == found
    assert Verdict(ROWS, found.head) == checked(store, found.head)


def test_an_empty_log_is_right(store: Store) -> None:
    """Before the first row there is the digest of zeros."""
    assert Verdict(0, START) == checked(store, START)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log SET actor = 'agent:2' WHERE id = 5",
        "DELETE FROM audit_log",
        "TRUNCATE audit_log",
        "INSERT OR REPLACE INTO audit_log SELECT * FROM audit_log WHERE id = 5",
    ],
)
def test_the_database_refuses_to_alter_it(store: Store, statement: str) -> None:
    """Whatever the application tries, the rows stay."""
    fill(store)
    with pytest.raises(DatabaseError), store.transaction() as unit:
        unit.connection.exec_driver_sql(statement)

    assert (ROWS, None) == (checked(store).rows, checked(store).broken)


def old_rows(store: Store, count: int = 3) -> None:
    """Write rows as they were written before there was a chain."""
    row = {"actor": "system", "action": "erased", "subject": "customer:1", "details": {}}
    with store.transaction() as unit:
        values = [row | {"id": 2 * n, "created_at": unit.now} for n in range(1, count + 1)]
        unit.connection.execute(insert(audit_log), values)


def test_rows_of_before_are_anchored(store: Store) -> None:
    """The row that begins the chain keeps how many there were and what they said."""
    old_rows(store)
    fill(store)
    with store.reading() as unit:
        query = select(audit_log.c.action, audit_log.c.details).where(audit_log.c.id == 7)
        action, details = unit.connection.execute(query).one()
    right = checked(store)
    by_hand(store, "UPDATE audit_log SET actor = 'agent:2' WHERE id = 4")
    broken = checked(store).broken

    assert (ANCHOR, 3) == (action, details["rows"])
    assert (3 + 1 + ROWS, None) == (right.rows, right.broken)
    assert broken is not None
    assert (7, "altered") == (broken.row, broken.kind)


def test_what_is_undone_leaves_no_line_and_no_gap(store: Store) -> None:
    """A transaction or a savepoint that fails takes its lines along."""
    with pytest.raises(RuntimeError), store.transaction() as unit:
        audit.log(unit, "system", "undone", "order:1")
        raise RuntimeError
    with store.transaction() as unit:
        audit.log(unit, "system", "kept", "order:2")
        with pytest.raises(RuntimeError), unit.connection.begin_nested():
            audit.log(unit, "system", "undone", "order:3")
            raise RuntimeError
    with store.reading() as unit:
        actions = unit.connection.scalars(select(audit_log.c.action)).all()

    assert ["kept"] == actions
    assert (1, None) == (checked(store).rows, checked(store).broken)


def test_writers_at_once_keep_one_chain(store: Store) -> None:
    """Eight writers who also wait for other things never wait for one another's line."""
    fill(store, 2)
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            for turn in range(10):
                with store.transaction() as unit:
                    audit.log(unit, f"agent:{number}", "began", f"order:{turn}")
                    if not store.is_sqlite:
                        unit.connection.execute(
                            text("SELECT pg_advisory_xact_lock(:key)"), {"key": (number + turn) % 3}
                        )
                    audit.log(unit, f"agent:{number}", "ended", f"order:{turn}")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = checked(store)

    assert [] == failures
    assert (2 + 8 * 10 * 2, None) == (found.rows, found.broken)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(JSON)
def test_the_canonical_form_means_the_same(value: Any) -> None:
    """It reads back as the value, and again has the same form."""
    form = canonical(value)

    assert value == json.loads(form)
    assert form == canonical(json.loads(form))


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ({"b": 1, "a": 2}, '{"a":2,"b":1}'),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'),
        ([1.0, 0.1, 1e21, -0.0], "[1,0.1,1000000000000000000000,0]"),
        ('é\n\x1f"\\', '"é\\n\\u001f\\"\\\\"'),
    ],
)
def test_the_canonical_form(value: Any, form: str) -> None:
    """Names are sorted by UTF-16 code units, whole numbers bear no fraction."""
    assert form == canonical(value)


def test_the_digest_is_what_the_documentation_says() -> None:
    """Whoever has the rows and a SHA-256 can check them without this program."""
    row = {
        "id": 1,
        "actor": "agent:3",
        "action": "looked",
        "subject": "order:104233",
        "customer_id": None,
        "details": {},
        "created_at": datetime(2026, 6, 15, 12, tzinfo=UTC),
    }
    written = (
        f"{START}\n"
        '{"action":"looked","actor":"agent:3","created_at":"2026-06-15T12:00:00.000000+00:00",'
        '"customer_id":null,"details":{},"id":1,"subject":"order:104233"}'
    )

    assert hashlib.sha256(written.encode()).hexdigest() == digest_of(START, row)
