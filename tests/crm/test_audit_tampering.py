"""Whoever alters the audit log with bare hands is found out, and the first row is named."""

from __future__ import annotations

import pytest

from crm import audit
from crm.store import Store
from tests.crm.chain import by_hand, checked, fill


@pytest.mark.parametrize(
    ("statements", "row", "kind"),
    [
        (["UPDATE audit_log SET actor = 'agent:2' WHERE id = 5"], 5, "altered"),
        (["UPDATE audit_log SET details = '{}' WHERE id = 5"], 5, "altered"),
        (["UPDATE audit_log SET digest = repeat('a', 64) WHERE id = 5"], 5, "altered"),
        (["UPDATE audit_log SET actor = 'agent:2' WHERE id = 12"], 12, "altered"),
        (["DELETE FROM audit_log WHERE id = 5"], 5, "missing"),
        (["DELETE FROM audit_log WHERE id IN (1, 2)"], 1, "missing"),
        (
            [
                "DELETE FROM audit_log WHERE id = 5",
                "UPDATE audit_log SET id = -id WHERE id > 5",
                "UPDATE audit_log SET id = -id - 1 WHERE id < 0",
            ],
            5,
            "missing",
        ),
        (
            [
                "UPDATE audit_log SET id = -id WHERE id >= 5",
                "UPDATE audit_log SET id = 1 - id WHERE id < 0",
                "INSERT INTO audit_log SELECT 5, actor, action, subject, customer_id, details, "
                "created_at, digest FROM audit_log WHERE id = 4",
            ],
            5,
            "inserted",
        ),
        (
            [
                "INSERT INTO audit_log SELECT 13, actor, action, subject, customer_id, details, "
                "created_at, NULL FROM audit_log WHERE id = 4"
            ],
            13,
            "inserted",
        ),
        (
            [
                "INSERT INTO audit_log SELECT 0, actor, action, subject, customer_id, details, "
                "created_at, NULL FROM audit_log WHERE id = 4"
            ],
            0,
            "inserted",
        ),
        (
            [
                "UPDATE audit_log SET id = -7 WHERE id = 5",
                "UPDATE audit_log SET id = 5 WHERE id = 6",
                "UPDATE audit_log SET id = 6 WHERE id = -7",
            ],
            5,
            "reordered",
        ),
        (
            [
                "UPDATE audit_log SET id = -7 WHERE id = 3",
                "UPDATE audit_log SET id = 3 WHERE id = 9",
                "UPDATE audit_log SET id = 9 WHERE id = -7",
            ],
            3,
            "reordered",
        ),
    ],
)
def test_tampering_is_named(store: Store, statements: list[str], row: int, kind: str) -> None:
    """The first row that is not as it was, and whether it was altered, taken, added or moved."""
    fill(store)
    by_hand(store, *(_for(store, statement) for statement in statements))
    broken = checked(store).broken

    assert broken is not None
    assert (row, kind) == (broken.row, broken.kind)


def _for(store: Store, statement: str) -> str:
    """Put the columns into the order in which this database keeps them."""
    names = "id, actor, action, subject, customer_id, details, created_at, digest"
    statement = statement.replace("INTO audit_log SELECT", f"INTO audit_log ({names}) SELECT")
    if store.is_sqlite:
        return statement.replace("repeat('a', 64)", f"'{'a' * 64}'")
    return statement


def test_a_cut_end_shows_against_a_noted_head(store: Store) -> None:
    """Without the noted digest nobody could tell; with it the walk says where the rows end."""
    fill(store)
    head = checked(store).head
    by_hand(store, "DELETE FROM audit_log WHERE id > 8")
    unnoted, noted = checked(store), checked(store, head)

    assert (8, None) == (unnoted.rows, unnoted.broken)
    assert noted.broken is not None
    assert (9, "truncated") == (noted.broken.row, noted.broken.kind)


def test_a_row_that_cannot_be_read_is_altered(sqlite_store: Store) -> None:
    """Somebody who leaves no JSON behind is found out too."""
    fill(sqlite_store)
    by_hand(sqlite_store, "UPDATE audit_log SET details = '{' WHERE id = 5")
    broken = checked(sqlite_store).broken

    assert broken is not None
    assert (5, "altered") == (broken.row, broken.kind)


def test_the_walk_goes_beyond_one_page(store: Store) -> None:
    """Rows are read in pages, and an altered one on a later page is found."""
    with store.transaction() as unit:
        for number in range(1200):
            audit.log(unit, "system", "looked", f"order:{number}")
    by_hand(store, "UPDATE audit_log SET actor = 'x' WHERE id = 1100")
    found = checked(store)

    assert found.broken is not None
    assert (1099, 1100) == (found.rows, found.broken.row)
