"""The chain of the audit log: each row's digest covers its content and the digest before it.

The digest of a row is the SHA-256, in 64 hexadecimal digits, of these bytes: the digest of the row
before (64 digits; zeros before the first row), a line feed, and the row as canonical JSON. That
is an object with the members ``action``, ``actor``, ``created_at``, ``customer_id``, ``details``,
``id`` and ``subject``, written as RFC 8785 says: UTF-8, no blanks, members sorted by the UTF-16
code units of their names, only the escapes that JSON demands. ``created_at`` is a text such as
``2026-06-15T12:00:00.000000+00:00``. Numbers that are whole are written without a fraction, since
databases keep them either way; others in the shortest form that reads back as the same number.

Numbers of rows have no gaps, so that a row that is missing shows. Rows of before the chain have no
digest: when it begins, an ``audit_chain_began`` row keeps the digest that runs over all of them.

The form is for ever: rows that were written in another one could not be verified any more.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from crm.tables.people import audit_log

START = "0" * 64
ANCHOR = "audit_chain_began"
CONTENT = ("id", "actor", "action", "subject", "customer_id", "details", "created_at")
# Any number will do that nothing else in the database locks.
_LOCK = 6_151_962_000
_PAGE = 500
# Somebody may have put a row before the first one.
LOWEST = -(2**62)


def canonical(value: Any) -> str:
    """Return a JSON value in its one canonical form.

    Raises
    ------
    ValueError
        If it is no JSON value (a number that is none, half a character).
    """
    if isinstance(value, Mapping):
        names = sorted(value, key=lambda name: name.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(name)}:{canonical(value[name])}" for name in names) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(canonical(item) for item in value) + "]"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def digest_of(before: str, row: Mapping[str, Any]) -> str:
    """Return the digest of a row whose predecessor has the digest ``before``."""
    content = {name: row[name] for name in CONTENT}
    content["created_at"] = row["created_at"].astimezone(UTC).isoformat(timespec="microseconds")
    return hashlib.sha256(f"{before}\n{canonical(content)}".encode()).hexdigest()


def append(connection: Connection, rows: Sequence[Mapping[str, Any]], now: datetime) -> None:
    """Write rows at the end of the chain, in the connection's transaction.

    On PostgreSQL the end of the chain is locked until the transaction ends. So that nobody waits
    for the lock while holding what another waits for, this should be the last that it does.

    Parameters
    ----------
    rows:
        With all of :data:`CONTENT` but the ``id``.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_LOCK)))
    last, digest = _head(connection, now)
    chained = []
    for number, row in enumerate(rows, start=last + 1):
        # What the database will give back: names of members as texts, lists instead of tuples.
        details = json.loads(json.dumps(row["details"]))
        kept = dict(row) | {"id": number, "details": details}
        digest = digest_of(digest, kept)
        chained.append(kept | {"digest": digest})
    connection.execute(insert(audit_log), chained)


def anchor(connection: Connection, now: datetime) -> None:
    """Begin the chain, if there are rows that have no digest."""
    _head(connection, now)


def read_page(connection: Connection, after: int, count: int = _PAGE) -> list[dict[str, Any]]:
    """Return rows in their order, from the first whose number is greater than ``after``."""
    columns = [audit_log.c[name] for name in (*CONTENT, "digest")]
    query = select(*columns).where(audit_log.c.id > after).order_by(audit_log.c.id).limit(count)
    return [dict(row) for row in connection.execute(query).mappings()]


def _head(connection: Connection, now: datetime) -> tuple[int, str]:
    query = select(audit_log.c.id, audit_log.c.digest).order_by(audit_log.c.id.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None:
        return 0, START
    if row.digest is not None:
        return row.id, row.digest
    count, digest, last = 0, START, LOWEST
    while page := read_page(connection, last):
        for old in page:
            count, digest, last = count + 1, digest_of(digest, old), old["id"]
    first = {
        "id": last + 1,
        "actor": "system",
        "action": ANCHOR,
        "subject": "audit_log",
        "customer_id": None,
        "details": {"rows": count, "digest": digest},
        "created_at": now,
    }
    digest = digest_of(digest, first)
    connection.execute(insert(audit_log).values(first | {"digest": digest}))
    return last + 1, digest
