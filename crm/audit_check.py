"""Walking the chain of the audit log, and naming the first row at which it breaks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from crm.audit_chain import ANCHOR, LOWEST, START, digest_of, read_page
from crm.tables.people import audit_log


@dataclass(frozen=True)
class Broken:
    """Where the chain breaks.

    Parameters
    ----------
    row:
        Number of the first row that is not as it was written, or not there.
    kind:
        ``altered``, ``missing``, ``inserted``, ``reordered`` or ``truncated``.
    words:
        What was found, in a sentence.
    """

    row: int
    kind: str
    words: str


@dataclass(frozen=True)
class Verdict:
    """What a walk along the chain found.

    ``head`` is the digest of the last row that is right: note it elsewhere, and a later walk can
    tell that no row up to it was cut off or written anew.
    """

    rows: int
    head: str
    broken: Broken | None = None


def verify(connection: Connection, head: str | None = None) -> Verdict:
    """Walk the whole chain; what it holds in memory does not grow with it.

    Parameters
    ----------
    head:
        A digest that was noted at an earlier walk.
    """
    rows = _rows(connection)
    count, digest, last, first = 0, START, 0, 0
    chained, seen = False, head in (None, START)
    for row in rows:
        broken = None
        if "details" not in row:
            broken = Broken(row["id"], "altered", f"row {row['id']} cannot be read any more")
        elif chained or row["digest"] is not None:
            if not chained and count and row["action"] != ANCHOR:
                words = f"what is before row {row['id']} was not written by the application"
                broken = Broken(first, "inserted", words)
            elif chained or row["action"] != ANCHOR:
                broken = _break(connection, rows, row, last + 1, digest)
            elif row["details"] != {"rows": count, "digest": digest}:
                words = "rows of before the chain are not what they were when it began"
                broken = Broken(row["id"], "altered", words)
            elif row["digest"] != digest_of(digest, row):
                broken = Broken(row["id"], "altered", "the row that begins the chain was altered")
            chained = True
        if broken is not None:
            return Verdict(count, digest, broken)
        digest = row["digest"] or digest_of(digest, row)
        seen = seen or digest == head
        first = first if count else row["id"]
        count, last = count + 1, row["id"]
    if not seen:
        words = "no row has the noted digest: the end was cut off, or the chain was written anew"
        return Verdict(count, digest, Broken(last + 1, "truncated", words))
    return Verdict(count, digest)


def _rows(connection: Connection) -> Iterator[dict[str, Any]]:
    """Yield all rows; of one that holds what it cannot hold, the number alone."""
    last = LOWEST
    while True:
        try:
            page = read_page(connection, last)
        except (ValueError, TypeError):
            page = _one_by_one(connection, last)
        if not page:
            return
        yield from page
        last = page[-1]["id"]


def _one_by_one(connection: Connection, after: int) -> list[dict[str, Any]]:
    try:
        return read_page(connection, after, 1)
    except (ValueError, TypeError):
        query = select(audit_log.c.id).where(audit_log.c.id > after).order_by(audit_log.c.id)
        return [{"id": connection.execute(query.limit(1)).scalar_one()}]


def _break(
    connection: Connection,
    rows: Iterator[dict[str, Any]],
    row: Mapping[str, Any],
    expected: int,
    before: str,
) -> Broken | None:
    """Tell whether a row is the one that belongs here, and if not, what happened."""
    number = row["id"]
    if number != expected:
        span = f"rows {expected} to {number - 1} are" if number > expected + 1 else "it is"
        return Broken(expected, "missing", f"row {expected} is expected, {span} missing")
    if _fits(before, row, number):
        return None
    following = next(rows, None)
    if following and _fits(following.get("digest"), row, number + 1):
        words = f"row {number} holds what was written as row {number + 1}"
        return Broken(number, "reordered", words)
    if row["digest"] is None or (following and _fits(before, following, number)):
        words = f"row {number} was not written by the application: the chain goes on without it"
        return Broken(number, "inserted", words)
    if following and _fits(row["digest"], following, number + 2):
        words = f"a row before row {number} is missing, and the numbers were closed up"
        return Broken(number, "missing", words)
    home = _home(connection, row)
    if home is not None:
        words = f"row {number} holds what was written as row {home}"
        return Broken(number, "reordered", words)
    return Broken(number, "altered", f"row {number} is not what was written")


def _fits(before: str | None, row: Mapping[str, Any], number: int) -> bool:
    """Return whether a row was written after a digest, under a number."""
    if before is None or "details" not in row:
        return False
    return digest_of(before, {**row, "id": number}) == row["digest"]


def _home(connection: Connection, row: Mapping[str, Any]) -> int | None:
    """Return the number under which the content of a row was written, if that was another."""
    before: str | None = START
    for other in _rows(connection):
        if "details" not in other:
            before = None
            continue
        if other["id"] != row["id"]:
            # A row may have changed its place together with its digest, or without it.
            befores = [before, other["digest"] if other["id"] == row["id"] + 1 else None]
            digests = (row["digest"], other["digest"])
            for one in filter(None, befores):
                if digest_of(one, {**row, "id": other["id"]}) in digests:
                    return int(other["id"])
        before = other["digest"]
    return None
